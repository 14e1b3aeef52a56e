import type { EventRow } from "./event.ts";

/** Which events are shown. What is empty does not filter. */
export interface EventFilter {
    types: ReadonlySet<string>;
    /** A part of the request id. */
    request: string;
    /** A part of the client id. */
    client: string;
    /** Text anywhere in the event, upper and lower case alike. */
    text: string;
    /** Without the calls and connections of dashboards. */
    withoutDashboards: boolean;
}

export const EVERYTHING: EventFilter = {
    types: new Set(),
    request: "",
    client: "",
    text: "",
    withoutDashboards: true,
};

/** What the ids of dashboards' requests and connections begin with. */
export const DASHBOARD_PREFIX = "dashboard-";

/** Whether a client id is a dashboard's: its own, or below the subject that is logged in. */
export function isDashboard(clientId: string | null): boolean {
    return clientId !== null && (clientId.startsWith(DASHBOARD_PREFIX) || clientId.includes(`:${DASHBOARD_PREFIX}`));
}

/** Makes the test of a filter; null when it accepts everything. */
export function predicate(filter: EventFilter): ((row: EventRow) => boolean) | null {
    const tests: ((row: EventRow) => boolean)[] = [];
    if (filter.withoutDashboards) {
        tests.push((row) => !isOfDashboard(row));
    }
    if (filter.types.size > 0) {
        tests.push((row) => filter.types.has(row.event_type));
    }
    if (filter.request !== "") {
        tests.push((row) => row.request_id?.includes(filter.request) === true);
    }
    if (filter.client !== "") {
        tests.push((row) => row.client_id?.includes(filter.client) === true);
    }
    if (filter.text !== "") {
        tests.push(textTest(filter.text));
    }
    return tests.length === 0 ? null : (row) => tests.every((test) => test(row));
}

function isOfDashboard(row: EventRow): boolean {
    return (
        isDashboard(row.client_id) || row.request_id?.startsWith(DASHBOARD_PREFIX) === true
    );
}

// A regular expression finds without making a lower-case copy of every event.
function textTest(text: string): (row: EventRow) => boolean {
    const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&"), "i");
    return (row) =>
        pattern.test(row.summary) ||
        pattern.test(row.text) ||
        pattern.test(row.event_type) ||
        someMatches(pattern, row);
}

function someMatches(pattern: RegExp, row: EventRow): boolean {
    return [row.request_id, row.client_id, row.connection_id, row.trace_id, row.source, row.id].some(
        (value) => value !== null && pattern.test(value),
    );
}

/** Reads a filter from the part of a link behind the question mark. */
export function filterFromQuery(query: URLSearchParams): EventFilter {
    return {
        types: new Set(query.getAll("type").filter((type) => type !== "")),
        request: query.get("request") ?? "",
        client: query.get("client") ?? "",
        text: query.get("q") ?? "",
        withoutDashboards: query.get("dashboards") !== "1",
    };
}

/** Writes a filter so that {@link filterFromQuery} reads it. */
export function filterToQuery(filter: EventFilter): URLSearchParams {
    const query = new URLSearchParams();
    [...filter.types].sort().forEach((type) => {
        query.append("type", type);
    });
    for (const [name, value] of [
        ["request", filter.request],
        ["client", filter.client],
        ["q", filter.text],
    ] as const) {
        if (value !== "") {
            query.set(name, value);
        }
    }
    if (!filter.withoutDashboards) {
        query.set("dashboards", "1");
    }
    return query;
}
