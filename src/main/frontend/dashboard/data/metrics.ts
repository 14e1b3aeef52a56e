/** One sample of a scrape. */
export interface Sample {
    labels: ReadonlyMap<string, string>;
    value: number;
}

/** All samples of a scrape by metric name. */
export type Scrape = ReadonlyMap<string, readonly Sample[]>;

const NAME = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{)?/u;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/uy;

/**
 * Reads the text of `/metrics`. Servers write it differently (a comma behind the last label, exponents, timestamps,
 * `# EOF`): what can't be read is passed over.
 */
export function parseMetrics(text: string): Scrape {
    const scrape = new Map<string, Sample[]>();
    for (const line of text.split("\n")) {
        const read = parseLine(line);
        if (read !== null) {
            const [name, sample] = read;
            const samples = scrape.get(name);
            if (samples === undefined) {
                scrape.set(name, [sample]);
            } else {
                samples.push(sample);
            }
        }
    }
    return scrape;
}

function parseLine(line: string): [name: string, Sample] | null {
    const head = NAME.exec(line);
    if (head?.[1] === undefined) {
        return null;
    }
    const labels = new Map<string, string>();
    let end = head[0].length;
    if (head[2] !== undefined) {
        end = readLabels(line, end, labels);
        if (line[end] !== "}") {
            return null;
        }
        end++;
    }
    const number = line.slice(end).trim().split(/\s+/u)[0] ?? "";
    const value = readNumber(number);
    return value === null ? null : [head[1], { labels, value }];
}

function readLabels(line: string, from: number, labels: Map<string, string>): number {
    let end = from;
    LABEL.lastIndex = from;
    for (let label = LABEL.exec(line); label !== null; label = LABEL.exec(line)) {
        const [, name = "", value = ""] = label;
        labels.set(
            name,
            value.replace(/\\(.)/gu, (_, c: string) => (c === "n" ? "\n" : c)),
        );
        end = LABEL.lastIndex;
    }
    while (line[end] === " " || line[end] === ",") {
        end++;
    }
    return end;
}

function readNumber(text: string): number | null {
    switch (text) {
        case "":
            return null;
        case "+Inf":
        case "Inf":
            return Infinity;
        case "-Inf":
            return -Infinity;
        default: {
            const value = Number(text);
            return Number.isNaN(value) ? null : value;
        }
    }
}

/** A histogram: how many observations were at most each bound since some time. Bounds rise; the last is Infinity. */
export interface Histogram {
    bounds: readonly number[];
    /** Cumulative. */
    counts: readonly number[];
}

/**
 * Adds up buckets over all their labels but `le`, their bound; null where there are none.
 *
 * @param name the name of the buckets' samples
 */
export function histogram(scrape: Scrape, name: string): Histogram | null {
    const byBound = new Map<number, number>();
    for (const { labels, value } of scrape.get(name) ?? []) {
        const bound = readNumber(labels.get("le") ?? "");
        if (bound !== null) {
            byBound.set(bound, (byBound.get(bound) ?? 0) + value);
        }
    }
    if (byBound.size === 0) {
        return null;
    }
    const bounds = [...byBound.keys()].sort((a, b) => a - b);
    return { bounds, counts: bounds.map((bound) => byBound.get(bound) ?? 0) };
}

/** What was observed between two scrapes; all of the later where the server has begun anew, or the buckets differ. */
export function since(earlier: Histogram, later: Histogram): Histogram {
    if (earlier.bounds.join() !== later.bounds.join()) {
        return later;
    }
    const counts = later.counts.map((count, index) => count - (earlier.counts[index] ?? 0));
    return counts.some((count) => count < 0) ? later : { bounds: later.bounds, counts };
}

/** How many observations a histogram has. */
export function total(of: Histogram): number {
    return of.counts.at(-1) ?? 0;
}

/**
 * Estimates a percentile by interpolation within its bucket, as Prometheus's `histogram_quantile` does. What is
 * beyond the last finite bound counts as that bound.
 *
 * @param quantile from 0 to 1
 * @returns null where nothing was observed
 */
export function percentile(of: Histogram, quantile: number): number | null {
    const all = total(of);
    if (all <= 0) {
        return null;
    }
    const rank = quantile * all;
    const index = of.counts.findIndex((count) => count >= rank && count > 0);
    const upper = of.bounds[index] ?? Infinity;
    const lower = index > 0 ? (of.bounds[index - 1] ?? 0) : 0;
    if (upper === Infinity) {
        return lower;
    }
    const before = index > 0 ? (of.counts[index - 1] ?? 0) : 0;
    const within = (of.counts[index] ?? 0) - before;
    return within === 0 ? upper : lower + ((upper - lower) * Math.max(0, rank - before)) / within;
}
