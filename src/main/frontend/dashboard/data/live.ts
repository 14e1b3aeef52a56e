import { WirescopeClient, type EventPayload, type State } from "wirescope-client";
import type { EventPage } from "./answers.ts";
import { call, PAGE_ID, reason } from "./api.ts";
import { Changes } from "./changes.ts";
import { EventLog, type LogBounds } from "./event-log.ts";
import { toRow, type EventRow } from "./event.ts";
import { readJson, writeJson } from "./json.ts";
import { EVERYTHING, predicate, type EventFilter } from "./filter.ts";

/** Everything that happens, as a channel. */
const CHANNEL = "events:*";

/** What the list keeps: at 2,000 events a second the last five seconds, and some tens of megabytes at most. */
export const BOUNDS: LogBounds = { entries: 10_000, weight: 16_000_000 };

/** The most events that the server returns at once. */
const PAGE = 1_000;

/** Rows tested in one go when the filter changes, so that no frame is late. */
const SLICE = 500;

/** Types that are counted; a producer may invent any number of them. */
const MAX_TYPES = 200;

/** Above this rate nobody can read along, so painting every frame would be wasted. */
const BUSY_PER_SECOND = 100;
const BUSY_REDRAW_MS = 100;

/** A larger hole in the sequences is no loss: sequences begin at the microseconds of the server's start. */
const LARGEST_HOLE = 1_000_000;

/** A row in the list. */
export interface ListedRow extends EventRow {
    /** How many events before this one never came here. */
    missed: number;
}

/** What is shown: entries by place, 0 for the newest. */
export interface Listing {
    length: number;
    at(index: number): ListedRow | undefined;
}

/**
 * The events as they happen: connects as an admin client to the channel of all events, and fills in what was
 * before from the server's buffer.
 *
 * While paused the list does not move; new events are counted, and kept within the bounds.
 */
export class LiveEvents extends Changes {
    readonly #all = new EventLog<ListedRow>(BOUNDS, weigh);
    #shown = new EventLog<ListedRow>(BOUNDS, weigh);
    #frozen: ListedRow[] | null = null;
    #filter: EventFilter = EVERYTHING;
    #test = predicate(EVERYTHING);
    #refiltering = false;

    #client: WirescopeClient | null = null;
    /** Received since the connection opened, until earlier events are read: may arrive before `subscribed`. */
    #pending: EventPayload[] | null = null;
    #again = false;
    /** Whether the connection is open and `subscribed` has not arrived yet. */
    #joining = false;
    /** Whether the list was cleared while the events of before are read. */
    #forgotten = false;
    #lastSequence = 0;
    /** The run of the server that the last event was of; null where none has said it. */
    #run: string | null = null;

    /** Events each second, of the last second. */
    perSecond = 0;
    /** How many came while paused. */
    arrived = 0;
    /** How many of the ones that came were missed: lost on the way to this page. */
    missed = 0;
    /** Why the events of before could not be read, or why the connection is closed; or null. */
    failure: string | null = null;
    /** Whether the events of before are being read. */
    reading = false;
    /** How often each type came. */
    readonly types = new Map<string, number>();
    /** Where the connection is. */
    state: State = "idle";

    #inSecond = 0;
    #ticker: ReturnType<typeof setInterval> | undefined;
    #redrawAsked = false;
    #lastRedraw = 0;
    #filledIn = false;

    readonly #clientId: () => string;

    /** @param clientId gives the id to connect under */
    constructor(clientId: () => string = () => PAGE_ID) {
        super();
        this.#clientId = clientId;
    }

