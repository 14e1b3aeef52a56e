import { describe, expect, it } from "vitest";
import {
    droppedInWords,
    orderOf,
    selectorsInWords,
    shownPayload,
    wayOf,
    type CapturedMessage,
} from "../data/captures.ts";

const message = (changes: Partial<CapturedMessage>): CapturedMessage => ({
    number: 1,
    sequence: 1,
    timestamp: "2025-08-16T01:36:59Z",
    direction: "in",
    part: "message",
    type: "quote",
    client_id: "c",
    connection_id: "k",
    request_id: "r",
    format: "json",
    payload: '{"a":{"b":1}}',
    original_bytes: 13,
    cut: false,
    redacted: [],
    redacted_count: 0,
    ...changes,
});

describe("a capture", () => {
    it("is ordered with what was entered", () => {
        expect(
            orderOf(
                { client_id: "c" },
                { reason: " why ", minutes: 10, maxPayloadKib: 4, raw: true, redact: " /a/*/b \n\n/c\n" },
            ),
        ).toEqual({
            client_id: "c",
            reason: "why",
            duration: "PT10M",
            max_payload_bytes: 4096,
            raw: true,
            redact: ["/a/*/b", "/c"],
        });
    });

    it("says what it is of", () => {
        expect(selectorsInWords({ client_id: "c", direction: "in" })).toBe("client c, direction in");
    });

    it("says what was not kept, and nothing where all was", () => {
        expect(droppedInWords({ dropped: { max_messages: 2, max_total_bytes: 0, not_json: 1 } })).toBe(
            "2 over the number, 1 no JSON",
        );
        expect(droppedInWords({ dropped: { max_messages: 0, max_total_bytes: 0, not_json: 0 } })).toBe("");
    });
});

describe("a payload", () => {
    it("is laid out where it is whole JSON", () => {
        expect(shownPayload(message({}), false).split("\n").length).toBeGreaterThan(3);
    });

    it("is as it came where that is wanted, where it was cut, and where it is a text", () => {
        const { payload } = message({});
        expect(shownPayload(message({}), true)).toBe(payload);
        expect(shownPayload(message({ cut: true }), false)).toBe(payload);
        expect(shownPayload(message({ format: "text" }), false)).toBe(payload);
    });

    it("says which way it went", () => {
        expect(wayOf({ direction: "in", part: "message" })).toContain("from the client");
        expect(wayOf({ direction: "upstream", part: "request" })).toContain("to the application");
        expect(wayOf({ direction: "upstream", part: "response" })).toContain("from the application");
    });
});
