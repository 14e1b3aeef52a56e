/** Shows the server's OpenAPI document as a page: its calls by tag, with parameters, bodies and responses. */

import { type Content, exampleValues, type OpenApi, type Operation, operations, schemaText } from "./openapi.ts";

function element(name: string, text = "", ...children: Node[]): HTMLElement {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
}

function table(head: string[], rows: string[][]): HTMLElement {
    const made = element("table");
    made.append(row("th", head), ...rows.map(cells => row("td", cells)));
    return made;
}

function row(cell: string, texts: string[]): HTMLElement {
    return element("tr", "", ...texts.map(text => element(cell, text)));
}

function details(operation: Operation, api: OpenApi): HTMLElement {
    const { method, path, call } = operation;
    const made = element("details", "", element("summary", "",
        element("b", method), element("code", path), document.createTextNode(" " + (call.summary ?? ""))));
    if (call.description) {
        made.append(element("p", call.description));
    }
    if (call.parameters?.length) {
        made.append(table(["parameter", "in", "type", "meaning"], call.parameters.map(parameter => [
            parameter.name + (parameter.required ? " (required)" : ""), parameter.in,
            schemaText(parameter.schema, api), parameter.description ?? ""])));
    }
    for (const [type, content] of Object.entries(call.requestBody?.content ?? {})) {
        made.append(table(["request body", "shape"], [[type, schemaText(content.schema, api)]]), ...examples(content, api));
    }
    made.append(table(["response", "meaning"],
        Object.entries(call.responses ?? {}).map(([status, response]) => [status, response.description ?? ""])));
    for (const response of Object.values(call.responses ?? {})) {
        made.append(...Object.values(response.content ?? {}).flatMap(content => examples(content, api)));
    }
    return made;
}

function examples(content: Content, api: OpenApi): HTMLElement[] {
    return exampleValues(content, api).map(value => element("pre",
        typeof value === "string" ? value : JSON.stringify(value, null, 2)));
}

async function show(target: HTMLElement): Promise<void> {
    try {
        const response = await fetch("/openapi", { headers: { Accept: "application/json" } });
        if (!response.ok) {
            throw new Error(`HTTP ${String(response.status)}`);
        }
        const api = await response.json() as OpenApi;
        for (const [tag, calls] of operations(api)) {
            target.append(element("h2", tag), ...calls.map(call => details(call, api)));
        }
    } catch (error) {
        target.append(element("p", `The OpenAPI document can't be read: ${String(error)}`));
    }
}

const target = document.getElementById("api");
if (target) {
    void show(target);
}
