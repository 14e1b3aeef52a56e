import { WirescopeError } from "./errors.ts";

/** A JSON object of which nothing more is known. */
export type JsonObject = Record<string, unknown>;

/** The position of a message in a trace (W3C Trace Context). */
export interface TraceContext {
    /** 32 lower hex digits, not all zero. */
    trace_id?: string | null;
    /** The sender's span: 16 lower hex digits; older clients invent others. */
    span?: string | null;
    /** The span that caused it, likewise. */
    parent_span?: string | null;
    /** `01` where the sender records the trace, `00` where it does not. */
    trace_flags?: string | null;
    /** W3C `tracestate`, passed on as it is. */
    trace_state?: string | null;
}

/** What is said about a message, beside what it says. */
export interface Meta {
    retries?: number | null;
    debug?: boolean | null;
    /** The channel that the message came on. */
    channel?: string;
    /** Its place in the channel: rises by one with each message. */
    offset?: number;
    /** Changes whenever offsets restart. */
    epoch?: string;
    /** The client id of the client that published it; absent where the backend did. */
    publisher?: string;
    /** Whether this answers a message that had no envelope. */
    legacy_compatibility?: boolean;
    [member: string]: unknown;
}

/** A message, in both directions (wire contract, section 2). */
export interface Envelope<Type extends string = string, Payload = JsonObject> {
    envelope_version: 1;
    type: Type;
    /** RFC 3339. */
    timestamp: string;
    /** Is returned on every response to the message. */
    request_id?: string | null;
    trace?: TraceContext | null;
    payload: Payload;
    meta?: Meta | null;
}

/** The rule that a value breaks, and where. */
export interface Violation {
    /** The member, such as `trace.trace_id`; empty for the message itself. */
    member: string;
    /** What it must be. */
    rule: string;
}

const MAX_CHARACTERS = 128;
const MAX_TIMESTAMP = 64;

// RFC 3339, section 5.6
const TIMESTAMP =
    /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))t((?:[01]\d|2[0-3]):[0-5]\d):(?:([0-5]\d)|60)(?:\.\d+)?(z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
// eslint-disable-next-line no-control-regex -- control characters are what the rule is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Checks whether a value is an envelope, by the rules that the server has for what clients send, and a client may
 * rely on in what the server sends.
 */
export function isEnvelope(value: unknown): value is Envelope {
    return violation(value) === undefined;
}

/**
 * Reads a message.
 *
 * A duplicate member name and nesting below 256 levels are accepted, where the server refuses both:
 * `JSON.parse` does not report them. Numbers are what JavaScript makes of them.
 *
 * @param parseJson reads them otherwise
 * @throws {WirescopeError} `INVALID_JSON` when the text is not JSON, `INVALID_ENVELOPE` when it is no envelope, with
 * `details.member` and `details.rule`
 */
export function parseEnvelope(text: string, parseJson: (text: string) => unknown = JSON.parse): Envelope {
    let value: unknown;
    try {
        value = parseJson(text);
    } catch (cause) {
        throw new WirescopeError("INVALID_JSON", "Not JSON", {}, cause);
    }
    return checked(value);
}

/** Gives a value back that is an envelope, and throws `INVALID_ENVELOPE` otherwise. */
export function checked(value: unknown): Envelope {
    const broken = violation(value);
    if (broken !== undefined) {
        throw new WirescopeError("INVALID_ENVELOPE", `${broken.member || "a message"} ${broken.rule}`, { ...broken });
    }
    return value as Envelope;
}

/** The first rule of the envelope that a value breaks; undefined when it is an envelope. */
export function violation(value: unknown): Violation | undefined {
    if (!isObject(value)) {
        return { member: "", rule: "must be a JSON object" };
    }
    for (const [member, rule, holds] of RULES) {
        if (!holds(at(value, member))) {
            return { member, rule };
        }
    }
    return undefined;
}

// The missing parent of a member is as good as a member that is missing.
function at(value: JsonObject, path: string): unknown {
    const [parent, child] = path.split(".") as [string, string?];
    return child === undefined ? value[parent] : (value[parent] as JsonObject | null | undefined)?.[child];
}

const STRING_OR_NULL = "must be a string or null";
const OBJECT_OR_NULL = "must be an object or null";

// A parent comes before its members.
const RULES: readonly (readonly [member: string, rule: string, holds: (value: unknown) => boolean])[] = [
    ["envelope_version", "must be the integer 1", (value) => value === 1],
    ["type", "must be a string of 1 to 128 characters", hasLength],
    ["timestamp", "must be an RFC 3339 timestamp", (value) => typeof value === "string" && isTimestamp(value)],
    ["request_id", "must be 1 to 128 characters without control characters, or null", optional(isId)],
    ["trace", OBJECT_OR_NULL, optional(isObject)],
    ["trace.trace_id", "must be 32 lower hex digits, not all zero, or null", optional(isTraceId)],
    ["trace.span", STRING_OR_NULL, optional(isString)],
    ["trace.parent_span", STRING_OR_NULL, optional(isString)],
    ["payload", "must be an object", isObject],
    ["meta", OBJECT_OR_NULL, optional(isObject)],
    ["meta.retries", "must be an integer or null", optional(Number.isInteger)],
    ["meta.debug", "must be a boolean or null", optional((value) => typeof value === "boolean")],
];

function optional(holds: (value: unknown) => boolean): (value: unknown) => boolean {
    return (value) => value === undefined || value === null || holds(value);
}

/** Checks whether a value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
    return typeof value === "string";
}

// Characters are Unicode code points.
function hasLength(value: unknown): value is string {
    // eslint-disable-next-line @typescript-eslint/no-misused-spread -- code points are meant
    return isString(value) && value !== "" && value.length <= 2 * MAX_CHARACTERS && [...value].length <= MAX_CHARACTERS;
}

/** Checks whether a value may be an id: 1 to 128 characters, no control characters (wire contract, section 1). */
export function isId(value: unknown): value is string {
    return hasLength(value) && !CONTROL.test(value);
}

function isTraceId(value: unknown): boolean {
    return isString(value) && TRACE_ID.test(value);
}

function isTimestamp(text: string): boolean {
    const found = text.length <= MAX_TIMESTAMP ? TIMESTAMP.exec(text) : null;
    const [, day = "", minute, second = "59", zone = ""] = found ?? [];
    const written = (time: string): string | null => new Date(`${day}T${time}`).toJSON();
    // There is no 30th of February, and a year of five digits could not be written again.
    return found !== null && written("00:00Z")?.startsWith(day) === true
        && written(`${minute ?? ""}:${second}${zone.toUpperCase()}`)?.[4] === "-";
}
