import { afterEach, describe, expect, it, vi } from "vitest";
import type { Health } from "../data/answers.ts";
import { exportFigures, readTraceLink, traceAddress, traceOfRequest } from "../data/trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

function health(more: Partial<Health>): Health {
    return { status: "healthy", issues: [], checks: { websockets: { max_connections: 10, draining: false } }, ...more };
}

afterEach(() => {
    vi.unstubAllGlobals();
});

describe("traceAddress", () => {
    it("puts the trace into the link", () => {
        expect(traceAddress("https://jaeger.example/trace/{trace_id}", TRACE)).toBe(`https://jaeger.example/trace/${TRACE}`);
        expect(traceAddress("https://a.example/?q={trace_id}&id={trace_id}", "a b")).toBe("https://a.example/?q=a%20b&id=a%20b");
    });

    it.each([null, "", "https://jaeger.example/"])("has none for %j", (template) => {
        expect(traceAddress(template, TRACE)).toBeNull();
    });
});

describe("traceOfRequest", () => {
    it("is the digits of a UUID", () => {
        expect(traceOfRequest("da77e1dd-3837-4a3b-9caf-bf9ee6f840f8")).toBe("da77e1dd38374a3b9cafbf9ee6f840f8");
    });

    it.each(["", "story-1", "DA77E1DD-3837-4A3B-9CAF-BF9EE6F840F8", "da77e1dd38374a3b9cafbf9ee6f840f8"])(
        "is not known of %j",
        (id) => {
            expect(traceOfRequest(id)).toBeNull();
        },
    );
});

describe("readTraceLink", () => {
    it.each([
        ["https://jaeger.example/trace/{trace_id}", "https://jaeger.example/trace/{trace_id}"],
        [undefined, null],
    ])("reads %j as %j", async (set, read) => {
        const body = { success: true, data: health(set === undefined ? {} : { trace_link: set }), error: null, meta: {} };
        vi.stubGlobal("document", { baseURI: "http://server/" });
        vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body)));

        expect(await readTraceLink()).toBe(read);
    });
});

describe("exportFigures", () => {
    it("adds the signals up", () => {
        const signal = { endpoint: "http://c", exported: 1_000, overflow: 1, failed: 2, rejected: 3, queued: 5 };
        const telemetry = { status: "healthy", signals: { traces: signal, logs: signal }, events_lost: 4, traces_limited: 9 };

        expect(exportFigures(health({ checks: { websockets: { max_connections: 10, draining: false }, telemetry } }))).toEqual({
            dropped: "16",
            note: "2,000 exported, 10 queued",
        });
    });

    it("is nothing where nothing is exported", () => {
        expect(exportFigures(null)).toBeNull();
        expect(exportFigures(health({}))).toBeNull();
    });
});
