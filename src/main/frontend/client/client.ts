import { Backoff, type BackoffOptions } from "./backoff.ts";
import { Channels, type SavedChannels, type SubscribeFailure } from "./channels.ts";
import { closeRule } from "./close-codes.ts";
import { checked, isObject, parseEnvelope, type Envelope, type TraceContext } from "./envelope.ts";
import { WirescopeError, type ClientErrorCode } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import { Liveness } from "./liveness.ts";
import { Loss } from "./loss.ts";
import { isFromChannel, isMessage, type ChannelPosition, type HelloPayload, type Message, type Role, type Session } from "./messages.ts";
import type { Gap } from "./positions.ts";
import { Requests, toError, type RequestOptions } from "./requests.ts";

/**
 * Where a client is: not connected yet, connecting, open once the server has said `hello`, waiting to connect
 * again, or closed for good.
 */
export type State = "idle" | "connecting" | "open" | "waiting" | "closed";

/** What a {@link WirescopeClient} may be told besides where the server is and who it is. */
export interface ClientOptions {
    /** Who this client is: 1 to 128 characters, no control characters. */
    clientId: string;
    /** `frontend` unless told otherwise. */
    role?: Role;
    /** Channels to join besides those that every client is in. */
    channels?: Iterable<string>;
    /** The connection's `request_id`; the server makes one up otherwise. */
    correlationId?: string;
    /** The socket to use where the platform has none, or not the right one. Default `globalThis.WebSocket`. */
    webSocket?: SocketConstructor;
    /** Keeps the session over a reload of the page: `sessionStorage`, for example. */
    storage?: Pick<Storage, "getItem" | "setItem">;
    /** How long to wait before coming back. */
    backoff?: BackoffOptions;
    /** How many messages may wait while there is no connection. Default 256. */
    bufferLimit?: number;
    /** How many bytes the socket may hold back while there is one. Default 1,048,576. */
    socketBufferLimit?: number;
    /** How many heartbeat intervals of silence make a server dead: more than 1. Default 2.5. */
    heartbeatFactor?: number;
    /** Milliseconds from the connect to `hello`, after which the connection counts as lost. Default 10,000. */
    connectTimeoutMs?: number;
    /** Milliseconds that a request waits for its answer unless it says otherwise. Default 10,000. */
    requestTimeoutMs?: number;
    /** Numbers from 0 to 1, for the jitter. Default `Math.random`. */
    random?: () => number;
}

/** What may be said about a message to send. */
export interface SendOptions {
    /** Comes back on what answers the message. Default: a new one. */
    requestId?: string;
    trace?: TraceContext;
}

/** The end of a connection. */
export interface CloseInfo {
    code: number;
    reason: string;
    /** Milliseconds until the client tries again; absent where it does not. */
    retryInMs?: number;
    /** Where the code is lost (1006): the one that the server probably closed with. */
    likely?: number;
}

/** What a listener gets, for each event that is no message type. */
export interface ClientEvents {
    /** Every message, before the listeners of its type. */
    message: Envelope;
    /** The server has said `hello`: messages that waited have been sent. */
    open: HelloPayload;
    state: State;
    /** Messages of a channel are lost to this client. */
    gap: Gap;
    /** A channel could not be joined; where the client asks for it again, it says when. */
    "subscribe.failed": SubscribeFailure;
    close: CloseInfo;
    /** An `error` message that answers no request, or a failure of the client's own. */
    error: WirescopeError;
}

/** What the answer to a message is. */
export type Answer<Type extends string> = Message<
    Type extends keyof AnswerTypes ? AnswerTypes[Type] : "echo"
>;

interface AnswerTypes {
    ping: "pong";
    status: "status";
    subscribe: "subscribed";
    unsubscribe: "unsubscribed";
}