    /** Connects. */
    open(): void {
        if (this.#client !== null) {
            return;
        }
        const client = new WirescopeClient(new URL("ws/client", document.baseURI), {
            clientId: this.#clientId(),
            role: "admin",
            channels: [CHANNEL],
            parseJson: readJson,
        });
        this.#client = client;
        client.on("state", (state) => {
            this.state = state;
            this.#redraw();
        });
        client.on("event", (message) => {
            this.#take(message.payload);
        });
        client.on("open", ({ session }) => {
            this.failure = null;
            this.#pending = []; // what waits of an earlier connection is read again, with what came between
            this.#joining = true;
            if (session.positions.some(({ channel }) => channel === CHANNEL)) {
                // we are still in it
                void this.#fillIn();
            }
        });
        client.on("subscribed", () => void this.#fillIn());
        client.on("close", ({ code, reason: why, retryInMs }) => {
            if (retryInMs === undefined && this.#client === client) {
                this.failure = `The connection was closed (${String(code)} ${why})`;
            }
        });
        client.on("error", (error) => {
            this.failure = error.message;
            this.#redraw();
        });
        client.connect();
        this.#ticker = setInterval(() => {
            this.perSecond = this.#inSecond;
            this.#inSecond = 0;
            this.#redraw();
        }, 1000);
    }

    /** Disconnects; what came stays. */
    close(): void {
        const client = this.#client;
        this.#client = null;
        client?.close();
        clearInterval(this.#ticker);
        this.perSecond = 0;
        this.state = "idle";
    }

    /** Tries again at once. */
    retry(): void {
        this.failure = null;
        if (this.state === "open") {
            this.clear();
            this.#lastSequence = 0; // or older events could not be put before the present ones
            void this.#fillIn();
        } else {
            this.#client?.connect();
        }
    }

    /** Reads what the server still has of the time before, and puts it in before what came meanwhile. */
    async #fillIn(): Promise<void> {
        this.#joining = false;
        this.#again = true;
        if (this.reading) {
            return;
        }
        this.reading = true;
        this.#pending ??= [];
        while (this.#again) {
            this.#again = false;
            this.#forgotten = false;
            try {
                await this.#readBefore();
            } catch (failure) {
                this.failure = `Earlier events could not be read: ${reason(failure)}`;
                this.#beginAnewWith(this.#pending, this.#pending.at(-1)?.sequence ?? Infinity);
            }
        }
        this.reading = false;
        this.#takeInWhatWaits();
        this.#redraw();
    }

    #takeInWhatWaits(): void {
        if (this.#joining) {
            return; // the connection is a new one, and what came between is read first
        }
        const meanwhile = this.#pending ?? [];
        this.#pending = null;
        this.#filledIn = true;
        meanwhile.forEach((event) => {
            this.#append(event);
        });
    }

    // The newest page says how far back the others have to go; they are put first, since the list is in order.
    async #readBefore(): Promise<void> {
        const newest = await call<EventPage>(`observability/events?limit=${String(PAGE)}`);
        const last = newest.newest_sequence ?? 0;
        this.#beginAnewWith(newest.events, last);
        const first = newest.events.at(-1)?.sequence ?? 0;
        try {
            if (newest.events.length === PAGE) {
                await this.#readUpTo(first, Math.max(this.#lastSequence, last - reach(newest.events)));
            }
        } finally {
            this.#appendBefore(newest.events.reverse());
        }
    }

    // Between two runs of the server lie sequences that no event has: such a hole is no loss that could be counted.
    #beginAnewWith(events: EventPayload[], last: number): void {
        const runs = events.map(runOf).filter((run) => run !== null);
        if (last < this.#lastSequence || (this.#run !== null && runs.some((run) => run !== this.#run))) {
            this.#lastSequence = 0;
        }
    }

    async #readUpTo(end: number, after: number): Promise<void> {
        while (after < end - 1) {
            const page = await call<EventPage>(
                `observability/events?limit=${String(PAGE)}&descending=false&after=${String(after)}`,
            );
            this.#appendBefore(page.events.filter(({ sequence }) => sequence < end));
            after = page.events.length === PAGE ? (page.events.at(-1)?.sequence ?? end) : end;
        }
    }

    #appendBefore(events: EventPayload[]): void {
        const first = this.#pending?.[0]?.sequence ?? Infinity;
        const earlier = events.filter(({ sequence }) => sequence < first);
        if (this.#forgotten) {
            this.#lastSequence = Math.max(this.#lastSequence, earlier.at(-1)?.sequence ?? 0);
        } else {
            earlier.forEach((event) => {
                this.#append(event);
            });
        }
        this.#redraw();
    }

    #take(event: EventPayload): void {
        this.#inSecond++;
        if (this.#pending === null) {
            this.#append(event);
            this.#redraw();
        } else {
            this.#pending.splice(0, this.#pending.length - BOUNDS.entries + 1);
            this.#pending.push(event);
        }
    }

    #append(event: EventPayload): void {
        if (event.sequence <= this.#lastSequence) {
            return; // it came both ways
        }
        const missed = this.#missedBefore(event);
        this.#lastSequence = event.sequence;
        this.#run = runOf(event) ?? this.#run;
        const row: ListedRow = { ...toRow(event), missed };
        this.missed += missed;
        this.#countType(row.event_type);
        this.#all.push(row);
        if (this.#frozen !== null) {
            this.arrived++;
        }
        if (!this.#refiltering && (this.#test?.(row) ?? true)) {
            this.#shown.push(row);
        }
    }

    // Reserves of the server keep single old events: before the first that came live, holes are no loss. A server that has
    // started over counts from the time of its start: the number missing is unknown.
    #missedBefore(event: EventPayload): number {
        const hole = event.sequence - this.#lastSequence - 1;
        const run = runOf(event);
        const isAnew = run === null ? hole > LARGEST_HOLE : this.#run !== null && run !== this.#run;
        return this.#filledIn && this.#lastSequence > 0 && !isAnew ? hole : 0;
    }

    #countType(type: string): void {
        const before = this.types.get(type);
        if (before !== undefined || this.types.size < MAX_TYPES) {
            this.types.set(type, (before ?? 0) + 1);
        }
    }

    /** What is shown, newest first. */
    get listing(): Listing {
        const source = this.#frozen ?? this.#shown;
        const { length } = source;
        return { length, at: (index) => source.at(length - 1 - index) };
    }

    /** How many are kept here, shown or not. */
    get kept(): number {
        return this.#all.length;
    }

    /** The approximate size of what is kept, in bytes. */
    get weight(): number {
        return this.#all.weight;
    }

    get paused(): boolean {
        return this.#frozen !== null;
    }

    /** Pauses the list. */
    pause(): void {
        if (this.#frozen === null) {
            this.#frozen = this.#shown.toArray();
            this.arrived = 0;
            this.changed();
        }
    }

    /** Continues with the newest. */
    resume(): void {
        if (this.#frozen !== null) {
            this.#frozen = null;
            this.changed();
        }
    }

    /** Forgets all that came. */
    clear(): void {
        this.#all.clear();
        this.#shown.clear();
        this.#forgotten = true;
        this.#generation++; // the events being tested are obsolete
        this.#refiltering = false;
        this.#frozen = null;
        this.missed = 0;
        this.types.clear();
        this.changed();
    }

    get filter(): EventFilter {
        return this.#filter;
    }

    /** Shows other events: those that are kept and match, and from now on those that come and match. */
    setFilter(filter: EventFilter): void {
        this.#filter = filter;
        this.#test = predicate(filter);
        void this.#refilter(++this.#generation);
    }

    #generation = 0;

    async #refilter(generation: number): Promise<void> {
        this.#refiltering = true;
        const matching = new EventLog<ListedRow>(BOUNDS, weigh);
        const all = this.#all.toArray();
        const last = all.at(-1)?.sequence;
        for (let i = 0; i < all.length && generation === this.#generation; i += SLICE) {
            all.slice(i, i + SLICE)
                .filter((row) => this.#test?.(row) ?? true)
                .forEach((row) => {
                    matching.push(row);
                });
            await new Promise((resolve) => setTimeout(resolve));
        }
        if (generation !== this.#generation) {
            return;
        }
        this.#refiltering = false;
        this.#catchUp(matching, last);
        this.#shown = matching;
        if (this.#frozen !== null) {
            this.#frozen = matching.toArray();
        }
        this.changed();
    }

    // What came while older rows were tested.
    #catchUp(matching: EventLog<ListedRow>, last: number | undefined): void {
        const rows: ListedRow[] = [];
        for (let i = this.#all.length - 1; i >= 0; i--) {
            const row = this.#all.at(i);
            if (row === undefined || row.sequence === last) {
                break;
            }
            rows.push(row);
        }
        rows.reverse()
            .filter((row) => this.#test?.(row) ?? true)
            .forEach((row) => {
                matching.push(row);
            });
    }

    // At most once a frame; less often at rates at which nobody can read along.
    #redraw(): void {
        if (this.#redrawAsked) {
            return;
        }
        this.#redrawAsked = true;
        const draw = () => {
            this.#redrawAsked = false;
            this.#lastRedraw = performance.now();
            this.changed();
        };
        const wait =
            this.perSecond > BUSY_PER_SECOND || this.#inSecond > BUSY_PER_SECOND
                ? BUSY_REDRAW_MS - (performance.now() - this.#lastRedraw)
                : 0;
        if (wait > 0) {
            setTimeout(() => requestAnimationFrame(draw), wait);
        } else {
            requestAnimationFrame(draw);
        }
    }
}

// The server's own ids name its run, `3f2a-17`; those that producers give say nothing of it.
function runOf({ id, sequence }: EventPayload): string | null {
    const end = `-${String(sequence)}`;
    return id.endsWith(end) ? id.slice(0, -end.length) : null;
}

// A character is one or two bytes; the rest of a row some hundred.
function weigh(row: ListedRow): number {
    return 400 + row.text.length + row.summary.length;
}

// How many events of this size fit within the bounds.
function reach(events: EventPayload[]): number {
    const each = writeJson(events).length / events.length;
    return Math.min(BOUNDS.entries, Math.ceil(BOUNDS.weight / each));
}
