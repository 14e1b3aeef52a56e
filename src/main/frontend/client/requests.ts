import { failure, WirescopeError } from "./errors.ts";
import { isObject, type Envelope } from "./envelope.ts";

/** How long to wait for a response. */
export interface RequestOptions {
    /** Milliseconds after which the request fails with `TIMEOUT`; `Infinity` for no end. */
    timeoutMs?: number;
    /** Ends the waiting: the request fails with the signal's reason. */
    signal?: AbortSignal;
}

/** Whether there is an answer at all. */
export interface AnswerOptions {
    /**
     * `optional`: the request resolves with undefined after `timeoutMs` without an answer, provided that it was sent. For
     * types whose upstream may answer with nothing (202, 204). Default `required`.
     */
    answer?: "required" | "optional";
}

interface Waiting {
    resolve(answer?: Envelope): void;
    reject(reason: unknown): void;
}

/** A timer that is set for longer, in milliseconds, fires at once (HTML, timers). */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** The pending requests. */
export class Requests {
    readonly #waiting = new Map<string, Waiting>();

    /** Checks whether a request is pending. */
    has(id: string): boolean {
        return this.#waiting.has(id);
    }

    /**
     * Waits for a response.
     *
     * @param recall is called when the waiting ends by itself, so that nothing is sent any more; says whether nothing was
     * @returns the answer; undefined where none came and none had to
     */
    add(id: string, { timeoutMs = Infinity, signal, answer }: RequestOptions & AnswerOptions, recall: () => boolean):
            Promise<Envelope | undefined> {
        return new Promise((resolve, reject) => {
            const abort = (): void => {
                recall();
                waiting.reject(signal?.reason);
            };
            const late = (): void => {
                if (recall() || answer !== "optional") {
                    waiting.reject(failure("TIMEOUT", `No response within ${String(timeoutMs)} ms`));
                } else {
                    waiting.resolve();
                }
            };
            const timer = timeoutMs <= LONGEST_TIMER ? setTimeout(late, timeoutMs) : undefined;
            const done = (): void => {
                clearTimeout(timer);
                signal?.removeEventListener("abort", abort);
                this.#waiting.delete(id);
            };
            const waiting: Waiting = {
                resolve: (message) => {
                    done();
                    resolve(message);
                },
                reject: (reason) => {
                    done();
                    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason
                    reject(reason);
                },
            };
            this.#waiting.set(id, waiting);
            signal?.addEventListener("abort", abort);
        });
    }

    /** Accepts a response. {@return whether a request was waiting for it} */
    answer(message: Envelope): boolean {
        const waiting = this.#waiting.get(message.request_id ?? "");
        if (waiting === undefined) {
            return false;
        }
        if (message.type === "error") {
            waiting.reject(toError(message));
        } else {
            waiting.resolve(message);
        }
        return true;
    }

    /** Fails those requests of which a test holds. */
    fail(error: WirescopeError, test: (id: string) => boolean): void {
        for (const [id, waiting] of this.#waiting) {
            if (test(id)) {
                waiting.reject(error);
            }
        }
    }

    /** Fails one request, if it waits. */
    failOne(id: string, error: WirescopeError): boolean {
        const waiting = this.#waiting.get(id);
        waiting?.reject(error);
        return waiting !== undefined;
    }
}

/** What an `error` message says, as an error. */
export function toError(message: Envelope): WirescopeError {
    const { error_code: code, error_message: text, details } = message.payload;
    return new WirescopeError(
        typeof code === "string" ? code : "UNKNOWN",
        typeof text === "string" ? text : "The server gave no reason",
        { ...(isObject(details) && details), request_id: message.request_id },
    );
}
