import { LONGEST_TIMER } from "./requests.ts";

/** A timer that fires this many milliseconds late was kept waiting by this program, which read nothing meanwhile. */
const LATE = 50;

/**
 * Finds out that a server is silent. Time is measured by the monotonic clock: the system's may be set. A program that was
 * busy or asleep gets some time to read what has come, once in each silence.
 */
export class Liveness {
    readonly #silent: (reason: string) => void;
    #limit = 0;
    #heardAt = 0;
    #excused = false;
    #timer: ReturnType<typeof setTimeout> | undefined;

    /** @param silent is called with the reason when the server was silent for too long */
    constructor(silent: (reason: string) => void) {
        this.#silent = silent;
    }

    /** Begins to watch, in place of what was watched before. */
    watch(silenceMs: number): void {
        this.#limit = Math.min(silenceMs, LONGEST_TIMER);
        this.heard();
        this.#check(0);
    }

    /** Records that something was received. */
    heard(): void {
        this.#heardAt = performance.now();
        this.#excused = false;
    }

    stop(): void {
        clearTimeout(this.#timer);
    }

    // A last look shortly before the limit finds a program that was busy until then.
    #check(least: number): void {
        const grace = this.#limit / 10;
        const left = this.#limit - (performance.now() - this.#heardAt);
        const delay = Math.max(left > grace ? left - grace : left, least);
        const due = performance.now() + delay;
        this.stop();
        this.#timer = setTimeout(() => {
            const now = performance.now();
            const silence = now - this.#heardAt;
            if (now - due > LATE && !this.#excused) {
                this.#excused = true;
                this.#check(grace);
            } else if (silence >= this.#limit) {
                this.#silent(`Nothing received for ${String(Math.round(silence))} ms`);
            } else {
                this.#check(0);
            }
        }, delay);
    }
}
