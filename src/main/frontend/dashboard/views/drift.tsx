import type { VNode } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { WirescopeClient, type DriftStatusPayload, type EventPayload } from "wirescope-client";
import type { DriftStanding, EventPage } from "../data/answers.ts";
import { call, PAGE_ID } from "../data/api.ts";
import { driftTone, words } from "../data/drift-status.ts";
import { ago, day, NOTHING, plotted } from "../data/format.ts";
import { isNumber, shown } from "../data/json.ts";
import { Chart, type Line } from "../ui/chart.tsx";
import { useAccess } from "../ui/access.ts";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Empty, Failure, Loading, RequestLink, Status } from "../ui/parts.tsx";
import type { Theme } from "../ui/theme.ts";
import { Models } from "./models.tsx";

const CHANNEL = "events:drift.status";
const POLL_MS = 15_000;
const SCORE: Line[] = [{ label: "score", colour: "--series-1", as: "points" }];

interface Drift {
    standing: DriftStanding;
    /** Newest first. */
    history: (EventPayload & { data: Partial<DriftStatusPayload> })[];
}

/** How the models drift, now and before. */
export function DriftView({ query, theme }: { query: URLSearchParams; theme: Theme }): VNode {
    const read = useCallback(async (): Promise<Drift> => {
        const [standing, page] = await Promise.all([
            call<DriftStanding>("drift/status"),
            call<EventPage>("observability/events?event_type=drift.status&limit=1000"),
        ]);
        return { standing, history: page.events };
    }, []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const listening = useStatements(reload);
    const now = useNow(1_000);
    return (
        <>
            <div class="bar">
                <h1>Drift</h1>
                {listening ? <Status tone="good">listening</Status> : <Status tone="quiet">connecting…</Status>}
                {data !== null && !data.standing.broadcast_enabled && <Status tone="warn">not sent to clients</Status>}
            </div>
            <Models query={query} theme={theme} />
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : data.standing.drift_status === null && data.history.length === 0 ? (
                <Empty title="No drift status reported yet">
                    A model’s monitor reports it with <code>POST /api/v2/drift/status</code>, or the server computes it from{" "}
                    <code>inference.audit</code> events (<code>wirescope.drift.detector=on</code>); it appears here at once.
                </Empty>
            ) : (
                <>
                    {data.standing.drift_status !== null && <Current status={data.standing.drift_status} now={now} />}
                    <History history={data.history} theme={theme} />
                </>
            )}
        </>
    );
}

/** Receives every status as clients do. {@return whether none would be missed} */
function useStatements(stated: () => void): boolean {
    const [listening, setListening] = useState(false);
    const access = useAccess();
    useEffect(() => {
        const client = new WirescopeClient(new URL("ws/client", document.baseURI), {
            clientId: access.clientId(`${PAGE_ID}-drift`),
            role: "admin",
            channels: [CHANNEL],
        });
        const joined = () => {
            setListening(true);
            stated(); // what was stated before
        };
        client.on("state", (state) => {
            if (state !== "open") {
                setListening(false);
            }
        });
        client.on("open", ({ session }) => {
            if (session.positions.some(({ channel }) => channel === CHANNEL)) {
                joined(); // we are still in it
            }
        });
        client.on("subscribed", joined);
        client.on("event", stated);
        client.connect();
        return () => {
            client.close();
        };
    }, [stated]);
    return listening;
}

function Current({ status, now }: { status: DriftStatusPayload; now: Date }): VNode {
    const metrics = Object.entries(status.metrics);
    return (
        <section class={`card drift-now drift-${driftTone(status.status)}`} aria-label="Current status">
            <div class="drift-head">
                <div>
                    <p class="faint">{status.model_name ?? "A model without a name"}</p>
                    <p class="verdict">
                        <Status tone={driftTone(status.status)}>{words(status.status)}</Status>
                    </p>
                    <p class="faint" title={status.calculated_at}>
                        calculated {ago(new Date(status.calculated_at), now)}
                    </p>
                </div>
                <div class="score">
                    <p class="figure">{shown(status.drift_score)}</p>
                    <p class="faint">drift score</p>
                </div>
            </div>
            <dl class="members">
                <div>
                    <dt>Components</dt>
                    <dd>
                        {status.affected_components.length === 0 ? (
                            <span class="faint">none is affected</span>
                        ) : (
                            status.affected_components.slice(0, 50).map((name) => (
                                <span class="pill" key={name}>
                                    {name}
                                </span>
                            ))
                        )}
                        {status.affected_components.length > 50 &&
                            ` and ${String(status.affected_components.length - 50)} more`}
                    </dd>
                </div>
                {metrics.slice(0, 50).map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd class="mono cut">{value === null ? "null" : shown(value)}</dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}

function finite(score: unknown): number | null {
    const value = Number(score);
    return Number.isFinite(value) ? value : null;
}

function History({ history, theme }: { history: Drift["history"]; theme: Theme }): VNode {
    const oldestFirst = history.filter((event) => isNumber(event.data.drift_score)).reverse();
    const columns = [
        oldestFirst.map((event) => event.timestamp),
        oldestFirst.map((event) => finite(event.data.drift_score)),
    ];
    return (
        <>
            {oldestFirst.length > 1 && (
                <Chart
                    title="Drift score over time"
                    lines={SCORE}
                    columns={columns}
                    version={history[0]?.sequence}
                    theme={theme}
                    format={plotted}
                    atLeast={1}
                    span={60}
                />
            )}
            <section class="card" aria-labelledby="history-title">
                <h2 id="history-title">History</h2>
                {history.length === 0 ? (
                    <p class="faint">The statements have left the server’s buffer.</p>
                ) : (
                    <div class="scroll" tabindex={0} role="region" aria-label="History of drift">
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">When</th>
                                    <th scope="col">Model</th>
                                    <th scope="col">Status</th>
                                    <th scope="col" class="num">
                                        Score
                                    </th>
                                    <th scope="col">Components</th>
                                    <th scope="col">Request</th>
                                </tr>
                            </thead>
                            <tbody>
                                {history.slice(0, 200).map((event) => (
                                    <tr key={event.sequence}>
                                        <th scope="row" class="mono">
                                            {day(new Date(event.timestamp * 1000))}
                                        </th>
                                        <td class="cut">{event.data.model_name ?? NOTHING}</td>
                                        <td>
                                            <Status tone={driftTone(event.data.status)}>
                                                {words(event.data.status)}
                                            </Status>
                                        </td>
                                        <td class="num">{shown(event.data.drift_score) || NOTHING}</td>
                                        <td class="cut">
                                            {(event.data.affected_components ?? []).join(", ") || NOTHING}
                                        </td>
                                        <td class="cut">
                                            <RequestLink id={event.request_id} />
                                        </td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </div>
                )}
            </section>
        </>
    );
}
