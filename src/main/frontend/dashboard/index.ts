/** The smallest dashboard: how the server fares, as it says itself. */
import "./index.css";

const status = document.querySelector("#status");
const issues = document.querySelector("#issues");

async function show(): Promise<void> {
    const answer = await fetch("/api/v2/observability/health");
    const { data } = (await answer.json()) as { data: { status: string; issues: string[] } };
    if (status !== null && issues !== null) {
        status.textContent = data.status;
        issues.textContent = data.issues.join("; ");
    }
}

void show();
