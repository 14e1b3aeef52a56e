import { describe, expect, it } from "vitest";
import type { EventPayload } from "wirescope-client";
import { toRow, type EventRow } from "../data/event.ts";
import { EVERYTHING, filterFromQuery, filterToQuery, predicate, type EventFilter } from "../data/filter.ts";

function row(changes: Partial<EventPayload> = {}): EventRow {
    return toRow({
        sequence: 1,
        id: "bus-1",
        event_type: "order.created",
        timestamp: 1,
        timestamp_iso: "",
        request_id: "request-7",
        trace_id: null,
        trace_span: null,
        client_id: "alice",
        connection_id: "c-1",
        source: "shop",
        data: { text: "Grüße (a+b)" },
        ...changes,
    });
}

function takes(filter: Partial<EventFilter>, changes: Partial<EventPayload> = {}): boolean {
    return predicate({ ...EVERYTHING, ...filter })?.(row(changes)) ?? true;
}

describe("a filter", () => {
    it("that is empty and hides no dashboards is none", () => {
        expect(predicate({ ...EVERYTHING, withoutDashboards: false })).toBeNull();
    });

    it("takes some types", () => {
        expect(takes({ types: new Set(["order.created", "x"]) })).toBe(true);
        expect(takes({ types: new Set(["order"]) })).toBe(false);
    });

    it("takes parts of ids, and nothing without one", () => {
        expect(takes({ client: "lic" })).toBe(true);
        expect(takes({ client: "LIC" })).toBe(false);
        expect(takes({ client: "a" }, { client_id: null })).toBe(false);
        expect(takes({ request: "-7" })).toBe(true);
        expect(takes({ request: "7" }, { request_id: null })).toBe(false);
    });

    it.each(["grüße", "(a+b)", "CREATED", "request-7", "ALICE", "c-1", "bus-1", "shop"])(
        "finds %s anywhere",
        (text) => {
            expect(takes({ text })).toBe(true);
        },
    );

    it.each(["(a+b", "a.b", "[", "\\", ".*", "^"])("takes %s for text and not for a pattern", (text) => {
        expect(takes({ text })).toBe(text === "(a+b");
    });

    it("wants all of what it says", () => {
        expect(takes({ client: "alice", text: "nothing" })).toBe(false);
    });

    it("leaves out dashboards, unless told otherwise", () => {
        expect(takes({}, { client_id: "dashboard-1" })).toBe(false);
        expect(takes({}, { client_id: null, request_id: "dashboard-1-2" })).toBe(false);
        expect(takes({}, { client_id: "my-dashboard-1" })).toBe(true);
        expect(takes({ withoutDashboards: false }, { client_id: "dashboard-1" })).toBe(true);
    });

    it("comes back from its link", () => {
        const filter: EventFilter = {
            types: new Set(["a.b", "c"]),
            request: "r&=?",
            client: "<i>",
            text: "a b+",
            withoutDashboards: false,
        };
        expect(filterFromQuery(new URLSearchParams(filterToQuery(filter).toString()))).toEqual(filter);
        expect(filterToQuery(EVERYTHING).toString()).toBe("");
        expect(filterFromQuery(new URLSearchParams())).toEqual(EVERYTHING);
    });
});
