import type { EventPage, Span, Story, StoryEvent } from "./answers.ts";
import { ApiError, call } from "./api.ts";
import { summarise, UPSTREAM } from "./event.ts";
import { isNumber, writeJson } from "./json.ts";

/** A step of a request's story, with its position on the time axis. */
export interface Step {
    event: StoryEvent;
    summary: string;
    /** Milliseconds from the start of the story; an event with a duration began before its timestamp. */
    start: number;
    end: number;
    /** Milliseconds where the waiting before {@link start} began; equal to it where nothing waited. */
    queued: number;
    /** Milliseconds since the step before, null for the first. */
    pause: number | null;
    /** How many spans it is below the top. */
    depth: number;
}

/** A story on a time axis. */
export interface Timeline {
    steps: Step[];
    /** Milliseconds at the left end, 0 or less. */
    from: number;
    /** Milliseconds at the right end, above {@link from}. */
    to: number;
}

/** Members of an event's data that have a duration. */
const DURATIONS = ["duration_ms", "latency_ms", "elapsed_ms"];

/** How long an event says that it took; null where it says nothing. */
export function tookMs(event: StoryEvent): number | null {
    return DURATIONS.map((name) => millisOf(event, name)).find((value) => value !== null) ?? null;
}

/** How long a call to an upstream waited before it was made; 0 for other events. */
export function waitedMs(event: StoryEvent): number {
    return event.event_type === UPSTREAM ? (millisOf(event, "queued_ms") ?? 0) : 0;
}

function millisOf(event: StoryEvent, name: string): number | null {
    const value = event.data[name];
    return isNumber(value) && Number(value) >= 0 && Number.isFinite(Number(value)) ? Number(value) : null;
}

/** Lays a story out. */
export function timeline(story: Pick<Story, "events" | "spans">): Timeline {
    const depths = new Map<string, number>();
    story.spans.forEach((span) => {
        noteDepths(span, 0, depths);
    });
    let before: number | null = null;
    const steps = story.events.map((event): Step => {
        const pause = before === null ? null : event.offset_ms - before;
        before = event.offset_ms;
        const start = event.offset_ms - (tookMs(event) ?? 0);
        return {
            event,
            summary: summarise(event.event_type, event.data, writeJson(event.data)),
            start,
            end: event.offset_ms,
            queued: start - waitedMs(event),
            pause,
            depth: depths.get(placeOf(event)) ?? 0,
        };
    });
    const from = Math.min(0, ...steps.map((step) => step.queued));
    const to = Math.max(...steps.map((step) => step.end), from);
    return { steps, from, to: to > from ? to : from + 1 };
}

/** Distinguishes an event from all others of a story: sequences are a server's own. */
export function placeOf(event: { sequence: number; node?: string }): string {
    return `${event.node ?? ""}:${String(event.sequence)}`;
}

function noteDepths(span: Span, depth: number, depths: Map<string, number>): void {
    span.events.forEach((event) => depths.set(placeOf(event), depth));
    span.children.forEach((child) => {
        noteDepths(child, depth + 1, depths);
    });
}

/**
 * Reads the story of a request. The id is in the query, since a path can't hold every id. Where that fails for an
 * id that is not plain (a proxy may refuse it), the story is read from the events, without spans.
 *
 * @throws {ApiError} where it can't be read; with status 404 where nothing is known of it
 */
export async function readStory(id: string): Promise<Story> {
    try {
        return await call<Story>(`observability/correlations?request_id=${encodeURIComponent(id)}`);
    } catch (failure) {
        if (!(failure instanceof ApiError) || failure.status === 0 || /^[\w.:@~-]*$/u.test(id)) {
            throw failure;
        }
        return storyOf(
            id,
            await call<EventPage>(
                `observability/events?descending=false&limit=1000&request_id=${encodeURIComponent(id)}`,
            ),
        );
    }
}

/** Makes a story of a page of events. */
export function storyOf(id: string, page: Pick<EventPage, "events">): Story {
    const events = [...page.events].sort((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
    const [first] = events;
    if (first === undefined) {
        throw new ApiError(404, "No events of this request");
    }
    const steps = events.map((event) => ({
        ...event,
        offset_ms: Math.round((event.timestamp - first.timestamp) * 1e6) / 1000,
    }));
    const distinct = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
    return {
        request_id: id,
        total_events: events.length,
        first_timestamp: first.timestamp,
        duration_ms: steps.at(-1)?.offset_ms ?? 0,
        sources: distinct(events.map((event) => event.source)),
        clients: distinct(events.map((event) => event.client_id)),
        connections: distinct(events.map((event) => event.connection_id)),
        trace_ids: distinct(events.map((event) => event.trace_id)),
        truncated: events.length >= 1000,
        events: steps,
        spans: [],
    };
}
