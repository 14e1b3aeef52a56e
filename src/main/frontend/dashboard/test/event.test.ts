import { describe, expect, it } from "vitest";
import type { EventPayload, JsonObject } from "wirescope-client";
import { isFailedCall, summarise, tone, toRow } from "../data/event.ts";
import { readJson, writeJson } from "../data/json.ts";

const told = (type: string, data: JsonObject) => summarise(type, data, JSON.stringify(data));

describe("summarise", () => {
    it.each<[string, JsonObject, string]>([
        ["http.request", { method: "GET", path: "/api", status: 200, duration_ms: 1.5 }, "GET /api → 200 · 1.5 ms"],
        ["ws.message.in", { type: "ping", message_size: 120 }, "← ping · 120 B"],
        ["ws.message.out", { type: "pong", payload_size: 230 }, "→ pong · 230 B"],
        ["ws.message.out", { type: "connection_added" }, "connected"],
        ["ws.message.out", { type: "connection_removed", close_code: 1006, close_reason: "" }, "disconnected · 1006"],
        ["drift.status", { model_name: null, status: "NO_DRIFT", drift_score: 0.1 }, "NO_DRIFT · score 0.1"],
        [
            "legacy.usage",
            { connection_type: "ws.legacy.connect", endpoint: "/ws/{client_id}" },
            "ws.legacy.connect at /ws/{client_id}",
        ],
        [
            "legacy.usage",
            { connection_type: "ws.legacy.message", message_type: "ping", endpoint: "/ws/client" },
            "message ping at /ws/client",
        ],
        [
            "upstream.request",
            { route: "orders", type: "order.create", outcome: "answered", status: "200", duration_ms: 3.2, attempts: 1 },
            "orders ⇄ order.create → answered 200 · 3.2 ms",
        ],
        [
            "upstream.request",
            { route: "orders", type: "order.create", outcome: "failed", status: "ConnectException", duration_ms: 3.2,
                attempts: 2, reason: "connection refused" },
            "orders ⇄ order.create → failed ConnectException · 3.2 ms · 2 attempts · connection refused",
        ],
        ["order.created", { order: 7 }, '{"order":7}'],
        ["order.created", {}, ""],
    ])("%s %j", (type, data, text) => {
        expect(told(type, data)).toBe(text);
    });

    it("takes anything that a producer publishes under a known type", () => {
        expect(told("http.request", {})).toBe("→");
        expect(told("http.request", { method: { a: 1 }, path: [1], status: null })).toBe('{"a":1} [1] →');
        expect(told("ws.message.out", { type: "constructor" })).toBe("→ constructor");
    });

    it("keeps the digits of numbers that JavaScript can't hold", () => {
        const data = readJson('{"duration_ms":1E+400,"status":12345678901234567890,"path":[9007199254740993]}') as JsonObject;
        expect(summarise("http.request", data, writeJson(data))).toBe("[9007199254740993] → 12345678901234567890 · 1E+400 ms");
        expect(summarise("order.created", data, writeJson(data))).toContain('"status":12345678901234567890');
    });

    it("is bounded", () => {
        expect(told("x", { text: "y".repeat(100_000) }).length).toBeLessThan(250);
    });
});

describe("isFailedCall", () => {
    it.each<[string, JsonObject, boolean]>([
        ["upstream.request", { outcome: "answered" }, false],
        ["upstream.request", { outcome: "refused" }, true],
        ["upstream.request", { outcome: "timeout" }, true],
        ["upstream.request", {}, false],
        ["http.request", { outcome: "failed" }, false],
    ])("%s %j: %j", (type, data, failed) => {
        expect(isFailedCall(type, data)).toBe(failed);
    });
});

describe("toRow", () => {
    it("keeps the data as text", () => {
        const event: EventPayload = {
            sequence: 3,
            id: "b-3",
            event_type: "x",
            timestamp: 1.5,
            timestamp_iso: "",
            request_id: null,
            trace_id: "t",
            trace_span: "s",
            client_id: "c",
            connection_id: null,
            source: null,
            data: { a: [1] },
        };
        expect(toRow(event)).toEqual({
            sequence: 3,
            id: "b-3",
            event_type: "x",
            timestamp: 1.5,
            request_id: null,
            trace_id: "t",
            trace_span: "s",
            client_id: "c",
            connection_id: null,
            source: null,
            text: '{"a":[1]}',
            summary: '{"a":[1]}',
        });
    });
});

it("gives each known type a tone", () => {
    expect(
        [
            "http.request",
            "ws.message.in",
            "ws.message.out",
            "inference.audit",
            "drift.status",
            "cache.rebuild",
            "legacy.brownout",
            "order.created",
        ].map(tone),
    ).toEqual(["http", "in", "out", "model", "drift", "cache", "legacy", "other"]);
});
