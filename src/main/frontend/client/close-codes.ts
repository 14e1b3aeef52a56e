/** What to do after a close. */
export interface CloseRule {
    /** Whether to reconnect. */
    readonly action: "retry" | "stop";
    /** The delay before reconnecting is spread over this many milliseconds at least. */
    readonly spreadMs?: number;
    /** What the code says. */
    readonly meaning: string;
}

const retry = (meaning: string, spreadMs?: number): CloseRule =>
    spreadMs === undefined ? { action: "retry", meaning } : { action: "retry", meaning, spreadMs };
const stop = (meaning: string): CloseRule => ({ action: "stop", meaning });

/**
 * Every close code of the wire contract (section 1), and those that a client sees on its own side (RFC 6455, section
 * 7.4.1). An unknown code is retried: delays are bounded, and never reconnecting would be worse.
 */
export const CLOSE_CODES: Readonly<Record<number, CloseRule>> = {
    1000: stop("done"),
    1001: retry("going away"),
    1002: stop("protocol error"),
    1003: stop("binary message"),
    1005: retry("closed without a code"),
    1006: retry("connection lost, or handshake refused"),
    1007: stop("not UTF-8"),
    1008: stop("policy violation"),
    1009: retry("message too big"),
    1011: retry("server fault"),
    1012: retry("restarting", 5_000),
    1013: retry("overloaded", 10_000),
    4400: stop("unsupported version"),
    4401: stop("invalid role"),
    4403: stop("not permitted"),
    4407: retry("token expired"),
    4408: retry("heartbeat timeout"),
    4410: stop("legacy address switched off"),
    4413: retry("consumer too slow", 5_000),
    4429: retry("too many messages", 10_000),
    4500: retry("registration failed"),
};

/** What to do after a close with a code. */
export function closeRule(code: number): CloseRule {
    return CLOSE_CODES[code] ?? retry("unknown");
}
