import type { EventPayload, JsonObject } from "wirescope-client";
import { isNumber, shown, writeJson } from "./json.ts";

/**
 * An event as the list keeps it: its data as text, which takes a fraction of the memory of an object and is what a
 * search looks through.
 */
export interface EventRow extends Omit<EventPayload, "data" | "timestamp_iso"> {
    /** Its data as JSON. */
    readonly text: string;
    /** What happened, in a few words. */
    readonly summary: string;
}

/** Makes a row of an event. */
export function toRow(event: EventPayload): EventRow {
    const text = writeJson(event.data);
    return {
        sequence: event.sequence,
        id: event.id,
        event_type: event.event_type,
        timestamp: event.timestamp,
        request_id: event.request_id,
        trace_id: event.trace_id,
        trace_span: event.trace_span,
        client_id: event.client_id,
        connection_id: event.connection_id,
        source: event.source,
        text,
        summary: summarise(event.event_type, event.data, text),
    };
}

/** The type of event that a call to an upstream or a handler is. */
export const UPSTREAM = "upstream.request";

const SUMMARY_LENGTH = 240;

/** Says in a few words what happened; for types that the server does not know, the data itself. */
export function summarise(type: string, data: JsonObject, text: string): string {
    const summary = SUMMARIES.get(type)?.(data) ?? (text === "{}" ? "" : text);
    return summary.length > SUMMARY_LENGTH ? summary.slice(0, SUMMARY_LENGTH) + "…" : summary;
}

const CONNECTION_STEPS = new Map([
    ["connection_attempt", "handshake accepted"],
    ["connection_added", "connected"],
    ["connection_removed", "disconnected"],
]);

const SUMMARIES = new Map<string, (data: JsonObject) => string>([
    ["http.request", (data) => words(data.method, data.path, "→", data.status, "·", unit(data.duration_ms, "ms"))],
    ["ws.message.in", (data) => words("←", data.type, "·", unit(data.message_size, "B"))],
    ["ws.message.out", outbound],
    [UPSTREAM, upstream],
    ["drift.status", (data) => words(data.model_name, data.status, "·", "score", data.drift_score)],
    [
        "legacy.usage",
        (data) =>
            words(
                data.message_type === undefined ? data.connection_type : `message ${shown(data.message_type)}`,
                "at",
                data.endpoint,
            ),
    ],
    ["legacy.brownout", (data) => words("brownout", data.start, "to", data.end)],
]);

function outbound(data: JsonObject): string {
    const step = CONNECTION_STEPS.get(shown(data.type));
    if (step === undefined) {
        return words("→", data.type, "·", unit(data.payload_size, "B"));
    }
    return data.close_code === undefined ? step : words(step, "·", data.close_code, data.close_reason);
}

function upstream(data: JsonObject): string {
    const attempts = isNumber(data.attempts) && Number(data.attempts) > 1 ? `${shown(data.attempts)} attempts` : undefined;
    return words(
        data.route, "⇄", data.type, "→", data.outcome, data.status, "·", unit(data.duration_ms, "ms"),
        ...(attempts === undefined ? [] : ["·", attempts]),
        ...(data.reason === undefined || data.reason === null || data.outcome === "answered" ? [] : ["·", data.reason]),
    );
}

/** Whether an event is a call to an upstream that did not end with an answer. */
export function isFailedCall(type: string, data: JsonObject): boolean {
    return type === UPSTREAM && typeof data.outcome === "string" && data.outcome !== "answered";
}

function unit(value: unknown, name: string): string | undefined {
    return value === undefined || value === null ? undefined : `${shown(value)} ${name}`;
}

function words(...parts: unknown[]): string {
    return parts
        .map(shown)
        .filter((part) => part !== "")
        .join(" ")
        .replace(/ ·$/u, "");
}

/** What an event is about, for its colour: the first part of its type, or that something went wrong. */
export function tone(type: string): string {
    switch (type) {
        case "http.request":
            return "http";
        case "ws.message.in":
            return "in";
        case "ws.message.out":
            return "out";
        case UPSTREAM:
            return "upstream";
        case "inference.audit":
            return "model";
        case "drift.status":
            return "drift";
        case "cache.rebuild":
            return "cache";
        default:
            return type.startsWith("legacy.") ? "legacy" : "other";
    }
}
