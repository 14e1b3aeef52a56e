import { describe, expect, it } from "vitest";
import { EventLog } from "../data/event-log.ts";

const light = (entries: number, weight = Infinity) => new EventLog<number>({ entries, weight }, (entry) => entry);

describe("EventLog", () => {
    it("keeps the newest, oldest first", () => {
        const log = light(3);
        [1, 2, 3, 4, 5].forEach((entry) => {
            log.push(entry);
        });
        expect(log.toArray()).toEqual([3, 4, 5]);
        expect(log.length).toBe(3);
        expect(log.dropped).toBe(2);
        expect(log.at(0)).toBe(3);
        expect(log.last()).toBe(5);
        expect(log.at(3)).toBeUndefined();
        expect(log.at(-1)).toBeUndefined();
    });

    it("keeps as much as may weigh, but always the newest", () => {
        const log = light(100, 10);
        [4, 4, 4].forEach((entry) => {
            log.push(entry);
        });
        expect(log.toArray()).toEqual([4, 4]);
        expect(log.weight).toBe(8);
        log.push(50);
        expect(log.toArray()).toEqual([50]);
        expect(log.weight).toBe(50);
    });

    it("is exact over a million entries", () => {
        const log = light(1_000);
        for (let i = 0; i < 1_000_000; i++) {
            log.push(i);
        }
        expect(log.length).toBe(1_000);
        expect(log.dropped).toBe(999_000);
        expect(log.at(0)).toBe(999_000);
        expect(log.toArray()).toHaveLength(1_000);
        expect(log.weight).toBe((999_000 + 999_999) * 500);
    });

    it("hands out arrays of their own", () => {
        const log = light(3);
        log.push(1);
        const before = log.toArray();
        log.push(2);
        expect(before).toEqual([1]);
    });

    it("begins anew", () => {
        const log = light(1);
        log.push(1);
        log.push(2);
        log.clear();
        expect([log.length, log.weight, log.dropped]).toEqual([0, 0, 0]);
        log.push(3);
        expect(log.toArray()).toEqual([3]);
    });
});
