import { describe, expect, it } from "vitest";
import { isNumber, isObject, pretty, readJson, shown, SourceNumber, writeJson } from "../data/json.ts";

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

describe("readJson and writeJson", () => {
    it.each([
        "9007199254740993",
        "-9007199254740993",
        "12345678901234567890",
        "1e400",
        "-1E+400",
        "1e-400",
        "0.1234567890123456789",
        "0.1000000000000000055511151231257827",
        "1e99999999999999999999",
    ])("keep %s", (source) => {
        const text = `{"a":[${source},{"b":${source}}],"c":"${source}"}`;
        const value = readJson(text) as { a: [SourceNumber, { b: SourceNumber }] };
        expect(writeJson(value)).toBe(text);
        expect(value.a[0].source).toBe(source);
        expect(String(value.a[1].b)).toBe(source);
        expect(Number(value.a[0])).toBe(Number(source));
        expect(writeJson(readJson(source))).toBe(source);
    });

    it.each([
        "9007199254740992",
        "1800000000000000",
        "1764244000.123456",
        "0.30000000000000004",
        "1.7976931348623157e308",
        "1E5",
        "-0",
        "0e0",
        "1.50000000000000000000",
        "100000000000000000000",
        "0.00000000000000000000000001",
    ])("take %s for the number that it is", (source) => {
        expect(readJson(`[${source}]`)).toEqual(JSON.parse(`[${source}]`));
        expect(typeof (readJson(`[${source}]`) as unknown[])[0]).toBe("number");
    });

    it("read anything else as JSON.parse does", () => {
        const text = '{"a":"\\"1e400, \\\\","b\\\\":[true,false,null,{}],"__proto__":{"x":1e2},"c":"12345678901234567890","\\u0031e400":"","é":"\\ud83d"}';
        expect(readJson(text)).toEqual(JSON.parse(text));
        expect(writeJson(readJson(text))).toBe(JSON.stringify(JSON.parse(text)));
        const mixed = `[${text},1e400]`;
        expect(writeJson(readJson(mixed))).toBe(`[${JSON.stringify(JSON.parse(text))},1e400]`);
    });

    it.each(["", "{", "{1e400:1}", "[01e400]", "[1e400", "1e400x", "[-]", "[1.e400]", '"1e400'])("refuse %j", (text) => {
        expect(() => readJson(text)).toThrow(SyntaxError);
    });

    it("are not long about hostile texts", () => {
        const digits = "0".repeat(1_000_000);
        const start = performance.now();
        const text = `[0.${digits}1,"${"\\\\".repeat(500_000)}",1e${"9".repeat(10_000)}]`;
        expect(writeJson(readJson(text)) === text).toBe(true);
        expect(performance.now() - start).toBeLessThan(5_000);
    });

    it("show values in a line", () => {
        expect([shown("x"), shown(null), shown(undefined), shown(readJson("1e400")), shown([readJson("1e400"), 1, "x"])])
            .toEqual(["x", "", "", "1e400", '[1e400,1,"x"]']);
    });

    it("make numbers that count as the nearest of JavaScript's", () => {
        const number = readJson("9007199254740993");
        expect(isNumber(number)).toBe(true);
        expect(isObject(number)).toBe(false);
        expect((number as number) - 1).toBe(9007199254740991);
        expect(isNumber("1")).toBe(false);
    });

    it("send them as they are, or say that the browser can't", () => {
        const value = readJson('{"n":1e400}');
        if ("rawJSON" in JSON) {
            expect(JSON.stringify(value)).toBe('{"n":1e400}');
        } else {
            expect(() => JSON.stringify(value)).toThrow("can't send 1e400");
        }
    });
});
