import { describe, expect, it } from "vitest";
import type { CallFailure, RouteStanding } from "../data/answers.ts";
import { breaker, failures, outcomeTone } from "../data/routes.ts";

function failure(timestamp: string): CallFailure {
    return {
        timestamp, request_id: "r", client_id: "c", connection_id: "n", type: "order.create", outcome: "failed", status: "503",
        reason: null, duration_ms: 1,
    };
}

function route(name: string, ...timestamps: string[]): RouteStanding {
    return { route: name, failures: timestamps.map(failure) } as unknown as RouteStanding;
}

describe("breaker", () => {
    it.each([
        ["closed", null, "good", "closed"],
        ["half_open", null, "warn", "half open"],
        ["open", null, "bad", "open"],
        ["open", 0, "bad", "open, next try in 0 ms"],
        ["open", 640, "bad", "open, next try in 640 ms"],
        ["open", 4_200, "bad", "open, next try in 4 s"],
    ] as const)("%s, %j ms", (state, ms, tone, text) => {
        expect(breaker({ breaker: state, breaker_retry_in_ms: ms })).toEqual({ tone, text });
    });
});

describe("failures", () => {
    const routes = [
        route("orders", "2026-11-27T15:00:02.500Z", "2026-11-27T15:00:00Z"),
        route("stock", "2026-11-27T15:00:01.000Z"),
        route("quiet"),
    ];

    it("are those of all routes, the newest first", () => {
        expect(failures(routes, null).map((each) => [each.route, each.timestamp.slice(17, 19)])).toEqual([
            ["orders", "02"],
            ["stock", "01"],
            ["orders", "00"],
        ]);
    });

    it("may be those of one route", () => {
        expect(failures(routes, "stock").map((each) => each.route)).toEqual(["stock"]);
        expect(failures(routes, "quiet")).toEqual([]);
    });
});

describe("outcomeTone", () => {
    it.each([
        ["answered", "good"],
        ["refused", "warn"],
        ["timeout", "bad"],
        ["new", "quiet"],
        ["constructor", "quiet"],
    ])("of %s is %s", (outcome, tone) => {
        expect(outcomeTone(outcome)).toBe(tone);
    });
});
