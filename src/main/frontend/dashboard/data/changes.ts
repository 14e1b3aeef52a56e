/** Something that changes and tells those who watch it. */
export class Changes {
    readonly #watchers = new Set<() => void>();

    /** Watches. {@return a function that ends it} */
    watch(watcher: () => void): () => void {
        this.#watchers.add(watcher);
        return () => this.#watchers.delete(watcher);
    }

    /** Tells all who watch. */
    protected changed(): void {
        this.#watchers.forEach((watcher) => {
            watcher();
        });
    }
}
