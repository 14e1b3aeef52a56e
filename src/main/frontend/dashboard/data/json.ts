import type { JsonObject } from "wirescope-client";

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;
const INDENT = "  ";

/** Deeper than this the text is not indented further: a hostile sender must not make it grow with its square. */
const DEEPEST = 50;

/**
 * Indents JSON without reading its values, so that numbers keep their digits and a member that stands twice stays
 * twice. Text that is no JSON comes back as it is.
 */
export function pretty(text: string): string {
    try {
        JSON.parse(text);
    } catch {
        return text;
    }
    const tokens = text.match(TOKEN) ?? [];
    let depth = 0;
    let out = "";
    tokens.forEach((token, index) => {
        const next = tokens[index + 1];
        switch (token) {
            case "{":
            case "[":
                depth++;
                out += next === "}" || next === "]" ? token : token + line(depth);
                break;
            case "}":
            case "]": {
                const empty = tokens[index - 1] === "{" || tokens[index - 1] === "[";
                depth--;
                out += empty ? token : line(depth) + token;
                break;
            }
            case ",":
                out += "," + line(depth);
                break;
            case ":":
                out += ": ";
                break;
            default:
                out += token;
        }
    });
    return out;
}

function line(depth: number): string {
    return "\n" + INDENT.repeat(Math.min(depth, DEEPEST));
}
