/** The members of an OpenAPI 3 document that the page shows. */
export interface OpenApi {
    paths?: Record<string, Record<string, Call>>;
    components?: { schemas?: Record<string, Schema>; examples?: Record<string, Example> };
}

export interface Call {
    tags?: string[];
    summary?: string;
    description?: string;
    parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
    requestBody?: { content?: Record<string, Content> };
    responses?: Record<string, { description?: string; content?: Record<string, Content> }>;
}

export interface Content {
    schema?: Schema;
    example?: unknown;
    examples?: Record<string, Example>;
}

export interface Example {
    $ref?: string;
    value?: unknown;
}

export interface Schema {
    $ref?: string;
    type?: string | string[];
    format?: string;
    enum?: unknown[];
    items?: Schema;
    properties?: Record<string, Schema>;
    oneOf?: Schema[];
    anyOf?: Schema[];
    allOf?: Schema[];
}

/** A call of the API. */
export interface Operation {
    method: string;
    path: string;
    call: Call;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

/** All calls by their first tag, tags and paths in the order of the alphabet. */
export function operations(api: OpenApi): [string, Operation[]][] {
    const byTag = new Map<string, Operation[]>();
    for (const path of Object.keys(api.paths ?? {}).sort()) {
        const item = api.paths?.[path] ?? {};
        for (const method of METHODS) {
            const call = item[method];
            if (call) {
                const tag = call.tags?.[0] ?? "Other";
                byTag.set(tag, [...byTag.get(tag) ?? [], { method: method.toUpperCase(), path, call }]);
            }
        }
    }
    return [...byTag].sort(([one], [other]) => one < other ? -1 : 1);
}

/** The values of a content's examples; references to shared ones are followed. */
export function exampleValues(content: Content, api: OpenApi): unknown[] {
    return [content.example, ...Object.values(content.examples ?? {}).map(({ $ref, value }) =>
        $ref ? api.components?.examples?.[$ref.slice($ref.lastIndexOf("/") + 1)]?.value : value)]
        .filter(value => value !== undefined);
}

/** A schema in one line, such as `{name: string, tags: [string]}`; references are followed a few levels deep. */
export function schemaText(schema: Schema | undefined, api: OpenApi, depth = 3): string {
    if (!schema) {
        return "any";
    }
    if (schema.$ref) {
        const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
        const found = api.components?.schemas?.[name];
        return found && depth > 0 ? schemaText(found, api, depth - 1) : name;
    }
    if (schema.enum) {
        return schema.enum.map(value => JSON.stringify(value)).join(" | ");
    }
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (alternatives) {
        return alternatives.map(each => schemaText(each, api, depth)).join(" | ");
    }
    if (schema.allOf) {
        return schema.allOf.map(each => schemaText(each, api, depth)).join(" & ");
    }
    if (schema.items) {
        return `[${schemaText(schema.items, api, depth)}]`;
    }
    if (schema.properties && depth > 0) {
        const members = Object.entries(schema.properties)
            .map(([name, member]) => `${name}: ${schemaText(member, api, depth - 1)}`);
        return `{${members.join(", ")}}`;
    }
    const type = [schema.type ?? "any"].flat().join(" | ");
    return schema.format ? `${type} (${schema.format})` : type;
}
