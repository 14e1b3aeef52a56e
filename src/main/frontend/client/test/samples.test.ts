import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isEnvelope, parseEnvelope, violation, WirescopeError } from "../wirescope-client.ts";

/** The samples that the server's codec and the published schema are held to as well: see README.md beside them. */
const SAMPLES = new URL("../../../../test/resources/envelope-samples/", import.meta.url);

interface Sample {
    name: string;
    text: string;
    member?: string;
}

function samples(file: string): [string, Sample][] {
    const all = JSON.parse(readFileSync(new URL(file, SAMPLES), "utf8")) as Sample[];
    expect(all.length).toBeGreaterThan(5);
    return all.map((sample) => [sample.name, sample]);
}

function refusal(text: string): WirescopeError {
    try {
        parseEnvelope(text);
    } catch (error) {
        return error as WirescopeError;
    }
    throw new Error("it was taken");
}

describe("shared samples", () => {
    it.each([...samples("good.json"), ...samples("bad-from-server.json")])("good: %s", (_, { text }) => {
        const envelope = parseEnvelope(text);
        expect(envelope).toEqual(JSON.parse(text));
        expect(isEnvelope(envelope)).toBe(true);
    });

    it.each(samples("bad.json"))("bad: %s", (_, { text, member }) => {
        const error = refusal(text);
        expect(error).toBeInstanceOf(WirescopeError);
        if (error.code === "INVALID_JSON") {
            expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
            expect(member).toBe("");
        } else {
            expect(error).toMatchObject({ code: "INVALID_ENVELOPE", details: { member } });
            expect(violation(JSON.parse(text))?.member).toBe(member);
        }
    });

    it.each(samples("beyond-schema.json"))("either: %s", (_, { text }) => {
        let error: unknown;
        try {
            parseEnvelope(text);
        } catch (thrown) {
            error = thrown;
        }
        expect(error === undefined || error instanceof WirescopeError).toBe(true);
    });
});
