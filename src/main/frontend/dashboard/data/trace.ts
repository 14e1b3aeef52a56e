import type { Health } from "./answers.ts";
import { call } from "./api.ts";
import { short, whole } from "./format.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PLACE = "{trace_id}";

/** The trace that the server exports a request in that came without one; null where that takes a hash to know. */
export function traceOfRequest(requestId: string): string | null {
    return UUID.test(requestId) ? requestId.replaceAll("-", "") : null;
}

/** Where a trace can be seen, by `wirescope.trace-link`; null where that is not set. */
export function traceAddress(template: string | null, traceId: string): string | null {
    return template?.includes(PLACE) ? template.replaceAll(PLACE, encodeURIComponent(traceId)) : null;
}

/** Reads `wirescope.trace-link`. */
export async function readTraceLink(): Promise<string | null> {
    return (await call<Health>("observability/health")).trace_link ?? null;
}

/** The export of traces and logs, at a glance; null where there is none. */
export function exportFigures(health: Health | null): { dropped: string; note: string } | null {
    const telemetry = health?.checks.telemetry;
    if (telemetry === undefined) {
        return null;
    }
    const signals = Object.values(telemetry.signals);
    const sum = (of: (signal: (typeof signals)[number]) => number): number =>
        signals.reduce((total, signal) => total + of(signal), 0);
    const dropped = sum(({ overflow, failed, rejected }) => overflow + failed + rejected) + telemetry.events_lost;
    return {
        dropped: whole(dropped),
        note: `${short(sum(({ exported }) => exported))} exported, ${whole(sum(({ queued }) => queued))} queued`,
    };
}
