/** How long to wait before reconnecting. All times are in milliseconds. */
export interface BackoffOptions {
    /** The bound of the first delay. Default 1,000. */
    minMs?: number;
    /** The bound that no delay passes, but for a close that asks for more. Default 30,000. */
    maxMs?: number;
    /** By how much the bound grows with each connection that did not last. Default 2. */
    factor?: number;
    /** A connection that was open for as long starts the count anew. Default 5,000. */
    stableMs?: number;
}

/**
 * Exponential backoff with full jitter: each delay is drawn from 0 to a bound that grows with every failure, so
 * that clients that were disconnected together do not reconnect together.
 */
export class Backoff {
    readonly stableMs: number;
    readonly #minMs: number;
    readonly #maxMs: number;
    readonly #factor: number;
    readonly #random: () => number;
    #failures = 0;

    /** @param random gives numbers from 0 to 1 */
    constructor({ minMs = 1_000, maxMs = 30_000, factor = 2, stableMs = 5_000 }: BackoffOptions, random: () => number) {
        this.stableMs = stableMs;
        this.#minMs = minMs;
        this.#maxMs = maxMs;
        this.#factor = factor;
        this.#random = random;
    }

    /** Starts the count of failures anew. */
    reset(): void {
        this.#failures = 0;
    }

    /**
     * Counts a failure.
     *
     * @param spreadMs the least that the bound is, whatever the count
     * @returns the delay
     */
    next(spreadMs = 0): number {
        const bound = Math.min(this.#maxMs, this.#minMs * this.#factor ** this.#failures);
        this.#failures++;
        return this.#random() * Math.max(bound, spreadMs);
    }
}
