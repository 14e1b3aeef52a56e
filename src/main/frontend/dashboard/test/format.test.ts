import { describe, expect, it } from "vitest";
import { ago, bytes, clock, count, day, duration, millis, NOTHING, percent, plotted, rate, short, whole } from "../data/format.ts";
import { readJson } from "../data/json.ts";

describe("format", () => {
    it.each([
        [0, "0"],
        [999, "999"],
        [9_999, "9,999"],
        [12_345, "12.3K"],
        [3_400_000, "3.4M"],
    ])("short(%d) is %s", (value, text) => {
        expect(short(value)).toBe(text);
    });

    it.each([
        [null, NOTHING],
        [0, "0"],
        [0.04, "0.0"],
        [0.5, "0.5"],
        [9.94, "9.9"],
        [9.96, "10"],
        [2_000.4, "2,000"],
        [NaN, NOTHING],
        [Infinity, NOTHING],
    ])("rate(%s) is %s", (value, text) => {
        expect(rate(value)).toBe(text);
    });

    it.each([
        [null, NOTHING],
        [NaN, NOTHING],
        [0, "0 %"],
        [0.0004, "<0.1 %"],
        [0.003, "0.3 %"],
        [0.3333, "33.3 %"],
        [1, "100 %"],
    ])("percent(%s) is %s", (value, text) => {
        expect(percent(value)).toBe(text);
    });

    it.each([
        [null, NOTHING],
        [0, "0 ms"],
        [0.0123, "12 µs"],
        [1.234, "1.23 ms"],
        [12.34, "12.3 ms"],
        [999.4, "999 ms"],
        [9_999, "9999 ms"],
        [12_000, "12 s"],
        [-12.4, "-12.40 ms"],
    ])("millis(%s) is %s", (value, text) => {
        expect(millis(value)).toBe(text);
    });

    it.each([
        [0, "0 s"],
        [59.9, "59 s"],
        [60, "1 min"],
        [61, "1 min 1 s"],
        [3_600, "1 h"],
        [7_321, "2 h 2 min"],
        [90_061, "1 d 1 h"],
        [-5, "0 s"],
    ])("duration(%d) is %s", (value, text) => {
        expect(duration(value)).toBe(text);
    });

    it.each([
        [0, "0 B"],
        [1_023, "1,023 B"],
        [1_024, "1.0 KiB"],
        [5_242_880, "5.0 MiB"],
    ])("bytes(%d) is %s", (value, text) => {
        expect(bytes(value)).toBe(text);
    });

    it("tells times in the reader's zone, to the millisecond that was meant", () => {
        const time = new Date(2026, 10, 24, 9, 5, 7, 42);
        expect(clock(time.getTime() / 1000)).toBe("09:05:07.042");
        expect(day(time)).toBe("2026-11-24 09:05:07");
        expect(day(new Date(NaN))).toBe(NOTHING);
    });

    it("tells how long ago something was", () => {
        const now = new Date();
        expect(ago(now, now)).toBe("just now");
        expect(ago(new Date(now.getTime() - 65_000), now)).toBe("1 min 5 s ago");
        expect(ago(new Date(now.getTime() + 65_000), now)).toBe("just now");
        expect(ago(new Date(NaN), now)).toBe(NOTHING);
    });

    it("keeps all digits of a whole number", () => {
        expect(whole(readJson("9223372036854775807") as number)).toBe("9,223,372,036,854,775,807");
        expect(whole(readJson("1e400") as number)).toBe("1e400");
        expect(whole(1_764_244_000_123_456)).toBe("1,764,244,000,123,456");
    });

    it("takes numbers that JavaScript can't hold for the nearest", () => {
        const third = readJson("0.3333333333333333333333333333") as number;
        expect([rate(third), millis(third), duration(third), bytes(third)]).toEqual(["0.3", "333 µs", "0 s", "0 B"]);
        expect([rate(readJson("1e400") as number), millis(readJson("1e400") as number)]).toEqual([NOTHING, NOTHING]);
    });

    it.each([[null, NOTHING], [0.12345, "0.123"], [2, "2"], [2 ** 53, "9.00720e+15"]])("plotted(%s) is %s", (value, text) => {
        expect(plotted(value)).toBe(text);
    });

    it("knows one from many", () => {
        expect(count(1, "event")).toBe("1 event");
        expect(count(1_000, "event")).toBe("1,000 events");
        expect(whole(-1_234)).toBe("-1,234");
    });
});
