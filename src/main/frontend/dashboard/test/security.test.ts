import type { EventPayload } from "wirescope-client";
import { describe, expect, it } from "vitest";
import { isRefusal, securityTone, securityTrend, toSecurityRow, worst, type SecurityRow } from "../data/security.ts";

function event(type: string, data: Record<string, unknown>): EventPayload {
    return {
        sequence: 7, id: "e", event_type: type, timestamp: 1_000.5, timestamp_iso: "", request_id: "r", trace_id: null,
        trace_span: null, client_id: "phone", connection_id: null, source: "security", data,
    };
}

function row(what: string, at: number, more: Partial<SecurityRow> = {}): SecurityRow {
    return { sequence: at, at, what, subject: null, reason: null, target: null, remote: null, clientId: null, requestId: null, times: 1, ...more };
}

describe("a row", () => {
    it("has what the event says", () => {
        expect(toSecurityRow(event("security.denied", { subject: "mallory", code: "INVALID_TOKEN", target: "GET /x", client_remote: "10.0.0.9", count: 12 })))
            .toEqual({
                sequence: 7, at: 1_000.5, what: "denied", subject: "mallory", reason: "INVALID_TOKEN", target: "GET /x", remote: "10.0.0.9",
                clientId: "phone", requestId: "r", times: 12,
            });
    });

    it("holds up to data that is missing or of another kind", () => {
        expect(toSecurityRow(event("security.login", { subject: 7, code: "", count: "many" })))
            .toMatchObject({ subject: null, reason: null, remote: null, times: 1 });
    });
});

describe("refusals", () => {
    it.each([["denied", true, "bad"], ["forbidden", true, "warn"], ["rate_limited", true, "bad"], ["login", false, "good"],
        ["expired", false, "warn"], ["constructor", false, "quiet"]] as const)("%s", (what, refused, tone) => {
        expect(isRefusal(what)).toBe(refused);
        expect(securityTone(what)).toBe(tone);
    });

    it("are counted by who was refused, the most first", () => {
        const rows = [
            row("denied", 1, { remote: "10.0.0.1" }), row("denied", 3, { remote: "10.0.0.1", times: 4 }),
            row("forbidden", 2, { subject: "bob", remote: "10.0.0.1" }), row("denied", 5), row("login", 9, { subject: "alice" }),
        ];
        expect(worst(rows, 2)).toEqual([{ who: "10.0.0.1", times: 5, last: 3 }, { who: "unknown", times: 1, last: 5 }]);
    });
});

describe("the trend", () => {
    it("has a point for each minute of the last hour", () => {
        const now = 7_230;
        const [at, letIn, refused] = securityTrend(
            [row("login", 7_201), row("refreshed", 7_229), row("denied", 7_199, { times: 3 }), row("denied", 3_600), row("denied", 100)], now);
        expect(at).toHaveLength(60);
        expect(at.at(-1)).toBe(7_230);
        expect(letIn.at(-1)).toBe(2);
        expect(refused.at(-2)).toBe(3);
        expect(refused.reduce((sum, each) => sum + each)).toBe(3);
    });
});
