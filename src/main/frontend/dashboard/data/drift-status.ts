/** How a drift status looks; one that is not known is quiet. */
export function driftTone(status: string | undefined): "good" | "warn" | "bad" | "quiet" {
    switch (status) {
        case "NO_DRIFT":
            return "good";
        case "DRIFT_DETECTED":
            return "warn";
        case "DRIFT_CONFIRMED":
            return "bad";
        default:
            return "quiet";
    }
}

/** A drift status for people. */
export function words(status: string | undefined): string {
    return (status ?? "unknown").toLowerCase().replaceAll("_", " ");
}
