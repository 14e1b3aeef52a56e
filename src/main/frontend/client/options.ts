import type { BackoffOptions } from "./backoff.ts";
import type { SubscribeFailure } from "./channels.ts";
import type { Envelope, TraceContext } from "./envelope.ts";
import type { WirescopeError } from "./errors.ts";
import type { HelloPayload, Message, Role } from "./messages.ts";
import type { Gap } from "./positions.ts";
import type { RequestOptions } from "./requests.ts";
import type { TokenSource } from "./tokens.ts";

/**
 * Where a client is: not connected yet, connecting, open once the server has said `hello`, waiting to connect
 * again, or closed for good.
 */
export type State = "idle" | "connecting" | "open" | "waiting" | "closed";

/** What a {@link WirescopeClient} accepts besides the server's address and its id. */
export interface ClientOptions {
    /** Who this client is: 1 to 128 characters, no control characters. */
    clientId: string;
    /**
     * Says who may connect: a JWT, or a function that gets the current one. A function is called at each connect and when the
     * server announces that the token in use ends; a token that is a string stops the client when it has ended. It is sent
     * as a subprotocol. Default none: a browser's cookie, or a server that asks for nothing.
     */
    token?: TokenSource;
    /** Default: `frontend`. */
    role?: Role;
    /** Channels to join besides those that every client is in. */
    channels?: Iterable<string>;
    /** The connection's `request_id`; the server makes one up otherwise. */
    correlationId?: string;
    /** The socket to use where the platform has none, or not the right one. Default `globalThis.WebSocket`. */
    webSocket?: SocketConstructor;
    /** Reads JSON: for numbers that JavaScript's own can't hold, for example. Default `JSON.parse`. */
    parseJson?: (text: string) => unknown;
    /** Keeps the session over a reload of the page: `sessionStorage`, for example. */
    storage?: SessionKeeper;
    /** How long to wait before reconnecting. */
    backoff?: BackoffOptions;
    /** How many messages may wait while there is no connection. Default 256. */
    bufferLimit?: number;
    /** How many bytes the socket may hold back while there is one. Default 1,048,576. */
    socketBufferLimit?: number;
    /** How many heartbeat intervals of silence make a server dead: more than 1. Default 2.5. */
    heartbeatFactor?: number;
    /** Milliseconds from the connect to `hello`, after which the connection counts as lost. Default 10,000. */
    connectTimeoutMs?: number;
    /** Milliseconds that a request waits for its response by default. Default 10,000. */
    requestTimeoutMs?: number;
    /** Numbers from 0 to 1, for the jitter. Default `Math.random`. */
    random?: () => number;
}

/** As much of a `Storage` as a client uses. */
export interface SessionKeeper {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
}

/** What may be said about a message to send. */
export interface SendOptions {
    /** Is returned on the response to the message. Default: a new one. */
    requestId?: string;
    trace?: TraceContext;
}

/** The end of a connection. */
export interface CloseInfo {
    code: number;
    reason: string;
    /** Milliseconds until the client reconnects; absent when it does not. */
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
    /** An `error` message that belongs to no request, or a failure of the client itself. */
    error: WirescopeError;
}

/** Options of a message to publish. */
export interface PublishOptions extends SendOptions, RequestOptions {
    /** Whether this connection gets the message too, where it is in the channel. Default true. */
    echo?: boolean;
}

/** The response to a message: of a type that the server has no meaning for, whatever its upstream responds. */
export type Answer<Type extends string> = Type extends keyof AnswerTypes ? Message<AnswerTypes[Type]> : Envelope;

/** The types that the server answers itself. */
export interface AnswerTypes {
    ping: "pong";
    status: "status";
    subscribe: "subscribed";
    unsubscribe: "unsubscribed";
    publish: "published";
    "auth.refresh": "auth.refreshed";
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
export type SocketConstructor = new (url: string, protocols?: string[]) => Socket;
