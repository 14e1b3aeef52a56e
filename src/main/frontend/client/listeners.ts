/** What is called when something happens, by what it is that happens. */
export class Listeners {
    readonly #byEvent = new Map<string, Set<(value: never) => void>>();

    /** Adds a listener. {@return a function that removes it} */
    add(event: string, listener: (value: never) => void): () => void {
        const listeners = this.#byEvent.get(event) ?? new Set();
        this.#byEvent.set(event, listeners);
        // One that is added twice is called twice, and each is removed by itself.
        const own = (value: never): void => {
            listener(value);
        };
        listeners.add(own);
        return () => {
            listeners.delete(own);
        };
    }

    /** Checks whether there are listeners. */
    has(event: string): boolean {
        return (this.#byEvent.get(event)?.size ?? 0) > 0;
    }

    /**
     * Calls the current listeners of an event.
     *
     * @param holds whether the event is still true: one of them may have ended that
     * @param failed is called for each listener that throws; the others are called regardless
     */
    call(event: string, value: unknown, holds: () => boolean, failed: (cause: unknown) => void): void {
        for (const listener of [...(this.#byEvent.get(event) ?? [])]) {
            try {
                if (holds()) {
                    listener(value as never);
                }
            } catch (cause) {
                failed(cause);
            }
        }
    }
}
