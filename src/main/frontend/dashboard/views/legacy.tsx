import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { LegacyUsage } from "../data/answers.ts";
import { call } from "../data/api.ts";
import { ago, count, day, duration, NOTHING, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import { Chart, type Line } from "../ui/chart.tsx";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Empty, Failure, Loading, Status, Tile } from "../ui/parts.tsx";
import type { Theme } from "../ui/theme.ts";

const POLL_MS = 5_000;
const USES: Line[] = [{ label: "uses an hour", colour: "--series-4", as: "bars" }];
const HOUR_SECONDS = 3_600;

/** Who still uses what is deprecated. */
export function LegacyView({ theme }: { theme: Theme }): VNode {
    const read = useCallback(() => call<LegacyUsage>("observability/legacy-usage?limit=1000"), []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const now = useNow(1_000);
    return (
        <>
            <div class="bar">
                <h1>Legacy</h1>
                <span class="faint">who still uses the legacy addresses, or sends messages without the envelope</span>
            </div>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : (
                <>
                    <Verdict usage={data} />
                    <Figures usage={data} now={now} />
                    <Chart
                        title="Trend"
                        lines={USES}
                        columns={trendColumns(data.trend)}
                        version={JSON.stringify(data.trend.at(-1))}
                        theme={theme}
                        format={(value) => (value === null ? NOTHING : whole(value))}
                        atLeast={4}
                        span={24 * HOUR_SECONDS}
                        empty="No legacy use yet"
                    />
                    <Clients usage={data} now={now} />
                    <Endpoints usage={data} now={now} />
                </>
            )}
        </>
    );
}

/** The trend as columns of a chart. */
export function trendColumns(trend: LegacyUsage["trend"]): [number[], number[]] {
    return [trend.map(({ start }) => Date.parse(start) / 1000 + HOUR_SECONDS / 2), trend.map((hour) => hour.count)];
}

function Verdict({ usage }: { usage: LegacyUsage }): VNode {
    return (
        <section class={`card health ${usage.ready_to_retire ? "" : "is-degraded"}`} aria-label="Verdict">
            <Status tone={usage.ready_to_retire ? "good" : "warn"}>
                {usage.ready_to_retire ? "ready to retire" : "not ready to retire"}
            </Status>
            <div>
                <p>{usage.ready_to_retire_reason}.</p>
                {usage.left_to_do.length > 0 && (
                    <ol class="todo">
                        {usage.left_to_do.map((step) => (
                            <li key={step}>{step}</li>
                        ))}
                    </ol>
                )}
            </div>
        </section>
    );
}

function Figures({ usage, now }: { usage: LegacyUsage; now: Date }): VNode {
    const sunset = usage.sunset === null ? null : new Date(usage.sunset);
    const left = sunset === null ? 0 : (sunset.getTime() - now.getTime()) / 1000;
    const connected = usage.clients.filter((client) => client.connected).length;
    return (
        <dl class="tiles">
            <Tile
                name="Clients to migrate"
                value={whole(usage.total_clients)}
                note={
                    usage.clients_forgotten > 0
                        ? `${whole(usage.clients_forgotten)} more not listed`
                        : `${whole(connected)} connected now`
                }
            />
            <Tile name="Uses" value={whole(usage.total)} note="since the start of the server" />
            <Tile
                name="Legacy addresses"
                value={
                    <Status tone={usage.enabled ? "warn" : "quiet"}>{usage.enabled ? "open" : "switched off"}</Status>
                }
                note={usage.enabled ? "and deprecated" : "they answer 410"}
            />
            <Tile
                name="Sunset"
                value={
                    <span class="small-figure">
                        {sunset === null ? "not set" : left > 0 ? `in ${duration(left)}` : `${duration(-left)} ago`}
                    </span>
                }
                note={sunset === null ? "set wirescope.legacy.sunset" : day(sunset)}
            />
        </dl>
    );
}

function Clients({ usage, now }: { usage: LegacyUsage; now: Date }): VNode {
    if (usage.clients.length === 0) {
        return (
            <Empty title="No client left to migrate">
                No client has used a legacy address or sent a message without the envelope since the server started.
            </Empty>
        );
    }
    const most = Math.max(1, ...usage.clients.map((client) => client.count));
    return (
        <section class="card" aria-labelledby="clients-title">
            <h2 id="clients-title">Clients to migrate</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Clients that are left">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Client</th>
                            <th scope="col">Address</th>
                            <th scope="col" class="num">
                                Uses
                            </th>
                            <th scope="col" class="wide">
                                <span class="unseen">Share</span>
                            </th>
                            <th scope="col">Last</th>
                            <th scope="col">First</th>
                            <th scope="col">From</th>
                        </tr>
                    </thead>
                    <tbody>
                        {usage.clients.slice(0, 200).map((client) => (
                            <tr key={`${client.endpoint} ${client.client_id}`}>
                                <th scope="row" class="cut">
                                    <a href={link("live", "", new URLSearchParams({ client: client.client_id }))}>
                                        {client.client_id}
                                    </a>
                                    {client.connected && <Status tone="warn">connected</Status>}
                                </th>
                                <td class="mono cut">{client.endpoint}</td>
                                <td class="num">{whole(client.count)}</td>
                                <td>
                                    <meter
                                        min={0}
                                        max={most}
                                        value={client.count}
                                        aria-label={count(client.count, "use")}
                                    />
                                </td>
                                <td title={client.last_seen}>{ago(new Date(client.last_seen), now)}</td>
                                <td title={client.first_seen}>{ago(new Date(client.first_seen), now)}</td>
                                <td class="cut">
                                    <span>{client.client_remote}</span>
                                    <span class="sub cut">{client.user_agent ?? "no User-Agent"}</span>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {usage.total_clients > 200 && (
                <p class="faint">These are the 200 that use them most, of {whole(usage.total_clients)}.</p>
            )}
        </section>
    );
}

function Endpoints({ usage, now }: { usage: LegacyUsage; now: Date }): VNode | null {
    return usage.endpoints.length === 0 ? null : (
        <section class="card" aria-labelledby="ways-title">
            <h2 id="ways-title">Legacy addresses and messages</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Legacy addresses and messages">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">What</th>
                            <th scope="col" class="num">
                                Uses
                            </th>
                            <th scope="col">Last</th>
                            <th scope="col">First</th>
                        </tr>
                    </thead>
                    <tbody>
                        {usage.endpoints.map((way) => (
                            <tr key={way.endpoint}>
                                <th scope="row" class="mono cut">
                                    {way.endpoint}
                                </th>
                                <td class="num">{whole(way.count)}</td>
                                <td>{ago(new Date(way.last_seen), now)}</td>
                                <td>{ago(new Date(way.first_seen), now)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}
