/** What a log holds at most. */
export interface LogBounds {
    entries: number;
    /** The sum of the entries' weights. */
    weight: number;
}

/**
 * The newest entries of a stream, oldest first: bounded in number and in weight, so that memory is bounded
 * whatever comes. Entries are dropped from the front of an array in blocks, which costs nothing per entry.
 */
export class EventLog<Entry> {
    readonly #bounds: LogBounds;
    readonly #weigh: (entry: Entry) => number;
    #entries: (Entry | undefined)[] = [];
    #start = 0;
    #weight = 0;
    #dropped = 0;

    constructor(bounds: LogBounds, weigh: (entry: Entry) => number) {
        this.#bounds = bounds;
        this.#weigh = weigh;
    }

    /** How many there are. */
    get length(): number {
        return this.#entries.length - this.#start;
    }

    /** How many had to go since the last {@link clear}. */
    get dropped(): number {
        return this.#dropped;
    }

    /** The weight of all. */
    get weight(): number {
        return this.#weight;
    }

    /** Adds the newest. */
    push(entry: Entry): void {
        this.#entries.push(entry);
        this.#weight += this.#weigh(entry);
        while (this.length > 1 && (this.length > this.#bounds.entries || this.#weight > this.#bounds.weight)) {
            this.#dropOldest();
        }
        if (this.#start > this.#bounds.entries / 4) {
            this.#entries = this.#entries.slice(this.#start);
            this.#start = 0;
        }
    }

    #dropOldest(): void {
        const oldest = this.#entries[this.#start];
        if (oldest !== undefined) {
            this.#weight -= this.#weigh(oldest);
        }
        this.#entries[this.#start] = undefined; // makes it collectable before its block is
        this.#start++;
        this.#dropped++;
    }

    /** The entry at a place, 0 for the oldest. */
    at(index: number): Entry | undefined {
        return index < 0 ? undefined : this.#entries[this.#start + index];
    }

    /** The newest. */
    last(): Entry | undefined {
        return this.at(this.length - 1);
    }

    /** All, oldest first, as an array of its own. */
    toArray(): Entry[] {
        return this.#entries.slice(this.#start) as Entry[];
    }

    clear(): void {
        this.#entries = [];
        this.#start = 0;
        this.#weight = 0;
        this.#dropped = 0;
    }
}
