import { WirescopeClient, type ClientOptions, type SocketConstructor, type State } from "wirescope-client";
import { Changes } from "./changes.ts";
import { EventLog } from "./event-log.ts";
import { isObject } from "./json.ts";

/** A line of the transcript. */
export interface Line {
    id: number;
    /** Epoch seconds. */
    at: number;
    kind: "in" | "out" | "note" | "problem";
    /** What went over the wire, as it was; or what happened. */
    text: string;
    /** Of an envelope. */
    type: string | null;
    requestId: string | null;
}

export type Role = NonNullable<ClientOptions["role"]>;

const MOST_LINES = 500;
const MOST_CHARACTERS = 4_000_000;

/** A client under trial, with everything sent and received. */
export class TrySession extends Changes {
    readonly lines = new EventLog<Line>(
        { entries: MOST_LINES, weight: MOST_CHARACTERS },
        (line) => 100 + line.text.length,
    );
    state: State = "idle";

    #client: WirescopeClient | null = null;
    #socket: WebSocket | null = null;
    #lineIds = 0;

    /**
     * Connects as somebody, in place of whoever it was before.
     *
     * @param token says who that is; empty for whoever is logged in
     */
    open(clientId: string, role: Role, channels: string[], token = ""): void {
        this.close();
        try {
            const client = new WirescopeClient(new URL("ws/client", document.baseURI), {
                clientId,
                role,
                channels,
                ...(token !== "" && { token }),
                webSocket: this.#observedSocket(),
            });
            this.#client = client;
            client.on("state", (state) => {
                this.state = state;
                this.changed();
            });
            client.on("close", ({ code, reason, retryInMs }) => {
                this.#add(
                    "note",
                    `closed with ${String(code)}${reason === "" ? "" : ` “${reason}”`}; ` +
                        (retryInMs === undefined
                            ? "the client does not reconnect"
                            : `the client reconnects in ${String(Math.round(retryInMs))} ms`),
                );
            });
            client.on("gap", ({ channel }) => {
                this.#add("problem", `messages of the channel ${channel} may be missing`);
            });
            client.on("error", (error) => {
                this.#add("problem", `${error.code}: ${error.message}`);
            });
            client.connect();
        } catch (failure) {
            this.#add("problem", String(failure));
        }
    }

    /** Closes the connection, if there is one. */
    close(): void {
        this.#client?.close();
        this.#client = null;
        this.#socket = null;
    }

    /** Sends an envelope. @throws what the client throws */
    send(type: string, payload: object): void {
        this.#client?.send(type, payload);
    }

    /** Sends a text as it is, be it an envelope or not. {@return whether there was a connection} */
    sendRaw(text: string): boolean {
        if (this.#socket?.readyState !== WebSocket.OPEN) {
            return false;
        }
        this.#socket.send(text);
        return true;
    }

    clear(): void {
        this.lines.clear();
        this.changed();
    }

    // What the client's own listeners get is parsed; here the very text is wanted, both ways.
    #observedSocket(): SocketConstructor {
        const note = (kind: "in" | "out" | "note", text: string) => {
            this.#add(kind, text);
        };
        const opened = (socket: WebSocket) => {
            this.#socket = socket;
        };
        return class extends WebSocket {
            constructor(url: string, protocols?: string[]) {
                super(url, protocols);
                opened(this);
                note("note", `connecting to ${url.replace(/session=[^&]*/u, "session=…")}`);
                this.addEventListener("message", ({ data }) => {
                    note("in", String(data));
                });
            }

            override send(data: string): void {
                note("out", data);
                super.send(data);
            }
        };
    }

    #add(kind: Line["kind"], text: string): void {
        const { type, requestId } =
            kind === "in" || kind === "out" ? envelopeOf(text) : { type: null, requestId: null };
        this.lines.push({ id: ++this.#lineIds, at: Date.now() / 1000, kind, text, type, requestId });
        this.changed();
    }
}

/** What is known of a text that may be an envelope. */
export function envelopeOf(text: string): { type: string | null; requestId: string | null } {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return { type: null, requestId: null };
    }
    const members = isObject(value) ? value : {};
    return {
        type: typeof members.type === "string" ? members.type : null,
        requestId: typeof members.request_id === "string" ? members.request_id : null,
    };
}
