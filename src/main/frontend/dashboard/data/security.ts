import type { EventPayload } from "wirescope-client";

/** What is shown of an event `security.*`. */
export interface SecurityRow {
    sequence: number;
    /** Epoch seconds. */
    at: number;
    /** What happened: `login`, `denied`, ... */
    what: string;
    subject: string | null;
    /** Why, or by what: a word. */
    reason: string | null;
    /** What it was about. */
    target: string | null;
    remote: string | null;
    clientId: string | null;
    requestId: string | null;
    /** How often, where several were taken together. */
    times: number;
}

/** The types that the view reads. */
export const SECURITY_TYPES = [
    "security.login", "security.logout", "security.denied", "security.forbidden", "security.refreshed", "security.expired",
    "security.action", "security.rate_limited",
];

const TONES: Readonly<Record<string, "good" | "warn" | "bad" | "quiet">> = {
    login: "good",
    refreshed: "good",
    logout: "quiet",
    expired: "warn",
    forbidden: "warn",
    denied: "bad",
    rate_limited: "bad",
};

/** How an event looks. */
export function securityTone(what: string): "good" | "warn" | "bad" | "quiet" {
    return new Map(Object.entries(TONES)).get(what) ?? "quiet";
}

/** Whether somebody was refused. */
export function isRefusal(what: string): boolean {
    return what === "denied" || what === "forbidden" || what === "rate_limited";
}

/** Reads an event. Members that are missing or of another kind are null. */
export function toSecurityRow(event: EventPayload): SecurityRow {
    const { data } = event;
    const text = (name: string): string | null => {
        const value: unknown = data[name];
        return typeof value === "string" && value !== "" ? value : null;
    };
    const times = Number(data.count);
    return {
        sequence: event.sequence,
        at: event.timestamp,
        what: event.event_type.replace("security.", ""),
        subject: text("subject"),
        reason: text("code"),
        target: text("target"),
        remote: text("client_remote"),
        clientId: event.client_id,
        requestId: event.request_id,
        times: Number.isFinite(times) && times > 1 ? times : 1,
    };
}

/** Who was refused most, by what names them: an address or a subject. */
export function worst(rows: readonly SecurityRow[], most: number): { who: string; times: number; last: number }[] {
    const found = new Map<string, { who: string; times: number; last: number }>();
    for (const row of rows.filter(({ what }) => isRefusal(what))) {
        const who = row.subject ?? row.remote ?? "unknown";
        const entry = found.get(who) ?? { who, times: 0, last: 0 };
        entry.times += row.times;
        entry.last = Math.max(entry.last, row.at);
        found.set(who, entry);
    }
    return [...found.values()].sort((a, b) => b.times - a.times || b.last - a.last).slice(0, most);
}

const MINUTE = 60;
const MINUTES = 60;

/** Columns of a chart of the last hour, a point for each minute: who was let in, who was refused. */
export function securityTrend(rows: readonly SecurityRow[], now: number): [number[], number[], number[]] {
    const end = Math.floor(now / MINUTE) + 1;
    const starts = Array.from({ length: MINUTES }, (_, index) => (end - MINUTES + index) * MINUTE);
    const count = (wanted: (what: string) => boolean) =>
        starts.map((start) =>
            rows.filter((row) => wanted(row.what) && row.at >= start && row.at < start + MINUTE)
                .reduce((sum, row) => sum + row.times, 0));
    return [starts.map((start) => start + MINUTE / 2), count((what) => what === "login" || what === "refreshed"), count(isRefusal)];
}
