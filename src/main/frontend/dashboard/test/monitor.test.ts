import { describe, expect, it } from "vitest";
import type { Stats } from "../data/answers.ts";
import { Monitor, ratePerSecond } from "../data/monitor.ts";
import { Series } from "../data/series.ts";
import { sortedBy, sortRows } from "../data/table.ts";

function stats(published: number, messages: number): Stats {
    return {
        event_bus: {
            total_published: published,
            current_buffer_size: 5,
            max_buffer_size: 500,
            reserved_events: 1,
            buffer_full_count: 0,
            active_subscriber_count: 0,
            events_by_type: { x: published },
        },
        websockets: {
            active_connections: 3,
            total_connections: 3,
            total_disconnections: 0,
            broadcasts_sent: 0,
            connections_by_role: { frontend: 2, admin: 1 },
            connections_by_protocol: {},
            average_uptime: 1,
            messages_in: messages,
            messages_out: 2 * messages,
            bytes_in: 1024 * messages,
            bytes_out: 0,
        },
        overall_health: { buffer_utilization: 0.01 },
    };
}

const handling = (...counts: number[]) => ({ bounds: [10, 20, Infinity], counts });

describe("Monitor", () => {
    it("makes rates of two readings", () => {
        const monitor = new Monitor();
        monitor.note({ seconds: 100, stats: stats(100, 10), handling: handling(0, 10, 10) });
        expect(monitor.events.latest(0)).toBeNull();
        expect(monitor.connections.latest(0)).toBe(2);
        monitor.note({ seconds: 102, stats: stats(300, 20), handling: handling(10, 20, 20) });
        expect(monitor.events.latest(0)).toBe(100);
        expect([monitor.messages.latest(0), monitor.messages.latest(1)]).toEqual([5, 10]);
        expect(monitor.traffic.latest(0)).toBe(5);
        expect(monitor.typeRates.get("x")).toBe(100);
        expect(monitor.handling.latest(0)).toBe(0.005); // of the ten new ones, in milliseconds
        expect(monitor.handlingSoFar).toMatchObject({ messages: 20, p50: 10 });
    });

    it("has no handling times of an interval where it did not know those before", () => {
        const monitor = new Monitor();
        monitor.note({ seconds: 100, stats: stats(100, 10), handling: null });
        monitor.note({ seconds: 102, stats: stats(300, 20), handling: handling(10, 20, 20) });
        expect(monitor.handling.latest(0)).toBeNull();
        expect(monitor.handlingSoFar).toMatchObject({ messages: 20 });
    });

    it("has no rate over a restart of the server", () => {
        const monitor = new Monitor();
        monitor.note({ seconds: 100, stats: stats(100, 10), handling: null });
        monitor.note({ seconds: 102, stats: stats(3, 0), handling: null });
        expect(monitor.events.latest(0)).toBeNull();
        expect(monitor.handling.latest(0)).toBeNull();
        expect(monitor.handlingSoFar).toBeNull();
    });
});

it("has no rate without time", () => {
    expect(ratePerSecond(1, 2, 0)).toBeNull();
    expect(ratePerSecond(1, 3, 2)).toBe(1);
});

it("keeps a series bounded", () => {
    const series = new Series(2, 3);
    for (let i = 0; i < 10; i++) {
        series.push(i, [i, null]);
    }
    expect(series.columns()).toEqual([
        [7, 8, 9],
        [7, 8, 9],
        [null, null, null],
    ]);
});

describe("a table", () => {
    it("is sorted both ways, with those that have no value last", () => {
        const rows = [{ n: 2 }, { n: null }, { n: 1 }, { n: 10 }];
        expect(sortRows(rows, (row) => row.n, false).map((row) => row.n)).toEqual([1, 2, 10, null]);
        expect(sortRows(rows, (row) => row.n, true).map((row) => row.n)).toEqual([10, 2, 1, null]);
        expect(sortRows(["b", "a", "ä"], (row) => row, false)).toEqual(["a", "ä", "b"]);
    });

    it("turns round when its column is chosen again", () => {
        expect(sortedBy({ column: "a", descending: false }, "a", false)).toEqual({ column: "a", descending: true });
        expect(sortedBy<"a" | "b">({ column: "a", descending: false }, "b", true)).toEqual({
            column: "b",
            descending: true,
        });
    });
});
