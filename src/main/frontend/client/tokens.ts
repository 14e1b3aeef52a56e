import type { Envelope } from "./envelope.ts";
import { failure, type WirescopeError } from "./errors.ts";

/** A token, or what gets the current one: called at each connect, and when the one in use is about to end. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>);

const LOST = 1006;
const NOT_PERMITTED = 4403;
const TOKEN_EXPIRED = 4407;

/** The characters of a subprotocol (RFC 9110, section 5.6.2), of which those of a JWT are some. */
const USABLE = /^[\w!#$%&'*+.^`|~-]+$/;

/** The token that a connection was made with, and the one that has ended. */
export class Tokens {
    readonly #source: TokenSource | undefined;
    #current: string | undefined;
    #spent: string | undefined;
    #isRefused = false;

    /** @throws {WirescopeError} `TOKEN_FAILED` where the token is none */
    constructor(source: TokenSource | undefined) {
        this.#source = source;
        if (typeof source === "string") {
            this.#current = usable(source);
        }
    }

    /** Whether there may be another token than the current one. */
    get isFunction(): boolean {
        return typeof this.#source === "function";
    }

    /** Whether the server has said that the current token has ended. */
    get isSpent(): boolean {
        return this.#current !== undefined && this.#current === this.#spent;
    }

    /** What a socket offers, so that no token is part of a URL; undefined without a token. */
    get protocols(): string[] | undefined {
        return this.#current === undefined ? undefined : ["wirescope.v1", `wirescope.bearer.${this.#current}`];
    }

    /**
     * Gets a token.
     *
     * @throws {WirescopeError} `TOKEN_FAILED` where the function fails or gives what is no token
     */
    async get(): Promise<string | undefined> {
        try {
            const token = typeof this.#source === "function" ? await this.#source() : this.#source;
            return token === undefined ? undefined : usable(token);
        } catch (cause) {
            throw failure("TOKEN_FAILED", "The option token gave no usable token", cause);
        }
    }

    /** Checks whether a token is the one in use. */
    isInUse(token: string): boolean {
        return token === this.#current;
    }

    /** Sets the token in use. */
    use(token: string | undefined): void {
        this.#current = token;
    }

    /** Records a message from the server. */
    heard({ type, payload }: Envelope): void {
        if (type === "hello") {
            this.#isRefused = false;
        } else if (type === "error" && (payload.error_code === "INVALID_TOKEN" || payload.error_code === "TOKEN_EXPIRED")) {
            this.#isRefused = true;
        }
    }

    /**
     * Records the end of a connection. A handshake that is refused with a status is seen as 1006: the token is then to
     * blame where its own time is over.
     *
     * @return whether the token has ended, so that the same one is of no use any more
     */
    ended(code: number, wasOpen: boolean): boolean {
        const isOver = code === TOKEN_EXPIRED || (code === NOT_PERMITTED && this.#isRefused)
            || (code === LOST && !wasOpen && isPast(this.#current));
        this.#isRefused = false;
        if (isOver) {
            this.#spent = this.#current;
        }
        return isOver && this.#current !== undefined;
    }
}

function usable(token: string): string {
    if (!USABLE.test(token)) {
        throw failure("TOKEN_FAILED", "A token must have the characters of a subprotocol only, as a JWT has");
    }
    return token;
}

// Of a JWT; any other token has no end that can be seen from here.
function isPast(token = ""): boolean {
    try {
        const claims = JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) as { exp?: unknown };
        return typeof claims.exp === "number" && claims.exp * 1000 < Date.now();
    } catch {
        return false;
    }
}

/** What a client that stops because of its token reports. */
export function expired(isFunction: boolean): WirescopeError {
    return failure("TOKEN_EXPIRED", isFunction
        ? "The token has ended, and the option token gave the same one again"
        : "The token has ended: give a function as the option token, which gets a new one");
}
