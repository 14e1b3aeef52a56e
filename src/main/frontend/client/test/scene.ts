import { onTestFinished, vi } from "vitest";
import { WirescopeClient, WirescopeError, type ClientOptions, type CloseInfo, type Gap } from "../wirescope-client.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

/** A client, all the sockets that it has made, and all that it has told. Time stands still until it is moved. */
export class Scene {
    readonly sockets: ScriptedSocket[] = [];
    readonly client: WirescopeClient;
    readonly states: string[] = [];
    readonly messages: string[] = [];
    readonly gaps: Gap[] = [];
    readonly closes: CloseInfo[] = [];
    readonly errors: WirescopeError[] = [];
    /** What the next delay is drawn with. */
    chance = 0.5;

    constructor(options: Partial<ClientOptions> = {}) {
        vi.useFakeTimers();
        onTestFinished(() => {
            vi.restoreAllMocks();
            vi.useRealTimers();
        });
        const { sockets } = this;
        class Made extends ScriptedSocket {
            constructor(url: string, protocols?: string[]) {
                super(url, protocols);
                sockets.push(this);
            }
        }
        this.client = new WirescopeClient("ws://server.test/ws/client", {
            clientId: "alice", webSocket: Made, random: () => this.chance, ...options,
        });
        this.client.on("state", (state) => this.states.push(state));
        this.client.on("gap", (gap) => this.gaps.push(gap));
        this.client.on("close", (info) => this.closes.push(info));
        this.client.on("error", (error) => this.errors.push(error));
        this.client.on("message", ({ type, meta }) => {
            this.messages.push(meta?.channel === undefined ? type : `${meta.channel}:${String(meta.offset)}`);
        });
    }

    /** The socket that was made last. */
    get socket(): ScriptedSocket {
        const socket = this.sockets.at(-1);
        if (socket === undefined) {
            throw new Error("no socket was made");
        }
        return socket;
    }

    /** Connects, and is greeted. */
    opened(...hello: Parameters<ScriptedSocket["hello"]>): this {
        this.client.connect();
        this.socket.hello(...hello);
        return this;
    }

    /** Waits until the client dials again. */
    comesBack(): ScriptedSocket {
        const before = this.sockets.length;
        vi.advanceTimersByTime((this.closes.at(-1)?.retryInMs ?? 0) + 1);
        if (this.sockets.length === before) {
            throw new Error("it did not come back");
        }
        return this.socket;
    }

    /** What came on channels. */
    get fromChannels(): string[] {
        return this.messages.filter((message) => message.includes(":"));
    }
}

/** The code that a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<string> {
    try {
        await promise;
    } catch (error) {
        if (error instanceof WirescopeError) {
            return error.code;
        }
        throw error;
    }
    throw new Error("it did not fail");
}
