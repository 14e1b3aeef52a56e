import { describe, expect, it } from "vitest";
import { exampleValues, type OpenApi, operations, schemaText } from "../openapi.ts";

const api: OpenApi = {
    paths: {
        "/b": { post: { tags: ["Events"], summary: "publish" }, get: { tags: ["Events"] } },
        "/a": { get: { tags: ["Events"] }, parameters: {} },
        "/c": { delete: {} },
    },
    components: {
        schemas: {
            Node: { type: "object", properties: { name: { type: "string" }, next: { $ref: "#/components/schemas/Node" } } },
        },
    },
};

describe("the calls of an OpenAPI document", () => {
    it("stand under their tag, sorted by path", () => {
        expect(operations(api).map(([tag, calls]) => [tag, calls.map(call => `${call.method} ${call.path}`)]))
            .toEqual([["Events", ["GET /a", "GET /b", "POST /b"]], ["Other", ["DELETE /c"]]]);
    });
    it("are none in an empty document", () => {
        expect(operations({})).toEqual([]);
    });
});

describe("the examples of a content", () => {
    it("are its own and those that it refers to", () => {
        const shared: OpenApi = { components: { examples: { Sent: { value: { success: true } } } } };
        expect(exampleValues({
            example: 1,
            examples: { own: { value: "text" }, sent: { $ref: "#/components/examples/Sent" }, gone: { $ref: "#/gone" } },
        }, shared)).toEqual([1, "text", { success: true }]);
    });
    it("may be missing", () => {
        expect(exampleValues({}, {})).toEqual([]);
    });
});

describe("a schema in one line", () => {
    it.each([
        [undefined, "any"],
        [{}, "any"],
        [{ type: "string" }, "string"],
        [{ type: "string", format: "date-time" }, "string (date-time)"],
        [{ type: ["string", "null"] }, "string | null"],
        [{ enum: ["a", 1] }, "\"a\" | 1"],
        [{ type: "array", items: { type: "integer" } }, "[integer]"],
        [{ oneOf: [{ type: "string" }, { type: "number" }] }, "string | number"],
        [{ allOf: [{ type: "object" }, { $ref: "#/components/schemas/Gone" }] }, "object & Gone"],
    ])("%j is %s", (schema, text) => {
        expect(schemaText(schema, api)).toBe(text);
    });
    it("ends where a schema contains itself", () => {
        expect(schemaText({ $ref: "#/components/schemas/Node" }, api)).toBe("{name: string, next: Node}");
    });
});
