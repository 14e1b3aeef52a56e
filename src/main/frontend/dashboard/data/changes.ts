/** Something that changes and notifies its watchers. */
export class Changes {
    readonly #watchers = new Set<() => void>();

    /** Watches. {@return a function that ends it} */
    watch(watcher: () => void): () => void {
        this.#watchers.add(watcher);
        return () => this.#watchers.delete(watcher);
    }

    /** Notifies all watchers. */
    protected changed(): void {
        this.#watchers.forEach((watcher) => {
            watcher();
        });
    }
}
