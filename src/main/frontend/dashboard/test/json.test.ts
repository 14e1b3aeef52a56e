import { describe, expect, it } from "vitest";
import { pretty } from "../data/json.ts";

describe("pretty", () => {
    it("indents as JSON.stringify does", () => {
        const value = { a: 1, b: [true, null, 'x, y: {z} [\\"]', {}], c: {}, d: [], e: { f: [[1]] }, g: "" };
        expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
        expect(pretty(JSON.stringify(value, null, 7))).toBe(JSON.stringify(value, null, 2));
    });

    it("keeps digits and members that stand twice", () => {
        expect(pretty('{"n":1E+1000000000,"m":1.0,"m":12345678901234567890}')).toBe(
            '{\n  "n": 1E+1000000000,\n  "m": 1.0,\n  "m": 12345678901234567890\n}',
        );
    });

    it.each(["", "Echo: hi", '{"a":', "{'a':1}", "[1,]"])("leaves %j as it is", (text) => {
        expect(pretty(text)).toBe(text);
    });

    it("does not grow with the square of the depth", () => {
        const deep = "[".repeat(2_000) + "]".repeat(2_000);
        expect(pretty(deep).length).toBeLessThan(500_000);
    });
});
