import type { Envelope } from "./envelope.ts";

const SECOND = 1_000;

/** How long a refusal of the server explains a loss, in milliseconds. */
const EXPLAINS = 10_000;

/**
 * What a connection was probably closed with that was lost without a code: a server that closes while it is being sent to
 * is seen as 1006, for its close message is thrown away with what it did not read.
 */
export class Loss {
    #perSecond = 0;
    #limitedAt = -Infinity;
    #announced: number | undefined;
    #second = 0;
    #sent = 0;
    #sentBefore = 0;

    /** Starts over, with a connection that accepts so many messages per second; 0 means no limit. */
    opened(perSecond: number): void {
        this.#perSecond = perSecond;
        this.#limitedAt = -Infinity;
        this.#announced = undefined;
        this.#sent = this.#sentBefore = 0;
    }

    /** Records that a message is sent. */
    sending(): void {
        this.#turn();
        this.#sent++;
    }

    #turn(): void {
        const passed = performance.now() - this.#second;
        if (passed >= SECOND) {
            this.#sentBefore = passed < 2 * SECOND ? this.#sent : 0;
            this.#sent = 0;
            this.#second = performance.now();
        }
    }

    /** Records a message from the server. */
    heard({ type, payload }: Envelope): void {
        if (type === "error" && payload.error_code === "RATE_LIMITED") {
            this.#limitedAt = performance.now();
        } else if (type === "server.draining") {
            this.#announced = Number(payload.close_code) || undefined;
        }
    }

    /**
     * Guesses, now that the connection is lost.
     *
     * @param unsent how many bytes the socket still held back
     * @returns a close code; undefined where nothing points to one
     */
    code(unsent: number): number | undefined {
        this.#turn();
        const isFast = this.#perSecond > 0 && Math.max(this.#sent, this.#sentBefore) >= this.#perSecond;
        return isFast || performance.now() - this.#limitedAt < EXPLAINS ? 4429 : (this.#announced ?? (unsent > 0 ? 4413 : undefined));
    }
}
