import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** As much of JSON Schema as the published one uses for the shape of payloads. */
interface Schema {
    $ref?: string;
    $defs?: Record<string, Schema>;
    const?: unknown;
    enum?: unknown[];
    type?: string | string[];
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    allOf?: Schema[];
    anyOf?: Schema[];
    oneOf?: Schema[];
}

const SCHEMA = new URL("../../../webapp/schemas/envelope-v1.json", import.meta.url);
const MESSAGES = fileURLToPath(new URL("../messages.ts", import.meta.url));

const schema = JSON.parse(readFileSync(SCHEMA, "utf8")) as Schema;
const definitions = schema.$defs ?? {};
const program = ts.createProgram([MESSAGES], {
    strict: true, exactOptionalPropertyTypes: true, noEmit: true, allowImportingTsExtensions: true, target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [],
});
const checker = program.getTypeChecker();
const { Undefined, Null, String: Text, StringLiteral, Number: Numeric, NumberLiteral, BooleanLike, Unknown } = ts.TypeFlags;

const FLAGS: Readonly<Record<string, ts.TypeFlags>> =
    { string: Text, number: Numeric, integer: Numeric, boolean: BooleanLike, null: Null };

const SENT_BY_CLIENTS: readonly string[] = ["publishPayload", "authRefreshPayload"];

/** The types of the payloads, by the type of message. */
function payloads(): Map<string, ts.Type> {
    const source = program.getSourceFile(MESSAGES);
    const module = source && checker.getSymbolAtLocation(source);
    const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.getName() === "Payloads");
    if (found === undefined) {
        throw new Error("messages.ts has no Payloads");
    }
    return new Map(checker.getDeclaredTypeOfSymbol(found).getProperties()
        .map((property) => [property.getName(), checker.getTypeOfSymbol(property)]));
}

/** `drift.status` is defined as `driftStatusPayload`. */
function definitionOf(type: string): string {
    return `${type.replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase())}Payload`;
}

/** All that a schema says, with what it refers to; alternatives are left to {@link compare}. */
function resolved(of: Schema): Schema {
    const parts = [of, ...(of.allOf ?? []), ...(of.$ref === undefined ? [] : [definitions[of.$ref.replace("#/$defs/", "")] ?? {}])];
    return parts.length === 1 ? of : Object.assign({}, ...parts.slice(1).map(resolved), { ...of, allOf: undefined }) as Schema;
}

/** Says where a type of TypeScript and a schema differ in what they let through. */
function compare(type: ts.Type, of: Schema, path: string): string[] {
    const { anyOf, oneOf, const: only, enum: values, type: names, properties, items } = resolved(of);
    const parts = type.isUnion() ? type.types : [type];
    const accepts = (flags: ts.TypeFlags): boolean => parts.some((part) => (part.flags & flags) !== 0);
    if (anyOf ?? oneOf) {
        return (anyOf ?? oneOf ?? []).flatMap((each) => compare(type, each, path));
    }
    if (only !== undefined || values !== undefined) {
        return (values ?? [only]).flatMap((value) => (acceptsLiteral(parts, value) ? [] : [`${path}: ${JSON.stringify(value)}`]));
    }
    if (names === undefined) {
        return accepts(Unknown) ? [] : [`${path}: anything`];
    }
    return [names].flat().flatMap((name) => {
        switch (name) {
            case "object":
                return properties === undefined ? [] : compareObject(type, resolved(of), path);
            case "array": {
                const element = parts.map((part) => checker.getIndexTypeOfType(part, ts.IndexKind.Number)).find(Boolean);
                return element === undefined ? [`${path}: an array`] : compare(element, items ?? {}, `${path}[]`);
            }
            default: {
                const flags = FLAGS[name];
                return flags !== undefined && accepts(flags) ? [] : [`${path}: ${name}`];
            }
        }
    });
}

function acceptsLiteral(parts: readonly ts.Type[], value: unknown): boolean {
    return parts.some((part) => (part.flags & (typeof value === "string" ? Text : Numeric)) !== 0
        || ((part.flags & (StringLiteral | NumberLiteral)) !== 0 && (part as ts.LiteralType).value === value)
        || (typeof value === "boolean" && checker.typeToString(part) === String(value)));
}

function compareObject(type: ts.Type, { properties = {}, required = [] }: Schema, path: string): string[] {
    const members = new Map(checker.getNonNullableType(type).getProperties().map((member) => [member.getName(), member]));
    const unknown = [...members.keys()].filter((name) => !(name in properties)).map((name) => `${path}.${name}: not in the schema`);
    return unknown.concat(Object.entries(properties).flatMap(([name, property]) => {
        const member = members.get(name);
        if (member === undefined) {
            return [`${path}.${name}: not in the type`];
        }
        const optional = (member.flags & ts.SymbolFlags.Optional) !== 0;
        return optional === required.includes(name) ? [`${path}.${name}: optional in one of the two alone`]
            : compare(withoutUndefined(checker.getTypeOfSymbol(member)), property, `${path}.${name}`);
    }));
}

// What an optional member may be when it is there.
function withoutUndefined(type: ts.Type): ts.Type {
    return type.isUnion() && type.types.some((part) => (part.flags & Undefined) !== 0)
        && !type.types.some((part) => (part.flags & Null) !== 0) ? checker.getNonNullableType(type) : type;
}

describe("the types of payloads", () => {
    it("are those that the schema has", () => {
        expect([...payloads().keys()].map(definitionOf).sort())
            .toEqual(Object.keys(definitions).filter((name) => name.endsWith("Payload") && !SENT_BY_CLIENTS.includes(name)).sort());
    });

    it.each([...payloads()])("let through what the schema does: %s", (name, type) => {
        expect(compare(type, { $ref: `#/$defs/${definitionOf(name)}` }, name)).toEqual([]);
    });

    it("are told from others", () => {
        const differences = (name: string, of: Schema): string[] =>
            [...payloads()].filter(([type]) => type === name).flatMap(([, type]) => compare(type, of, name));
        expect(differences("ping", { type: "object", required: [], properties: { heartbeat_count: { type: "integer" } } }))
            .toEqual(["ping.heartbeat_count: optional in one of the two alone"]);
        expect(differences("ping", { type: "object", required: ["heartbeat_count"], properties: { heartbeat_count: { type: "string" } } }))
            .toEqual(["ping.heartbeat_count: string"]);
        expect(differences("ping", { type: "object", required: ["n"], properties: { n: { type: "string" } } }))
            .toEqual(["ping.heartbeat_count: not in the schema", "ping.n: not in the type"]);
        expect(differences("drift.status", { type: "object", properties: { status: { enum: ["NO_DRIFT", "MAYBE"] } },
            required: ["status"] })).toContain('drift.status.status: "MAYBE"');
    });
});
