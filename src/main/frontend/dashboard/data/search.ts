import type { Coverage } from "./answers.ts";

/** What is searched for. What is empty does not filter. */
export interface Search {
    /** Seconds up to now; null where {@link since} and {@link until} say when. */
    last: number | null;
    /** Epoch seconds. */
    since: number;
    until: number;
    types: string[];
    client: string;
    request: string;
    trace: string;
    /** Text in the data. */
    text: string;
}

const HOUR = 3_600;

/** The times that can be chosen by name, in seconds. */
export const RANGES: readonly (readonly [number, string])[] = [
    [900, "15 minutes"],
    [HOUR, "hour"],
    [6 * HOUR, "6 hours"],
    [24 * HOUR, "24 hours"],
    [7 * 24 * HOUR, "7 days"],
    [30 * 24 * HOUR, "30 days"],
];

const DEFAULT_RANGE = 24 * HOUR;

/** The shortest time that is zoomed to, in seconds. */
const SHORTEST = 0.001;

/** How many bars a histogram has. */
export const BARS = 60;

/** Reads a search from the part of a link behind the question mark. */
export function searchFromQuery(query: URLSearchParams): Search {
    const since = Number(query.get("since") ?? NaN);
    const until = Number(query.get("until") ?? NaN);
    const fixed = since >= 0 && until > since && Number.isFinite(until);
    const last = Number(query.get("last") ?? DEFAULT_RANGE);
    return {
        last: fixed ? null : last > 0 && Number.isFinite(last) ? last : DEFAULT_RANGE,
        since: fixed ? since : 0,
        until: fixed ? until : 0,
        types: query.getAll("type").filter((type) => type !== ""),
        client: query.get("client") ?? "",
        request: query.get("request") ?? "",
        trace: query.get("trace") ?? "",
        text: query.get("q") ?? "",
    };
}

/** Writes a search so that {@link searchFromQuery} reads it. */
export function searchToQuery(search: Search): URLSearchParams {
    const query = new URLSearchParams();
    if (search.last === null) {
        query.set("since", String(search.since));
        query.set("until", String(search.until));
    } else if (search.last !== DEFAULT_RANGE) {
        query.set("last", String(search.last));
    }
    search.types.forEach((type) => {
        query.append("type", type);
    });
    for (const [name, value] of [
        ["client", search.client],
        ["request", search.request],
        ["trace", search.trace],
        ["q", search.text],
    ] as const) {
        if (value !== "") {
            query.set(name, value);
        }
    }
    return query;
}

/** The time of a search, as of now. */
export function timeOf(search: Search, nowSeconds: number): { since: number; until: number } {
    return search.last === null
        ? { since: search.since, until: search.until }
        : { since: nowSeconds - search.last, until: nowSeconds };
}

/** The parameters of the API for a search. */
export function parametersOf(search: Search, time: { since: number; until: number }): URLSearchParams {
    const parameters = new URLSearchParams({ since: seconds(time.since), until: seconds(time.until) });
    search.types.forEach((type) => {
        parameters.append("event_type", type);
    });
    for (const [name, value] of [
        ["client_id", search.client],
        ["request_id", search.request],
        ["trace_id", search.trace],
        ["text", search.text],
    ] as const) {
        if (value.trim() !== "") {
            parameters.set(name, value.trim());
        }
    }
    return parameters;
}

// The API takes digits and a fraction, and no exponent.
function seconds(value: number): string {
    return value.toFixed(6);
}

/** The same search in a part of its time. */
export function zoomed(search: Search, since: number, until: number): Search {
    const from = Math.min(since, until);
    return { ...search, last: null, since: from, until: Math.max(since, until, from + SHORTEST) };
}

/** The same search in twice the time around it, but not into the future. */
export function zoomedOut(search: Search, nowSeconds: number): Search {
    const { since, until } = timeOf(search, nowSeconds);
    const half = (until - since) / 2;
    return zoomed(search, Math.max(0, since - half), Math.min(Math.max(nowSeconds, until), until + half));
}

/** What an answer has of the archive, in words. */
export function archiveWords(archive: Coverage | null): { tone: "good" | "warn" | "quiet"; text: string } {
    switch (archive) {
        case null:
            return { tone: "quiet", text: "memory only: this server has no archive" };
        case "complete":
            return { tone: "good", text: "archive complete" };
        case "behind":
            return { tone: "warn", text: "the archive is behind: some events are missing" };
        case "unavailable":
            return { tone: "warn", text: "the archive is unavailable: only events in memory" };
        case "timed_out":
            return { tone: "warn", text: "the archive did not answer in time: events may be missing" };
    }
}

/** The address that exports all that a search finds. */
export function exportAddress(search: Search, time: { since: number; until: number }): string {
    const parameters = parametersOf(search, time);
    parameters.set("format", "ndjson");
    return `api/v2/observability/events?${parameters.toString()}`;
}

/** The bars from one to another, in order. */
export function selection(anchor: number, focus: number): { from: number; to: number } {
    return { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
}
