/** Values over time, at most so many of the newest, in the form that uPlot takes: seconds, then each line. */
export class Series {
    readonly #limit: number;
    readonly #columns: (number | null)[][];

    /**
     * @param lines how many values there are at each time
     * @param limit how many times are kept
     */
    constructor(lines: number, limit: number) {
        this.#limit = limit;
        this.#columns = Array.from({ length: lines + 1 }, () => []);
    }

    /** Adds the values of a time; null where there is none. */
    push(seconds: number, values: readonly (number | null)[]): void {
        this.#columns.forEach((column, index) => {
            column.push(index === 0 ? seconds : (values[index - 1] ?? null));
            if (column.length > this.#limit) {
                column.shift();
            }
        });
    }

    /** The columns themselves: do not change them. */
    columns(): readonly (readonly (number | null)[])[] {
        return this.#columns;
    }

    /** The newest value of a line, 0 for the first. */
    latest(line: number): number | null {
        return this.#columns[line + 1]?.at(-1) ?? null;
    }
}
