import { Changes } from "./changes.ts";
import { DASHBOARD_PREFIX } from "./filter.ts";
import { isObject, readJson } from "./json.ts";

/** A call that was refused or got no response. */
export class ApiError extends Error {
    /** The HTTP status; 0 when there was no response. */
    readonly status: number;

    constructor(status: number, message: string) {
        super(message);
        this.name = "ApiError";
        this.status = status;
    }
}

const TIMEOUT_MS = 10_000;
const UNAUTHORIZED = 401;

/** Notifies of calls that were refused because nobody is logged in any more. */
class Lost extends Changes {
    on(listener: () => void): () => void {
        return this.watch(listener);
    }

    tell(): void {
        this.changed();
    }
}

/** What ends a session: a call that was refused for want of a credential. */
export const lost = new Lost();

/** Distinguishes this page's calls and connections from all others. */
export const PAGE_ID = DASHBOARD_PREFIX + crypto.getRandomValues(new Uint32Array(1)).join("").padStart(10, "0");

let calls = 0;

/**
 * Calls the API.
 *
 * @param path below `/api/v2/`
 * @param method GET by default
 * @param headers besides those of every call
 * @returns the response's `data`
 * @throws {ApiError} when the server refuses, can't be reached or does not respond within ten seconds
 */
export async function call<Data>(path: string, method = "GET", headers: Record<string, string> = {}): Promise<Data> {
    const answer = await request(`api/v2/${path}`, method, headers);
    let body: unknown;
    try {
        body = readJson(await answer.text());
    } catch {
        body = null;
    }
    if (isObject(body) && body.success === true) {
        return body.data as Data;
    }
    const message = isObject(body) && isObject(body.error) ? body.error.message : undefined;
    throw new ApiError(
        answer.status,
        typeof message === "string" ? message : `The server responded with ${String(answer.status)} without a message`,
    );
}

/** The metrics of the application, as text. Fails as {@link call} does. */
export async function metricsText(): Promise<string> {
    const answer = await request("metrics?scope=application", "GET");
    if (!answer.ok) {
        throw new ApiError(answer.status, `The metrics could not be read (${String(answer.status)})`);
    }
    return answer.text();
}

async function request(address: string, method: string, headers: Record<string, string> = {}): Promise<Response> {
    try {
        const answer = await fetch(new URL(address, document.baseURI), {
            method,
            headers: { "X-Request-ID": `${PAGE_ID}-${String(++calls)}`, Accept: "application/json, text/plain", ...headers },
            cache: "no-store",
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        if (answer.status === UNAUTHORIZED) {
            lost.tell();
        }
        return answer;
    } catch (failure) {
        const late = failure instanceof DOMException && failure.name === "TimeoutError";
        throw new ApiError(0, late ? "The server did not respond within ten seconds" : "The server can't be reached");
    }
}

/** A failure in words. */
export function reason(failure: unknown): string {
    return failure instanceof Error ? failure.message : String(failure);
}
