import { describe, expect, it } from "vitest";
import { isEnvelope, isFromChannel, isMessage, isPosition, parseEnvelope, violation, WirescopeError } from "../wirescope-client.ts";

const GOOD = {
    envelope_version: 1,
    type: "pong",
    timestamp: "2025-08-16T01:36:59.923393+00:00",
    request_id: "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
    trace: { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7", parent_span: "b7ad6b7169203331" },
    payload: {},
    meta: { retries: 0, debug: false, mine: [1] },
};

function without(member: keyof typeof GOOD): object {
    return Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== member));
}

describe("an envelope", () => {
    it("comes back as it was sent", () => {
        expect(parseEnvelope(JSON.stringify(GOOD))).toEqual(GOOD);
    });

    it.each<[string, object]>([
        ["members that nobody named", { ...GOOD, future: 1 }],
        ["no request id", without("request_id")],
        ["a null request id", { ...GOOD, request_id: null }],
        ["no trace", without("trace")],
        ["a null trace", { ...GOOD, trace: null }],
        ["a trace of nulls", { ...GOOD, trace: { trace_id: null, span: null, parent_span: null } }],
        ["a span that is not hex", { ...GOOD, trace: { span: "span-1" } }],
        ["no meta", without("meta")],
        ["a null meta", { ...GOOD, meta: null }],
        ["a meta of nulls", { ...GOOD, meta: { retries: null, debug: null } }],
        ["a type of 128 characters beyond the BMP", { ...GOOD, type: "😀".repeat(128) }],
        ["a request id of 128 characters", { ...GOOD, request_id: "r".repeat(128) }],
        ["a leap second", { ...GOOD, timestamp: "2016-12-31T23:59:60Z" }],
        ["a leap second that is the last of all", { ...GOOD, timestamp: "9999-12-31T23:59:60Z" }],
        ["a leap day", { ...GOOD, timestamp: "2024-02-29T00:00:00Z" }],
        ["small letters in the timestamp", { ...GOOD, timestamp: "2025-08-16t01:36:59z" }],
        ["an offset of almost a day", { ...GOOD, timestamp: "2025-08-16T01:36:59-23:59" }],
        ["nanoseconds", { ...GOOD, timestamp: "2025-08-16T01:36:59.123456789123Z" }],
        ["the first second of all", { ...GOOD, timestamp: "0000-01-01T00:00:00Z" }],
        ["the last second of all", { ...GOOD, timestamp: "9999-12-31T23:59:59.9Z" }],
    ])("may have %s", (_, value) => {
        expect(violation(value)).toBeUndefined();
        expect(isEnvelope(value)).toBe(true);
    });

    it.each<[string, unknown]>([
        ["", []],
        ["", null],
        ["", "text"],
        ["", 7],
        ["envelope_version", without("envelope_version")],
        ["envelope_version", { ...GOOD, envelope_version: 2 }],
        ["envelope_version", { ...GOOD, envelope_version: "1" }],
        ["type", without("type")],
        ["type", { ...GOOD, type: "" }],
        ["type", { ...GOOD, type: 7 }],
        ["type", { ...GOOD, type: "x".repeat(129) }],
        ["type", { ...GOOD, type: "😀".repeat(129) }],
        ["timestamp", without("timestamp")],
        ["timestamp", { ...GOOD, timestamp: 1 }],
        ["timestamp", { ...GOOD, timestamp: "yesterday" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16 01:36:59Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:36:59" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:36Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:36:59.Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-02-30T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-02-29T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-13-01T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-00-01T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-01-00T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-12-32T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-01-99T00:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T24:00:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:60:00Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:36:61Z" }],
        ["timestamp", { ...GOOD, timestamp: "2025-08-16T01:36:59+24:00" }],
        ["timestamp", { ...GOOD, timestamp: "0000-01-01T00:00:00+00:01" }],
        ["timestamp", { ...GOOD, timestamp: "9999-12-31T23:59:59-00:01" }],
        ["timestamp", { ...GOOD, timestamp: `2025-08-16T01:36:59.${"1".repeat(60)}Z` }],
        ["request_id", { ...GOOD, request_id: "" }],
        ["request_id", { ...GOOD, request_id: 7 }],
        ["request_id", { ...GOOD, request_id: "a\nb" }],
        ["request_id", { ...GOOD, request_id: "a\u009fb" }],
        ["request_id", { ...GOOD, request_id: "r".repeat(129) }],
        ["trace", { ...GOOD, trace: [] }],
        ["trace", { ...GOOD, trace: "x" }],
        ["trace.trace_id", { ...GOOD, trace: { trace_id: "4BF92F3577B34DA6A3CE929D0E0E4736" } }],
        ["trace.trace_id", { ...GOOD, trace: { trace_id: "0".repeat(32) } }],
        ["trace.trace_id", { ...GOOD, trace: { trace_id: "4bf9" } }],
        ["trace.trace_id", { ...GOOD, trace: { trace_id: 7 } }],
        ["trace.span", { ...GOOD, trace: { span: 7 } }],
        ["trace.parent_span", { ...GOOD, trace: { parent_span: [] } }],
        ["payload", without("payload")],
        ["payload", { ...GOOD, payload: null }],
        ["payload", { ...GOOD, payload: [] }],
        ["meta", { ...GOOD, meta: "x" }],
        ["meta.retries", { ...GOOD, meta: { retries: 1.5 } }],
        ["meta.retries", { ...GOOD, meta: { retries: "1" } }],
        ["meta.debug", { ...GOOD, meta: { debug: 1 } }],
    ])("is refused for its '%s': %j", (member, value) => {
        expect(violation(value)?.member).toBe(member);
        expect(() => parseEnvelope(JSON.stringify(value))).toThrow(
            expect.objectContaining({ code: "INVALID_ENVELOPE", details: violation(value) }) as WirescopeError,
        );
    });

    it.each(["", "{", "undefined", "{'a':1}", "{} {}"])("is refused when it is not JSON: %s", (text) => {
        expect(() => parseEnvelope(text)).toThrow(expect.objectContaining({ code: "INVALID_JSON" }) as WirescopeError);
    });
});

describe("guards", () => {
    it("tell the type", () => {
        const message = parseEnvelope(JSON.stringify({ ...GOOD, payload: { response_timestamp: "now" } }));
        expect(isMessage(message, "pong") && message.payload.response_timestamp).toBe("now");
        expect(isMessage(message, "ping")).toBe(false);
    });

    it.each([
        [{ channel: "c", epoch: "e", offset: 0 }, true],
        [{ channel: "c", epoch: "e" }, false],
        [{ channel: 7, epoch: "e", offset: 1 }, false],
        [{ epoch: "e", offset: 1 }, false],
        [null, false],
    ])("tell what came on a channel: %j", (meta, expected) => {
        expect(isFromChannel(parseEnvelope(JSON.stringify({ ...GOOD, meta })))).toBe(expected);
    });

    it.each([
        [{ epoch: "e", offset: 0 }, true],
        [{ epoch: "e", offset: Number.MAX_SAFE_INTEGER }, true],
        [{ epoch: "e", offset: Number.MAX_SAFE_INTEGER + 1 }, false],
        [{ epoch: "e", offset: -1 }, false],
        [{ epoch: "e", offset: 1.5 }, false],
        [{ epoch: "e", offset: "1" }, false],
        [{ epoch: "", offset: 1 }, false],
        [{ offset: 1 }, false],
        [null, false],
        ["e:1", false],
    ])("tell a position: %j", (value, expected) => {
        expect(isPosition(value)).toBe(expected);
    });
});
