import type { Health, Stats } from "./answers.ts";
import { call, metricsText, reason } from "./api.ts";
import { Changes } from "./changes.ts";
import { histogram, parseMetrics, percentile, since, total, type Histogram } from "./metrics.ts";
import { Series } from "./series.ts";

/** How often the server is polled. */
export const POLL_MS = 2_000;

/** Half an hour. */
const KEPT = 900;

/** Counters by bound in microseconds, as the buckets of a histogram; all servers count every message in them. */
const HANDLING_TIMES = "wirescope_message_handling_bucket_total";

/** What was read at one time. */
interface Reading {
    seconds: number;
    stats: Stats;
    handling: Histogram | null;
}

/** Handling times in microseconds between two readings; null where no message was handled. */
export interface HandlingTimes {
    p50: number | null;
    p95: number | null;
    p99: number | null;
    messages: number;
}

/** Asks the server how it fares, all the time, and keeps the last half hour for the charts. */
export class Monitor extends Changes {
    /** Events per second. */
    readonly events = new Series(1, KEPT);
    /** Messages per second: in, out. */
    readonly messages = new Series(2, KEPT);
    /** Connections: frontend, admin, test. */
    readonly connections = new Series(3, KEPT);
    /** Milliseconds: p50, p95, p99. */
    readonly handling = new Series(3, KEPT);
    /** Events in the buffer, and those that only reserves still hold. */
    readonly buffer = new Series(2, KEPT);
    /** Kilobytes per second: in, out. */
    readonly traffic = new Series(2, KEPT);

    stats: Stats | null = null;
    health: Health | null = null;
    /** Since the start of the server. */
    handlingSoFar: HandlingTimes | null = null;
    /** Events per second by type, of the last interval. */
    typeRates = new Map<string, number>();
    /** Why the last reading failed, or null. */
    failure: string | null = null;
    /** Why there are no handling times, or null. */
    metricsFailure: string | null = null;

    #last: Reading | null = null;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #running = false;

    /** Begins to ask. */
    start(): void {
        if (!this.#running) {
            this.#running = true;
            void this.#poll();
        }
    }

    /** Stops. */
    stop(): void {
        this.#running = false;
        clearTimeout(this.#timer);
    }

    async #poll(): Promise<void> {
        await this.#read();
        if (this.#running) {
            this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
        }
    }

    async #read(): Promise<void> {
        try {
            const [stats, health, handling] = await Promise.all([
                call<Stats>("observability/stats"),
                call<Health>("observability/health"),
                this.#handling(),
            ]);
            this.health = health;
            this.failure = null;
            this.note({ seconds: performance.timeOrigin / 1000 + performance.now() / 1000, stats, handling });
        } catch (failure) {
            this.failure = reason(failure);
            this.#last = null; // a rate across a time without responses would be meaningless
        }
        this.changed();
    }

    async #handling(): Promise<Histogram | null> {
        try {
            const found = histogram(parseMetrics(await metricsText()), HANDLING_TIMES);
            this.metricsFailure = null;
            return found;
        } catch (failure) {
            this.metricsFailure = reason(failure);
            return null;
        }
    }

    /** Takes a reading. */
    note(reading: Reading): void {
        const { seconds, stats } = reading;
        const last = this.#last;
        this.stats = stats;
        this.handlingSoFar = reading.handling === null ? null : times(reading.handling);
        const roles = stats.websockets.connections_by_role;
        this.connections.push(
            seconds,
            ["frontend", "admin", "test"].map((role) => roles[role] ?? 0),
        );
        this.buffer.push(seconds, [stats.event_bus.current_buffer_size, stats.event_bus.reserved_events]);
        if (last !== null) {
            this.#rates(last, reading);
        }
        this.#last = reading;
    }

    #rates(last: Reading, now: Reading): void {
        const { seconds, stats } = now;
        const per = (earlier: number, later: number) => ratePerSecond(earlier, later, seconds - last.seconds);
        const [before, after] = [last.stats.websockets, stats.websockets];
        this.events.push(seconds, [per(last.stats.event_bus.total_published, stats.event_bus.total_published)]);
        this.messages.push(seconds, [
            per(before.messages_in, after.messages_in),
            per(before.messages_out, after.messages_out),
        ]);
        this.traffic.push(
            seconds,
            [per(before.bytes_in, after.bytes_in), per(before.bytes_out, after.bytes_out)].map((bytes) =>
                bytes === null ? null : bytes / 1024,
            ),
        );
        this.typeRates = new Map(
            Object.entries(stats.event_bus.events_by_type).map(([type, count]) => [
                type,
                per(last.stats.event_bus.events_by_type[type] ?? 0, count) ?? 0,
            ]),
        );
        const handled =
            last.handling === null || now.handling === null ? null : times(since(last.handling, now.handling));
        this.handling.push(
            seconds,
            [handled?.p50, handled?.p95, handled?.p99].map((micros) =>
                micros === null || micros === undefined ? null : micros / 1000,
            ),
        );
    }
}

/** How much a counter rose each second; null where it has fallen, for then the server has begun anew. */
export function ratePerSecond(earlier: number, later: number, seconds: number): number | null {
    return later < earlier || seconds <= 0 ? null : (later - earlier) / seconds;
}

function times(of: Histogram): HandlingTimes {
    return {
        p50: percentile(of, 0.5),
        p95: percentile(of, 0.95),
        p99: percentile(of, 0.99),
        messages: total(of),
    };
}
