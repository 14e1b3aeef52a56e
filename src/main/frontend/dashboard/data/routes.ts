import type { CallFailure, Outcome, RouteStanding } from "./answers.ts";
import { duration, millis } from "./format.ts";

/** A failed call and whose it was. */
export interface RouteFailure extends CallFailure {
    route: string;
}

type Tone = "good" | "warn" | "bad" | "quiet";

const OUTCOME_TONES: Record<Outcome, Tone> = {
    answered: "good",
    refused: "warn",
    failed: "bad",
    timeout: "bad",
    rejected: "bad",
};

/** How an outcome looks; one that is not known is quiet. */
export function outcomeTone(outcome: string): Tone {
    return new Map<string, Tone>(Object.entries(OUTCOME_TONES)).get(outcome) ?? "quiet";
}

/** How a breaker stands, in words. */
export function breaker(of: Pick<RouteStanding, "breaker" | "breaker_retry_in_ms">): { tone: Tone; text: string } {
    switch (of.breaker) {
        case "closed":
            return { tone: "good", text: "closed" };
        case "half_open":
            return { tone: "warn", text: "half open" };
        case "open":
            return { tone: "bad", text: of.breaker_retry_in_ms === null ? "open" : `open, next try in ${wait(of.breaker_retry_in_ms)}` };
    }
}

function wait(ms: number): string {
    return ms < 1_000 ? millis(ms) : duration(ms / 1_000);
}

/** The last failures of all routes or of one, the newest first. */
export function failures(routes: readonly RouteStanding[], only: string | null): RouteFailure[] {
    return routes
        .filter(({ route }) => only === null || route === only)
        .flatMap(({ route, failures: own }) => own.map((failure) => ({ ...failure, route })))
        .sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
}