/** As much of a WebSocket as a client uses. */
export interface Socket {
    readonly readyState: number;
    readonly bufferedAmount: number;
    /** Gets an event with `data`. */
    onmessage: ((event: never) => void) | null;
    /** Gets an event with `code` and `reason`. */
    onclose: ((event: never) => void) | null;
    onerror: ((event: never) => void) | null;
    send(text: string): void;
    close(code?: number, reason?: string): void;
}

/** Makes sockets. */
export type SocketConstructor = new (url: string) => Socket;

const EVENTS: readonly string[] = ["message", "open", "state", "gap", "subscribe.failed", "close", "error"];
const OPEN = 1;
const HEARTBEAT_TIMEOUT = 4408;
const LOST = 1006;
const DEFAULT_HEARTBEAT_MS = 25_000;
const SAVE_AFTER_MS = 1_000;

/** Servers take request lines of 8 KiB; a channel whose position does not fit is replayed from where it was joined. */
const LONGEST_URL = 6_000;

interface Waiting {
    readonly id: string;
    readonly text: string;
}

/** What is kept in `storage`. */
interface Saved extends SavedChannels {
    token?: unknown;
}

/**
 * A client of Wirescope: one connection at a time, that comes back by itself.
 *
 * It sees every message of its channels once and in order, or gets a `gap`. Listeners are called one after the other;
 * one that throws is told of in an `error` and stops no other.
 */
