import type { VNode } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { EventPage } from "../data/answers.ts";
import { call } from "../data/api.ts";
import { ago, clock, NOTHING, whole } from "../data/format.ts";
import { isRefusal, SECURITY_TYPES, securityTone, securityTrend, toSecurityRow, worst, type SecurityRow } from "../data/security.ts";
import { Chart, type Line } from "../ui/chart.tsx";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Empty, Failure, Loading, RequestLink, Status } from "../ui/parts.tsx";
import type { Theme } from "../ui/theme.ts";

const POLL_MS = 5_000;
const MOST_WORST = 5;
const HOUR_SECONDS = 3_600;
const PATH = `observability/events?limit=1000&${SECURITY_TYPES.map((type) => `event_type=${type}`).join("&")}`;
const LINES: Line[] = [
    { label: "let in", colour: "--series-1", as: "bars" },
    { label: "refused", colour: "--series-4", as: "bars" },
];

/** Who came, who was refused and why. */
export function SecurityView({ theme }: { theme: Theme }): VNode {
    const read = useCallback(async () => (await call<EventPage>(PATH)).events.map(toSecurityRow), []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const [only, setOnly] = useState<"all" | "refused">("all");
    const now = useNow(5_000);
    const columns = data === null ? null : securityTrend(data, now.getTime() / 1000);
    return (
        <>
            <div class="bar">
                <h1>Security</h1>
                <span class="faint">who came, who was refused and why, of the events that the server still has</span>
            </div>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null || columns === null ? (
                failure === null && <Loading />
            ) : data.length === 0 ? (
                <Empty title="Nobody yet">
                    Logins, refusals and the ends of tokens appear here. In the modes local and open nobody is asked who they are.
                </Empty>
            ) : (
                <>
                    <Chart
                        title="The last hour, by the minute"
                        lines={LINES}
                        columns={columns}
                        version={`${String(data[0]?.sequence)} ${String(columns[0][0])}`}
                        theme={theme}
                        format={(value) => (value === null ? NOTHING : whole(value))}
                        atLeast={4}
                        span={HOUR_SECONDS}
                        empty="Nobody in the last hour"
                    />
                    <Worst rows={data} now={now} />
                    <section class="card" aria-labelledby="security-title">
                        <div class="bar">
                            <h2 id="security-title">Events</h2>
                            <span class="spacer" />
                            <div class="segments" role="group" aria-label="Which events">
                                {(["all", "refused"] as const).map((choice) => (
                                    <button
                                        type="button"
                                        key={choice}
                                        aria-pressed={only === choice}
                                        onClick={() => {
                                            setOnly(choice);
                                        }}
                                    >
                                        {choice === "all" ? "All" : "Refused"}
                                    </button>
                                ))}
                            </div>
                        </div>
                        <Table rows={data.filter(({ what }) => only === "all" || isRefusal(what))} now={now} />
                    </section>
                </>
            )}
        </>
    );
}

function Worst({ rows, now }: { rows: SecurityRow[]; now: Date }): VNode | null {
    const found = worst(rows, MOST_WORST);
    return found.length === 0 ? null : (
        <section class="card" aria-labelledby="worst-title">
            <h2 id="worst-title">Refused most</h2>
            <ul class="plain">
                {found.map(({ who, times, last }) => (
                    <li key={who}>
                        <span class="mono">{who}</span> {whole(times)}×{" "}
                        <span class="faint">last {ago(new Date(last * 1000), now)}</span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function Table({ rows, now }: { rows: SecurityRow[]; now: Date }): VNode {
    return (
        <div class="scroll" tabindex={0} role="region" aria-label="Security events">
            <table>
                <thead>
                    <tr>
                        <th scope="col">When</th>
                        <th scope="col">What</th>
                        <th scope="col">Who</th>
                        <th scope="col">Why</th>
                        <th scope="col">From</th>
                        <th scope="col">Request</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.sequence}>
                            <td title={new Date(row.at * 1000).toISOString()}>
                                <span class="mono">{clock(row.at)}</span>
                                <span class="sub">{ago(new Date(row.at * 1000), now)}</span>
                            </td>
                            <td>
                                <Status tone={securityTone(row.what)}>{row.what.replace("_", " ")}</Status>
                                {row.times > 1 && <span class="sub">{whole(row.times)} times</span>}
                            </td>
                            <th scope="row" class="cut">
                                {row.subject ?? NOTHING}
                                {row.clientId !== null && <span class="sub cut">as {row.clientId}</span>}
                            </th>
                            <td class="cut">
                                {row.reason ?? NOTHING}
                                {row.target !== null && <span class="sub mono cut">{row.target}</span>}
                            </td>
                            <td class="mono cut">{row.remote ?? NOTHING}</td>
                            <td class="mono cut">
                                <RequestLink id={row.requestId} />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
