import type { JsonObject } from "wirescope-client";

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof SourceNumber);
}

/**
 * A number that JavaScript's own can't hold: it has too many digits or is too large. It counts as the nearest that can, and
 * is written as it came.
 */
export class SourceNumber extends Number {
    readonly source: string;

    constructor(source: string) {
        super(source);
        this.source = source;
    }

    override toString(): string {
        return this.source;
    }

    /** @throws {Error} where the browser can't write a number other than its own */
    toJSON(): unknown {
        const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };
        if (rawJSON === undefined) {
            throw new Error(`This browser can't send ${this.source} in an envelope: send it under “Any text”`);
        }
        return rawJSON(this.source);
    }
}

/** Whether a value is a number, be it one of JavaScript's own or not. */
export function isNumber(value: unknown): value is number | SourceNumber {
    return typeof value === "number" || value instanceof SourceNumber;
}

/** Unknown to those who send texts: a string that begins with it is a number that was marked here. */
const MARK = crypto.getRandomValues(new Uint32Array(4)).join("-") + ":";

/**
 * Reads JSON as `JSON.parse` does, but for numbers that JavaScript would change: those become a {@link SourceNumber}.
 *
 * @throws {SyntaxError} where it is no JSON
 */
export function readJson(text: string): unknown {
    const plain: unknown = JSON.parse(text);
    const marked = markNumbers(text);
    return marked === text
        ? plain
        : JSON.parse(marked, (_, value: unknown) =>
              typeof value === "string" && value.startsWith(MARK) ? new SourceNumber(value.slice(MARK.length)) : value,
          );
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;

// Puts a marked string in the place of each number that would change. The text is JSON.
function markNumbers(text: string): string {
    let out = "";
    let copied = 0;
    for (let i = 0; i < text.length; ) {
        const character = text.charCodeAt(i);
        if (character === 0x22) {
            i = endOfString(text, i);
        } else if (character === 0x2d || (character >= 0x30 && character <= 0x39)) {
            NUMBER.lastIndex = i;
            const source = NUMBER.exec(text)?.[0] ?? "-";
            if (changes(source)) {
                out += text.slice(copied, i) + JSON.stringify(MARK + source);
                copied = i + source.length;
            }
            i += source.length;
        } else {
            i++;
        }
    }
    return out + text.slice(copied);
}

/** Where the string that begins at a place is over. */
function endOfString(text: string, start: number): number {
    for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
        let before = quote;
        while (text[before - 1] === "\\") {
            before--;
        }
        if ((quote - before) % 2 === 0) {
            return quote + 1;
        }
    }
    return text.length;
}

/** So many digits JavaScript keeps, whatever they are. */
const SAFE_DIGITS = 15;

// Whether JavaScript makes another number of it than it is.
function changes(source: string): boolean {
    return (source.length > SAFE_DIGITS || /e/iu.test(source)) && scientific(source) !== scientific(String(Number(source)));
}

/** A number in the one form that all its spellings have. */
function scientific(number: string): string {
    const [, sign = "", whole = "", fraction = "", exponent = "0"] =
        /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/iu.exec(number) ?? [];
    const digits = whole + fraction;
    let first = 0;
    while (digits[first] === "0") {
        first++;
    }
    let end = digits.length;
    while (end > first && digits[end - 1] === "0") {
        end--;
    }
    const power = BigInt(exponent) + BigInt(digits.length - end - fraction.length);
    return first === end ? "0" : `${sign}${digits.slice(first, end)}e${String(power)}`;
}

/** Writes JSON as `JSON.stringify` does, and a {@link SourceNumber} as it came. */
export function writeJson(value: unknown): string {
    if (value instanceof SourceNumber) {
        return value.source;
    }
    if (Array.isArray(value)) {
        return `[${value.map(writeJson).join(",")}]`;
    }
    if (isObject(value)) {
        return `{${Object.entries(value)
            .map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`)
            .join(",")}}`;
    }
    return value === undefined ? "null" : JSON.stringify(value);
}

/** A value in a line of text: a string as it is, anything else as JSON, and nothing for what is not there. */
export function shown(value: unknown): string {
    return typeof value === "string" ? value : value === undefined || value === null ? "" : writeJson(value);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;
const INDENT = "  ";

/** Deeper than this the text is not indented further: a hostile sender must not make it grow with its square. */
const DEEPEST = 50;

/**
 * Indents JSON without reading its values, so that numbers keep their digits and a duplicate member stays
 * twice. Text that is not JSON is returned unchanged.
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
