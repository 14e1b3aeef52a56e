import type { JsonObject, Session, Socket } from "../wirescope-client.ts";

const OPEN = 1;
const CLOSED = 3;

/** A socket whose server is the test. */
export class ScriptedSocket implements Socket {
    readyState = 0;
    bufferedAmount = 0;
    onmessage: ((event: never) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;
    /** What the client sent, as text. */
    readonly texts: string[] = [];
    /** How the client closed it, if it did. */
    closedWith: number | undefined | null = null;
    readonly url: URL;
    /** The subprotocols that the client offered. */
    readonly protocols: string[] | undefined;

    constructor(url: string, protocols?: string[]) {
        this.url = new URL(url);
        this.protocols = protocols;
    }

    send(text: string): void {
        this.texts.push(text);
    }

    close(code?: number): void {
        this.closedWith = code;
        this.readyState = CLOSED;
    }

    /** What the client sent. */
    get sent(): { type: string; request_id: string; timestamp: string; payload: JsonObject; trace?: JsonObject }[] {
        return this.texts.map((text) => JSON.parse(text) as (typeof this.sent)[number]);
    }

    /** The types of what the client sent. */
    get types(): string[] {
        return this.sent.map(({ type }) => type);
    }

    /** The positions that the client came back with. */
    get positions(): string[] {
        return this.url.searchParams.getAll("position");
    }

    /** The request id of the last message of a type that the client sent. */
    idOf(type: string): string {
        const message = this.sent.filter((sent) => sent.type === type).at(-1);
        if (message === undefined) {
            throw new Error(`no ${type} was sent, but ${this.types.join(", ")}`);
        }
        return message.request_id;
    }

    /** The server says hello, and whatever of its session is given. */
    hello(session: Partial<Session> = {}, payload: JsonObject = {}): this {
        this.readyState = OPEN;
        this.says("hello", {
            client_id: "alice",
            connection_id: "c-1",
            heartbeat_interval_ms: 1_000,
            limits: { max_message_bytes: 65_536 },
            session: { token: "t-1", ttl_seconds: 120, positions: [], ...session },
            ...payload,
        });
        return this;
    }

    /** The server says something; `rest` has other members of the envelope. */
    says(type: string, payload: JsonObject = {}, rest: JsonObject = {}): void {
        this.text(JSON.stringify({
            envelope_version: 1, type, timestamp: "2025-08-16T01:36:59.923393+00:00", request_id: "connection",
            payload, ...rest,
        }));
    }

    /** A message comes on a channel. */
    publishes(channel: string, offset: number, epoch = "e", type = "news"): void {
        this.says(type, { n: offset }, { meta: { channel, epoch, offset } });
    }

    /** The server sends a text, or whatever else a socket may bring. */
    text(data: unknown): void {
        this.onmessage?.({ data } as never);
    }

    /** The server, or the network, ends it. */
    ends(code: number, reason = ""): void {
        this.readyState = CLOSED;
        this.onclose?.({ code, reason } as never);
    }

    /** The platform says that something went wrong, and no more. */
    fails(): void {
        this.readyState = CLOSED;
        this.onerror?.({} as never);
    }
}

/** A place in a channel. */
export function at(channel: string, offset: number, epoch = "e"): { channel: string; epoch: string; offset: number } {
    return { channel, epoch, offset };
}
