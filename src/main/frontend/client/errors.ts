/**
 * What went wrong. `code` is one of the server's error codes (wire contract, section 4), or one of the
 * client's own, {@link ClientErrorCode}.
 */
export class WirescopeError extends Error {
    override readonly name = "WirescopeError";

    /** What went wrong, for programs. */
    readonly code: string;

    /** What is known besides, as the server or the client says it. */
    readonly details: Readonly<Record<string, unknown>>;

    /** Whether the same message may be sent again: it was not handled, or handling it twice does no harm. */
    readonly retryable: boolean;

    /**
     * @param code for programs
     * @param message for people
     * @param details what is known besides
     * @param cause what was thrown first, if anything was
     */
    constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
        super(message, cause === undefined ? undefined : { cause });
        this.code = code;
        this.details = details;
        this.retryable = details.retryable === true;
    }
}

/**
 * The codes that do not come from the server.
 *
 * - `INVALID_JSON`, `INVALID_ENVELOPE`: a message breaks a rule of the envelope, one that came or one to send.
 * - `MESSAGE_TOO_LARGE`: a message exceeds the limit that the server stated.
 * - `BUFFER_FULL`: as much waits to be sent as may.
 * - `TIMEOUT`: no response arrived in time.
 * - `CONNECTION_LOST`: the connection was lost before the response arrived; the server may have handled the request.
 * - `CLOSED`: the client is closed.
 * - `NOT_PUBLISHED`: the response to a publication has no place.
 * - `DUPLICATE_REQUEST`: a request with that id is pending.
 * - `LISTENER_FAILED`: a listener threw; `cause` has what.
 * - `CONNECT_FAILED`: the platform refused to make a socket; `cause` has why.
 * - `TOKEN_FAILED`: the option `token` gave no usable token; `cause` has why.
 * - `TOKEN_EXPIRED`: the token has ended and there is no other one; the client has stopped. A server says it too.
 * - `STORAGE_FAILED`: the session could not be kept in `storage`; `cause` has why.
 */
export type ClientErrorCode =
    | "INVALID_JSON"
    | "INVALID_ENVELOPE"
    | "MESSAGE_TOO_LARGE"
    | "BUFFER_FULL"
    | "TIMEOUT"
    | "CONNECTION_LOST"
    | "CLOSED"
    | "NOT_PUBLISHED"
    | "DUPLICATE_REQUEST"
    | "LISTENER_FAILED"
    | "CONNECT_FAILED"
    | "TOKEN_FAILED"
    | "TOKEN_EXPIRED"
    | "STORAGE_FAILED";

/** Makes an error of the client's own. After `BUFFER_FULL` nothing was sent. */
export function failure(code: ClientErrorCode, message: string, cause?: unknown): WirescopeError {
    return new WirescopeError(code, message, code === "BUFFER_FULL" ? { retryable: true } : {}, cause);
}
