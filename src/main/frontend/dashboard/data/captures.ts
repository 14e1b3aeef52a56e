import { pretty } from "./json.ts";

/** A capture, without what it kept. */
export interface Capture {
    id: string;
    state: "active" | "ended";
    ended_because: string | null;
    started_by: string;
    reason: string;
    selectors: Partial<Record<Selector, string>>;
    started_at: string;
    ends_at: string;
    ended_at: string | null;
    deleted_at: string | null;
    max_messages: number;
    max_payload_bytes: number;
    max_total_bytes: number;
    raw: boolean;
    redact: string[];
    matched: number;
    kept: number;
    kept_bytes: number;
    cut: number;
    redacted: number;
    dropped: { max_messages: number; max_total_bytes: number; not_json: number };
}

export type Selector = "client_id" | "connection_id" | "request_id" | "type" | "direction";

export interface Captures {
    captures: Capture[];
    max: number;
}

/** A payload that was kept. */
export interface CapturedMessage {
    number: number;
    sequence: number;
    timestamp: string;
    direction: "in" | "out" | "upstream";
    part: "message" | "request" | "response";
    type: string;
    client_id: string | null;
    connection_id: string | null;
    request_id: string | null;
    format: "json" | "text";
    payload: string;
    original_bytes: number;
    cut: boolean;
    redacted: string[];
    redacted_count: number;
}

export interface CapturedMessages {
    messages: CapturedMessage[];
    next_after: number;
    more: boolean;
}

/** What somebody enters to begin a capture. */
export interface CaptureForm {
    reason: string;
    minutes: number;
    maxPayloadKib: number;
    raw: boolean;
    /** JSON Pointers, one in each line. */
    redact: string;
}

/** The body that begins a capture. */
export function orderOf(selectors: Partial<Record<Selector, string>>, form: CaptureForm): Record<string, unknown> {
    return {
        ...selectors,
        reason: form.reason.trim(),
        duration: `PT${String(form.minutes)}M`,
        max_payload_bytes: form.maxPayloadKib * 1024,
        raw: form.raw,
        redact: form.redact
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== ""),
    };
}

/** A payload to read: laid out where it is whole JSON and that is wanted. */
export function shownPayload({ payload, format, cut }: CapturedMessage, raw: boolean): string {
    return raw || cut || format !== "json" ? payload : pretty(payload);
}

/** Which way a payload went, in words. */
export function wayOf({ direction, part }: Pick<CapturedMessage, "direction" | "part">): string {
    switch (direction) {
        case "in":
            return "← from the client";
        case "out":
            return "→ to the client";
        case "upstream":
            return part === "request" ? "⇄ to the application" : "⇄ from the application";
    }
}

/** What a capture is of, in words. */
export function selectorsInWords(selectors: Capture["selectors"]): string {
    return Object.entries(selectors)
        .map(([name, value]) => `${name.replace("_id", "").replace("_", " ")} ${value}`)
        .join(", ");
}

/** What was not kept, in words; empty where all was. */
export function droppedInWords({ dropped }: Pick<Capture, "dropped">): string {
    return [
        [dropped.max_messages, "over the number"],
        [dropped.max_total_bytes, "over the size"],
        [dropped.not_json, "no JSON"],
    ]
        .filter(([number]) => number !== 0)
        .map(([number, why]) => `${String(number)} ${String(why)}`)
        .join(", ");
}
