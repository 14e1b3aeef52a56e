import { Backoff } from "./backoff.ts";
import { Channels } from "./channels.ts";
import { closeRule } from "./close-codes.ts";
import { checked, isObject, parseEnvelope, type Envelope, type JsonObject, type TraceContext } from "./envelope.ts";
import { failure, type WirescopeError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import { Liveness } from "./liveness.ts";
import { Loss } from "./loss.ts";
import { isFromChannel, isMessage, places, type ChannelPosition, type HelloPayload, type Message, type Session } from "./messages.ts";
import type {
    Answer, AnswerTypes, ClientEvents, ClientOptions, CloseInfo, PublishOptions, SendOptions, Socket, SocketConstructor, State,
} from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { Gap } from "./positions.ts";
import { Requests, toError, type AnswerOptions, type RequestOptions } from "./requests.ts";
import { SavedSession } from "./saved-session.ts";
import { expired, Tokens } from "./tokens.ts";

const EVENTS: readonly string[] = ["message", "open", "state", "gap", "subscribe.failed", "close", "error"];
const OPEN = 1;
const TOKEN_EXPIRED = 4407;
const HEARTBEAT_TIMEOUT = 4408;
const LOST = 1006;
const DEFAULT_HEARTBEAT_MS = 25_000;

/** Servers accept request lines of 8 KiB; a channel whose position does not fit is replayed from where it was subscribed. */
const LONGEST_URL = 6_000;

/**
 * A client of Wirescope: one connection at a time, which reconnects by itself.
 *
 * It sees every message of its channels once and in order, or gets a `gap`. Listeners are called one after the other;
 * one that throws is reported as an `error` and does not stop the others.
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
    readonly #outbox: Outbox;
    readonly #saved: SavedSession;
    readonly #loss = new Loss();
    readonly #tokens: Tokens;
    readonly #liveness = new Liveness((reason) => {
        this.#lost(HEARTBEAT_TIMEOUT, reason);
    });

    #state: State = "idle";
    #socket: Socket | undefined;
    #token: string | undefined;
    #openedAt = 0;
    /** Rises whenever a connection is let go: events of an earlier one are not reported any more. */
    #generation = 0;
    /** Publications under way that this connection does not get, by request id. */
    readonly #silent = new Set<string>();
    /** Gaps that were not reported yet. */
    #gaps: Gap[] = [];
    #retryTimer: Timer;

    /**
     * @param url the server's address for clients, such as `wss://host/ws/client`; in a browser it may be relative
     * @param options who the client is, and how it is to behave
     * @throws {WirescopeError} `CONNECT_FAILED` where there is no socket to use; `TOKEN_FAILED` where `token` is none
     * @throws {TypeError} where the address is none
     * @throws {RangeError} where `heartbeatFactor` is not more than 1: healthy connections would end
     */
    constructor(url: string | URL, options: ClientOptions) {
        this.#url = new URL(url, (globalThis as { location?: { href: string } }).location?.href);
        this.#url.protocol = this.#url.protocol.replace("http", "ws");
        this.#options = options;
        const constructor = options.webSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
        if (constructor === undefined) {
            throw failure("CONNECT_FAILED", "This platform has no WebSocket: pass one as the option webSocket");
        }
        this.#socketConstructor = constructor;
        this.#heartbeatFactor = options.heartbeatFactor ?? 2.5;
        if (!(this.#heartbeatFactor > 1)) {
            throw new RangeError("heartbeatFactor must be greater than 1");
        }
        const newBackoff = (): Backoff => new Backoff(options.backoff ?? {}, options.random ?? Math.random);
        this.#backoff = newBackoff();
        this.#channels = new Channels({
            ask: (type, channels, asked) => this.request(type, { channels }, asked),
            isOpen: () => this.#state === "open",
            changed: () => {
                this.#saved.save();
            },
            failed: (failed) => {
                this.#emit("subscribe.failed", failed);
            },
            error: (error) => {
                this.#emit("error", error);
            },
            newBackoff,
        });
        this.#tokens = new Tokens(options.token);
        this.#outbox = new Outbox(options, () => this.#openSocket(), () => {
            this.#loss.sending();
        });
        this.#saved = new SavedSession(options.storage, `wirescope ${this.#url.href} ${options.clientId}`,
            () => ({ token: this.#token, ...this.#channels.saved }),
            (cause) => {
                this.#emit("error", failure("STORAGE_FAILED", "The session can no longer be stored", cause));
            });
        this.#restore();
        this.#channels.want(options.channels ?? []);
    }

    #restore(): void {
        const { token, ...channels } = this.#saved.restore();
        if (typeof token === "string") {
            this.#token = token;
        }
        this.#channels.restore(channels);
    }

    /** Where the client is. */
    get state(): State {
        return this.#state;
    }

    /**
     * Listens.
     *
     * @param event one of {@link ClientEvents}, or the type of a message. A type that is named like one of those events
     * is emitted only as `message`.
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
     * Closes the connection and does not reconnect. Pending requests fail with `CLOSED`, and what waits to be sent
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
     * Sends a message, as {@link send} does, and waits for its response: the server's own, or that of the upstream which
     * a route hands the type to. A request that ends before it was sent is not sent.
     *
     * @returns the first message with its request id that came on no channel; undefined where none came in time and
     * `answer` is `optional`
     * @throws {WirescopeError} what `send` throws; the server's code where it answers with an `error`; `TIMEOUT`,
     * `CONNECTION_LOST`, `CLOSED`, `DUPLICATE_REQUEST`; the signal's reason
     */
    request<Type extends keyof AnswerTypes>(
        type: Type,
        payload?: object,
        options?: SendOptions & RequestOptions,
    ): Promise<Answer<Type>>;
    request<Payload extends object = JsonObject>(
        type: string,
        payload: object | undefined,
        options: SendOptions & RequestOptions & { answer: "optional" },
    ): Promise<Envelope<string, Payload> | undefined>;
    request<Payload extends object = JsonObject>(
        type: string,
        payload?: object,
        options?: SendOptions & RequestOptions & AnswerOptions,
    ): Promise<Envelope<string, Payload>>;
    async request(
        type: string,
        payload: object = {},
        options: SendOptions & RequestOptions & AnswerOptions = {},
    ): Promise<unknown> {
        options.signal?.throwIfAborted();
        if (options.requestId !== undefined && this.#requests.has(options.requestId)) {
            throw failure("DUPLICATE_REQUEST", "A request with this id is already pending");
        }
        const id = options.requestId ?? newId();
        const text = this.#write(type, payload, id, options.trace);
        const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs ?? 10_000;
        const answer = this.#requests.add(id, { ...options, timeoutMs }, () => this.#outbox.drop(id));
        try {
            this.#post(id, text);
        } catch (error) {
            this.#requests.failOne(id, error as WirescopeError);
        }
        return answer;
    }

    /**
     * Publishes a message to the members of a channel, where the server lets this client.
     *
     * @returns its place in the channel
     * @throws {WirescopeError} what {@link request} throws; `NOT_PUBLISHED` where the server lets no client publish
     */
    async publish(channel: string, type: string, payload: object = {}, options: PublishOptions = {}): Promise<ChannelPosition> {
        const { echo = true, requestId = newId(), ...asked } = options;
        if (!echo) {
            this.#silent.add(requestId);
        }
        try {
            const answer = await this.request("publish", { channel, type, payload, echo }, { ...asked, requestId });
            const [place] = places([answer.payload]);
            if (place === undefined) {
                throw failure("NOT_PUBLISHED", `The server answered with ${answer.type}`);
            }
            return place;
        } finally {
            this.#silent.delete(requestId);
        }
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
     * Unsubscribes from channels. Messages already on their way still arrive. The promise may be ignored.
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
        if (this.#tokens.isFunction) {
            void this.#dialWithToken();
        } else {
            this.#openConnection();
            if (this.#socket !== undefined) {
                this.#emit("state", "connecting");
            }
        }
    }

    // A token that does not arrive in time counts as a server that does not say hello.
    async #dialWithToken(): Promise<void> {
        const generation = this.#generation;
        this.#liveness.watch(this.#options.connectTimeoutMs ?? 10_000);
        this.#emit("state", "connecting");
        try {
            const token = await this.#tokens.get();
            if (generation !== this.#generation) {
                return;
            }
            this.#tokens.use(token);
        } catch (error) {
            this.#emit("error", error as WirescopeError, generation);
            if (generation === this.#generation) {
                this.#lost(LOST, "");
            }
            return;
        }
        if (this.#tokens.isSpent) {
            this.#letGo();
            this.#endExpired({ code: TOKEN_EXPIRED, reason: "" });
        } else {
            this.#openConnection();
        }
    }

    #openConnection(): void {
        const generation = this.#generation;
        let socket: Socket;
        try {
            const address = this.#address();
            const { protocols } = this.#tokens;
            socket = protocols === undefined
                ? new this.#socketConstructor(address)
                : new this.#socketConstructor(address, protocols);
        } catch (cause) {
            this.#liveness.stop();
            this.#emit("error", failure("CONNECT_FAILED", "The WebSocket could not be created", cause));
            if (generation === this.#generation) {
                this.#end({ code: LOST, reason: "" });
            }
            return;
        }
        this.#socket = socket;
        // The handlers of an abandoned socket are removed, so that it reports nothing.
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
    }

    // A new token before the one in use ends. Without one the connection goes on until then.
    async #refresh(): Promise<void> {
        const generation = this.#generation;
        try {
            const token = await this.#tokens.get();
            if (generation === this.#generation && token !== undefined && !this.#tokens.isInUse(token)) {
                await this.request("auth.refresh", { token });
                this.#tokens.use(token);
            }
        } catch (error) {
            this.#emit("error", error as WirescopeError, generation);
        }
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
        this.#openedAt = performance.now();
        this.#state = "open";
        this.#liveness.watch(interval * this.#heartbeatFactor);
        this.#loss.opened(Number(hello.limits?.max_messages_per_second) || 0);
        this.#gaps.push(...this.#channels.arrive(session));
        this.#channels.settle();
        const refused = this.#outbox.flush(Number(hello.limits?.max_message_bytes) || Infinity);
        for (const { id, error } of refused) { // the server stated its limit after they were queued
            if (!this.#requests.failOne(id, error)) {
                this.#emit("error", error, generation);
            }
        }
        this.#saved.save();
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
        const wasOpen = this.#state === "open";
        const socket = this.#letGo();
        if (code === HEARTBEAT_TIMEOUT) {
            socket?.close(HEARTBEAT_TIMEOUT); // does nothing where it was the server that closed
        }
        const isTokenOver = this.#tokens.ended(likely ?? code, wasOpen);
        if (isTokenOver && !this.#tokens.isFunction) {
            this.#endExpired({ code, reason });
            return;
        }
        const rule = closeRule(isTokenOver ? TOKEN_EXPIRED : likely ?? code);
        if (rule.action === "stop") {
            this.#end({ code, reason });
            return;
        }
        const retryInMs = this.#backoff.next(rule.spreadMs);
        this.#retryTimer = setTimeout(() => {
            this.#dial();
        }, retryInMs);
        this.#requests.fail(failure("CONNECTION_LOST", "The connection was lost before the response arrived"),
            (id) => !this.#outbox.has(id));
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
            socket.onerror = () => undefined; // some sockets throw an unhandled error
        }
        return socket;
    }

    #end(info: CloseInfo): void {
        this.#outbox.clear();
        this.#saved.save();
        this.#requests.fail(failure("CLOSED", `The client is closed (${String(info.code)} ${info.reason})`), () => true);
        this.#ended("closed", info);
    }

    #endExpired(info: CloseInfo): void {
        const generation = this.#generation;
        this.#emit("error", expired(this.#tokens.isFunction));
        if (generation === this.#generation) {
            this.#end(info);
        }
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
        this.#outbox.post({ id, text });
    }

    // A socket that is about to close would drop in silence what it is given.
    #openSocket(): Socket | undefined {
        return this.#state === "open" && this.#socket?.readyState === OPEN ? this.#socket : undefined;
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
            message = parseEnvelope(data as string, this.#options.parseJson);
        } catch (error) {
            this.#emit("error", error as WirescopeError);
            return;
        }
        this.#loss.heard(message);
        this.#tokens.heard(message);
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
            this.#saved.saveSoon();
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
            this.#saved.saveSoon();
        } else if (message.type === "auth.expiring" && this.#tokens.isFunction) {
            void this.#refresh();
        } else if (message.type === "published") {
            this.#passOver(message);
        } else if (isMessage(message, "unsubscribed") && Array.isArray(message.payload.channels)) {
            this.#channels.unsubscribed(message.payload.channels);
            this.#saved.saveSoon();
        }
    }

    // The answer stands in the channel where the message would.
    #passOver({ request_id: id, payload }: Envelope): void {
        const [place] = places([payload]);
        const gap = place && this.#silent.has(id ?? "") ? this.#channels.skip(place) : undefined;
        this.#saved.saveSoon();
        if (gap !== undefined) {
            this.#emit("gap", gap);
        }
    }

    #hand(message: Envelope, generation: number): void {
        this.#emit("message", message, generation);
        if (!EVENTS.includes(message.type)) {
            this.#tell(message.type, message, generation);
        }
    }

    // Reporting

    #emit<Event extends keyof ClientEvents>(event: Event, value: ClientEvents[Event], generation = this.#generation): void {
        this.#tell(event, value, generation);
    }

    // A listener may connect or close: what the others get must be true still.
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
}

type Timer = ReturnType<typeof setTimeout> | undefined;

// What the server says of its own accord bears the connection's id, which may be a request's too.
const UNASKED: readonly string[] = ["hello", "ping", "server.draining", "auth.expiring"];
const OF_HANDSHAKE: readonly unknown[] = ["session", "position"];

function isAnswer({ type, payload }: Envelope): boolean {
    const isOfHandshake = type === "error" && isObject(payload.details) && OF_HANDSHAKE.includes(payload.details.parameter);
    return !UNASKED.includes(type) && !isOfHandshake;
}

// An ignored promise must not become an unhandled rejection.
function optional(promise: Promise<void>): Promise<void> {
    promise.catch(() => undefined);
    return promise;
}

// crypto.randomUUID exists only in secure contexts.
function newId(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
