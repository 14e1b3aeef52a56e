import { describe, expect, it } from "vitest";
import type { Span, StoryEvent } from "../data/answers.ts";
import type { EventPayload } from "wirescope-client";
import { readJson } from "../data/json.ts";
import { storyOf, timeline, tookMs } from "../data/story.ts";

function event(sequence: number, timestamp: number, data = {}): EventPayload {
    return {
        sequence,
        id: `b-${String(sequence)}`,
        event_type: "x",
        timestamp,
        timestamp_iso: "",
        request_id: "r",
        trace_id: null,
        trace_span: null,
        client_id: sequence % 2 === 0 ? "even" : null,
        connection_id: null,
        source: "s",
        data,
    };
}

function told(sequence: number, offset: number, data = {}): StoryEvent {
    return { ...event(sequence, offset / 1000, data), offset_ms: offset };
}

function span(sequence: number, children: Span[] = []): Span {
    return {
        span: String(sequence),
        parent_known: true,
        trace_id: "t",
        started_offset_ms: 0,
        ended_offset_ms: 0,
        events: [{ sequence, event_type: "x" }],
        children,
    };
}

describe("timeline", () => {
    it("begins an event that says how long it took before it happened", () => {
        const laid = timeline({ events: [told(1, 0), told(2, 3, { duration_ms: 5 })], spans: [] });
        expect(laid.steps.map(({ start, end, pause }) => [start, end, pause])).toEqual([
            [0, 0, null],
            [-2, 3, 3],
        ]);
        expect([laid.from, laid.to]).toEqual([-2, 3]);
    });

    it("takes events of two servers with one sequence for two", () => {
        const on = (node: string, offset: number): StoryEvent => ({ ...told(1, offset), node });
        const below = { ...span(1), events: [{ sequence: 1, event_type: "x", node: "b" }] };
        const top = { ...span(1, [below]), events: [{ sequence: 1, event_type: "x", node: "a" }] };
        const laid = timeline({ events: [on("a", 0), on("b", 1)], spans: [top] });
        expect(laid.steps.map(({ depth }) => depth)).toEqual([0, 1]);
    });

    it("shows the waiting before a call to an upstream", () => {
        const call = { ...told(2, 9, { duration_ms: 5, queued_ms: 6.5 }), event_type: "upstream.request" };
        const laid = timeline({ events: [told(1, 0), call, told(3, 9.5)], spans: [] });
        expect(laid.steps.map(({ queued, start, end }) => [queued, start, end])).toEqual([
            [0, 0, 0],
            [-2.5, 4, 9],
            [9.5, 9.5, 9.5],
        ]);
        expect([laid.from, laid.to]).toEqual([-2.5, 9.5]);
    });

    it.each([{ queued_ms: "3" }, { queued_ms: -1 }, { queued_ms: null }, {}])("knows no waiting of %j", (data) => {
        const call = { ...told(2, 9, { duration_ms: 5, ...data }), event_type: "upstream.request" };
        expect(timeline({ events: [told(1, 0), call], spans: [] }).steps[1]?.queued).toBe(4);
    });

    it("takes no other event's queued_ms for waiting", () => {
        const laid = timeline({ events: [told(1, 0), told(2, 9, { duration_ms: 5, queued_ms: 3 })], spans: [] });
        expect(laid.steps[1]?.queued).toBe(4);
    });

    it("has a length also where all happened at once", () => {
        const laid = timeline({ events: [told(1, 0), told(2, 0)], spans: [] });
        expect(laid.to).toBeGreaterThan(laid.from);
    });

    it("knows how deep a span is", () => {
        const laid = timeline({ events: [told(1, 0), told(2, 1), told(3, 2)], spans: [span(1, [span(2, [span(3)])])] });
        expect(laid.steps.map(({ depth }) => depth)).toEqual([0, 1, 2]);
    });
});

describe("tookMs", () => {
    it.each([
        [{ duration_ms: 5 }, 5],
        [{ latency_ms: 0 }, 0],
        [{ elapsed_ms: 1.5 }, 1.5],
        [{}, null],
        [{ duration_ms: "5" }, null],
        [{ duration_ms: -1 }, null],
        [{ duration_ms: Infinity }, null],
    ])("of %j", (data, took) => {
        expect(tookMs(told(1, 0, data))).toBe(took);
    });

    it("of numbers that JavaScript can't hold is the nearest, where there is one", () => {
        expect(tookMs(told(1, 0, { duration_ms: readJson("1e400") }))).toBe(null);
        expect(tookMs(told(1, 0, { duration_ms: readJson("0.1000000000000000055511151231257827") }))).toBe(0.1);
    });
});

describe("storyOf", () => {
    it("orders by time and counts from the first", () => {
        const story = storyOf("r", { events: [event(2, 100.0005), event(1, 100.0005), event(3, 100)] });
        expect(story.events.map(({ sequence, offset_ms }) => [sequence, offset_ms])).toEqual([
            [3, 0],
            [1, 0.5],
            [2, 0.5],
        ]);
        expect(story.duration_ms).toBe(0.5);
        expect(story.clients).toEqual(["even"]);
        expect(story.sources).toEqual(["s"]);
    });

    it("is nothing of nothing", () => {
        expect(() => storyOf("r", { events: [] })).toThrow("No events of this request");
    });
});