export class WirescopeClient {
    readonly #options: ClientOptions;
    readonly #url: URL;
    readonly #socketConstructor: SocketConstructor;
    readonly #backoff: Backoff;
    readonly #heartbeatFactor: number;
    readonly #listeners = new Listeners();
    readonly #requests = new Requests();
    readonly #channels: Channels;
    readonly #loss = new Loss();
    readonly #liveness = new Liveness((reason) => {
        this.#lost(HEARTBEAT_TIMEOUT, reason);
    });

    #storage: ClientOptions["storage"];
    #buffer: Waiting[] = [];
    #state: State = "idle";
    #socket: Socket | undefined;
    #token: string | undefined;
    #maxMessageBytes = Infinity;
    #openedAt = 0;
    /** Rises whenever a connection is let go: what is told of an earlier one is not true any more. */
    #generation = 0;
    /** What is lost and was not told yet. */
    #gaps: Gap[] = [];
    #retryTimer: Timer;
    #saveTimer: Timer;

    /**
     * @param url the server's address for clients, such as `wss://host/ws/client`; in a browser it may be relative
     * @param options who the client is, and how it is to behave
     * @throws {WirescopeError} `CONNECT_FAILED` where there is no socket to use
     * @throws {TypeError} where the address is none
     * @throws {RangeError} where `heartbeatFactor` is not more than 1: healthy connections would end
     */
    constructor(url: string | URL, options: ClientOptions) {
        this.#url = new URL(url, (globalThis as { location?: { href: string } }).location?.href);
        this.#url.protocol = this.#url.protocol.replace("http", "ws");
        this.#options = options;
        const constructor = options.webSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
        if (constructor === undefined) {
            throw failure("CONNECT_FAILED", "This platform has no WebSocket: give one as the option webSocket");
        }
        this.#socketConstructor = constructor;
        this.#heartbeatFactor = options.heartbeatFactor ?? 2.5;
        if (!(this.#heartbeatFactor > 1)) {
            throw new RangeError("heartbeatFactor must be more than 1");
        }
        const newBackoff = (): Backoff => new Backoff(options.backoff ?? {}, options.random ?? Math.random);
        this.#backoff = newBackoff();
        this.#channels = new Channels({
            ask: (type, channels, asked) => this.request(type, { channels }, asked),
            isOpen: () => this.#state === "open",
            changed: () => {
                this.#save();
            },
            failed: (failed) => {
                this.#emit("subscribe.failed", failed);
            },
            error: (error) => {
                this.#emit("error", error);
            },
            newBackoff,
        });
        this.#storage = options.storage;
        this.#restore();
        this.#channels.want(options.channels ?? []);
    }

    /** Where the client is. */
    get state(): State {
        return this.#state;
    }

    /**
     * Listens.
     *
     * @param event one of {@link ClientEvents}, or the type of a message. A type that is named like one of those events
     * comes as `message` alone.
     * @returns a function that stops it
     */
    on<Event extends keyof ClientEvents>(event: Event, listener: (value: ClientEvents[Event]) => void): () => void;
    on<Type extends string>(type: Type, listener: (message: Message<Type>) => void): () => void;
    on(event: string, listener: (value: never) => void): () => void {
        return this.#listeners.add(event, listener);
    }

    /** Connects, at once also where the client waits to do so. Does nothing while it is connected or connecting. */
    connect(): void {
        if (this.#state !== "open" && this.#state !== "connecting") {
            this.#dial();
        }
    }

    /**
     * Closes the connection and does not come back. Requests that wait fail with `CLOSED`, and what waits to be sent
     * is dropped. {@link connect} opens the client again, where it was.
     */
    close(): void {
        if (this.#state !== "closed") {
            const socket = this.#letGo();
            this.#end({ code: 1000, reason: "" });
            socket?.close(1000);
        }
    }

    /**
     * Sends a message, or keeps it until the client is open. What was handed to the socket when the connection is lost
     * may have arrived or not, and is not sent again.
     *
     * @returns its request id
     * @throws {WirescopeError} `BUFFER_FULL` (what waits already stays), `CLOSED`, `MESSAGE_TOO_LARGE`,
     * `INVALID_ENVELOPE`
     */
    send(type: string, payload: object = {}, options: SendOptions = {}): string {
        const id = options.requestId ?? newId();
        this.#post(id, this.#write(type, payload, id, options.trace));
        return id;
    }

    /**
     * Sends a message, as {@link send} does, and waits for the answer to it. A request that ends before it was sent
     * is not sent.
     *
     * @returns the first message with its request id that came on no channel
     * @throws {WirescopeError} what `send` throws; the server's code where it answers with an `error`; `TIMEOUT`,
     * `CONNECTION_LOST`, `DUPLICATE_REQUEST`; the signal's reason
     */
    async request<Type extends string>(
        type: Type,
        payload: object = {},
        options: SendOptions & RequestOptions = {},
    ): Promise<Answer<Type>> {
        options.signal?.throwIfAborted();
        if (options.requestId !== undefined && this.#requests.has(options.requestId)) {
            throw failure("DUPLICATE_REQUEST", "A request with this id waits for its answer");
        }
        const id = options.requestId ?? newId();
        const text = this.#write(type, payload, id, options.trace);
        const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs ?? 10_000;
        const answer = this.#requests.add(id, { ...options, timeoutMs }, () => {
            this.#buffer = this.#buffer.filter((waiting) => waiting.id !== id);
        });
        try {
            this.#post(id, text);
        } catch (error) {
            this.#requests.failOne(id, error as WirescopeError);
        }
        return (await answer) as Answer<Type>;
    }

    /**
     * Joins channels: all of them, or none where the server refuses one. The client joins them again whenever it must, and
     * asks again for one that is wanted and does not exist yet. What fails is a `subscribe.failed` besides: the promise need
     * not be looked at.
     *
     * @returns once the server has said so; at once while the client is not open, unless `timeoutMs` or `signal` say how
     * long to wait
     * @throws {WirescopeError} the server's code, or what {@link request} throws
     */
    subscribe(channels: Iterable<string>, options: RequestOptions = {}): Promise<void> {
        return optional(this.#channels.subscribe([...channels], options));
    }

    /**
     * Leaves channels. Messages that were on their way still come. The promise need not be looked at.
     *
     * @returns once the server has said so; at once while the client is not open
     * @throws {WirescopeError} the server's code, or what {@link request} throws
     */
    unsubscribe(channels: Iterable<string>, options: RequestOptions = {}): Promise<void> {
        return optional(this.#channels.unsubscribe([...channels], options));
    }

    // Connecting

    #dial(): void {
        clearTimeout(this.#retryTimer);
        this.#state = "connecting";
        const generation = this.#generation;
        let socket: Socket;
        try {
            socket = new this.#socketConstructor(this.#address());
        } catch (cause) {
            this.#emit("error", failure("CONNECT_FAILED", "No socket could be made", cause));
            if (generation === this.#generation) {
                this.#end({ code: LOST, reason: "" });
            }
            return;
        }
        this.#socket = socket;
        // A socket that was let go says nothing any more: its handlers are gone.
        socket.onmessage = ({ data }: { data: unknown }) => {
            this.#receive(data);
        };
        socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
            this.#lost(code, reason);
        };
        socket.onerror = () => {
            this.#lost(LOST, ""); // some sockets do not say close after it
        };
        this.#liveness.watch(this.#options.connectTimeoutMs ?? 10_000);
        this.#emit("state", "connecting");
    }

    #address(): string {
        const { clientId, role, correlationId } = this.#options;
        const url = new URL(this.#url);
        for (const [name, value] of Object.entries({ client_id: clientId, role, correlationId, session: this.#token })) {
            if (value !== undefined) {
                url.searchParams.set(name, value);
            }
        }
        if (this.#token !== undefined) {
            this.#addPositions(url);
        }
        return url.href;
    }

    #addPositions(url: URL): void {
        let room = LONGEST_URL - url.href.length;
        for (const { channel, epoch, offset } of this.#channels.positions) {
            const position = new URLSearchParams({ position: `${channel}@${epoch}:${String(offset)}` });
            room -= position.toString().length + 1;
            if (room >= 0) {
                url.searchParams.append("position", position.get("position") ?? "");
            }
        }
    }

    #greeted(hello: Partial<HelloPayload>): void {
        const session: Partial<Session> = hello.session ?? {};
        const interval = Number(hello.heartbeat_interval_ms) || DEFAULT_HEARTBEAT_MS;
        const generation = this.#generation;
        this.#token = session.token;
        this.#maxMessageBytes = Number(hello.limits?.max_message_bytes) || Infinity;
        this.#openedAt = performance.now();
        this.#state = "open";
        this.#liveness.watch(interval * this.#heartbeatFactor);
        this.#loss.opened(Number(hello.limits?.max_messages_per_second) || 0);
        this.#gaps.push(...this.#channels.arrive(session));
        this.#channels.settle();
        this.#flush();
        this.#save();
        this.#emit("state", "open", generation);
        this.#emit("open", hello as HelloPayload, generation);
        let gap: Gap | undefined;
        while (generation === this.#generation && (gap = this.#gaps.shift()) !== undefined) {
            this.#emit("gap", gap);
        }
    }

    // Losing the connection

    #lost(code: number, reason: string): void {
        if (this.#state === "open" && performance.now() - this.#openedAt >= this.#backoff.stableMs) {
            this.#backoff.reset();
        }
        const likely = this.#state === "open" && code === LOST ? this.#loss.code(this.#socket?.bufferedAmount ?? 0) : undefined;
        const socket = this.#letGo();
        if (code === HEARTBEAT_TIMEOUT) {
            socket?.close(HEARTBEAT_TIMEOUT); // does nothing where it was the server that closed
        }
        const rule = closeRule(likely ?? code);
        if (rule.action === "stop") {
            this.#end({ code, reason });
            return;
        }
        const waiting = new Set(this.#buffer.map(({ id }) => id));
        const retryInMs = this.#backoff.next(rule.spreadMs);
        this.#retryTimer = setTimeout(() => {
            this.#dial();
        }, retryInMs);
        this.#requests.fail(failure("CONNECTION_LOST", "The connection was lost before the answer came"),
            (id) => !waiting.has(id));
        this.#ended("waiting", { code, reason, retryInMs, ...(likely !== undefined && { likely }) });
    }

    #letGo(): Socket | undefined {
        const socket = this.#socket;
        this.#socket = undefined;
        this.#generation++;
        this.#channels.lost();
        this.#liveness.stop();
        clearTimeout(this.#retryTimer);
        if (socket !== undefined) {
            socket.onmessage = socket.onclose = null;
            socket.onerror = () => undefined; // some sockets throw an error that nobody takes
        }
        return socket;
    }

    #end(info: CloseInfo): void {
        this.#buffer = [];
        this.#save();
        this.#requests.fail(failure("CLOSED", `The client is closed (${String(info.code)} ${info.reason})`), () => true);
        this.#ended("closed", info);
    }

    #ended(state: State, info: CloseInfo): void {
        const generation = this.#generation;
        this.#state = state;
        this.#emit("close", info);
        this.#emit("state", state, generation);
    }

    // Sending

    #write(type: string, payload: object, id: string, trace?: TraceContext): string {
        return JSON.stringify(checked({
            envelope_version: 1,
            type,
            timestamp: new Date().toISOString(),
            request_id: id,
            ...(trace && { trace }),
            payload,
        }));
    }

    #post(id: string, text: string): void {
        if (this.#state === "closed") {
            throw failure("CLOSED", "The client is closed");
        }
        this.#requireFits(text);
        const socket = this.#openSocket();
        if (socket === undefined && this.#buffer.length >= (this.#options.bufferLimit ?? 256)) {
            throw failure("BUFFER_FULL", "Too many messages wait for a connection");
        }
        if ((socket?.bufferedAmount ?? 0) > (this.#options.socketBufferLimit ?? 1_048_576)) {
            throw failure("BUFFER_FULL", "The server does not take what is sent");
        }
        this.#deliver({ id, text });
    }

    // A socket that is about to close would drop in silence what it is given.
    #openSocket(): Socket | undefined {
        return this.#state === "open" && this.#socket?.readyState === OPEN ? this.#socket : undefined;
    }

    #deliver(message: Waiting): void {
        const socket = this.#openSocket();
        if (socket === undefined) {
            this.#buffer.push(message);
        } else {
            this.#loss.sending();
            socket.send(message.text);
        }
    }

    #requireFits(text: string): void {
        // A UTF-16 unit is three bytes of UTF-8 at most.
        if (text.length * 3 > this.#maxMessageBytes && new TextEncoder().encode(text).length > this.#maxMessageBytes) {
            throw failure("MESSAGE_TOO_LARGE", `The server takes ${String(this.#maxMessageBytes)} bytes at most`);
        }
    }

    #flush(): void {
        const waiting = this.#buffer;
        const generation = this.#generation;
        this.#buffer = [];
        for (const message of waiting) {
            if (generation !== this.#generation) {
                return; // a listener of errors has closed the client: what waited is dropped
            }
            try {
                this.#requireFits(message.text);
                this.#deliver(message);
            } catch (error) { // the server told its limit after the message was taken
                if (!this.#requests.failOne(message.id, error as WirescopeError)) {
                    this.#emit("error", error as WirescopeError);
                }
            }
        }
    }

    // Receiving

    #receive(data: unknown): void {
        const generation = this.#generation;
        const wasOpen = this.#state === "open";
        if (wasOpen) {
            this.#liveness.heard();
        }
        let message: Envelope;
        try {
            message = parseEnvelope(data as string);
        } catch (error) {
            this.#emit("error", error as WirescopeError);
            return;
        }
        this.#loss.heard(message);
        if (isFromChannel(message)) {
            this.#receiveFromChannel(message, generation);
        } else {
            this.#obey(message);
            const answered = wasOpen && isAnswer(message) && this.#requests.answer(message);
            if (message.type === "error" && !answered) {
                this.#emit("error", toError(message), generation);
            }
            this.#hand(message, generation);
        }
    }

    #receiveFromChannel(message: Envelope & { meta: ChannelPosition }, generation: number): void {
        const { seen, gap } = this.#channels.compare(message.meta);
        if (seen) {
            return;
        }
        if (gap !== undefined) {
            this.#emit("gap", gap);
        }
        if (generation === this.#generation) {
            this.#channels.take(message.meta);
            this.#saveSoon();
            this.#hand(message, generation);
        }
    }

    #obey(message: Envelope): void {
        if (isMessage(message, "hello") && this.#state === "connecting") {
            this.#greeted(message.payload);
        } else if (message.type === "ping") {
            const id = message.request_id ?? newId();
            this.#socket?.send(this.#write("pong", {}, id));
        } else if (isMessage(message, "subscribed")) {
            this.#channels.subscribed(message.payload.channels);
            this.#saveSoon();
        } else if (isMessage(message, "unsubscribed") && Array.isArray(message.payload.channels)) {
            this.#channels.unsubscribed(message.payload.channels);
            this.#saveSoon();
        }
    }

    #hand(message: Envelope, generation: number): void {
        this.#emit("message", message, generation);
        if (!EVENTS.includes(message.type)) {
            this.#tell(message.type, message, generation);
        }
    }

    // Telling

    #emit<Event extends keyof ClientEvents>(event: Event, value: ClientEvents[Event], generation = this.#generation): void {
        this.#tell(event, value, generation);
    }

    // A listener may connect or close: what the others are told must be true still.
    #tell(event: string, value: unknown, generation: number): void {
        const holds = (): boolean => generation === this.#generation && (event !== "state" || value === this.#state);
        this.#listeners.call(event, value, holds, (cause) => {
            if (event !== "error" && this.#listeners.has("error")) {
                this.#emit("error", failure("LISTENER_FAILED", `A listener of '${event}' threw`, cause));
            } else {
                console.error("A listener of Wirescope's client threw", cause);
            }
        });
    }

    // Keeping the session over a reload

    get #key(): string {
        return `wirescope ${this.#url.href} ${this.#options.clientId}`;
    }

    #restore(): void {
        try {
            const saved: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "{}");
            const { token, ...channels } = (isObject(saved) ? saved : {}) as Saved;
            if (typeof token === "string") {
                this.#token = token;
            }
            this.#channels.restore(channels);
        } catch {
            // Nothing of use was kept: the client begins anew.
        }
    }

    #saveSoon(): void {
        if (this.#storage !== undefined) {
            this.#saveTimer ??= setTimeout(() => {
                this.#save();
            }, SAVE_AFTER_MS);
        }
    }

    #save(): void {
        clearTimeout(this.#saveTimer);
        this.#saveTimer = undefined;
        try {
            this.#storage?.setItem(this.#key, JSON.stringify({
                token: this.#token,
                ...this.#channels.saved,
            }));
        } catch (cause) {
            this.#storage = undefined;
            this.#emit("error", failure("STORAGE_FAILED", "The session is not kept any more", cause));
        }
    }
}

type Timer = ReturnType<typeof setTimeout> | undefined;

function failure(code: ClientErrorCode, message: string, cause?: unknown): WirescopeError {
    return new WirescopeError(code, message, {}, cause);
}

// What the server says of its own accord bears the connection's id, which may be a request's too.
const UNASKED: readonly string[] = ["hello", "ping", "server.draining", "auth.expiring"];
const OF_HANDSHAKE: readonly unknown[] = ["session", "position"];

function isAnswer({ type, payload }: Envelope): boolean {
    const isOfHandshake = type === "error" && isObject(payload.details) && OF_HANDSHAKE.includes(payload.details.parameter);
    return !UNASKED.includes(type) && !isOfHandshake;
}

// A promise that nobody looks at is no unhandled rejection.
function optional(promise: Promise<void>): Promise<void> {
    promise.catch(() => undefined);
    return promise;
}

// crypto.randomUUID is there in secure contexts alone.
function newId(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
