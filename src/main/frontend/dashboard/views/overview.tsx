import type { VNode } from "preact";
import { archiveFigures } from "../data/archive.ts";
import { bytes, count, duration, millis, NOTHING, rate, short, whole } from "../data/format.ts";
import type { HandlingTimes, Monitor } from "../data/monitor.ts";
import { link } from "../data/route.ts";
import { exportFigures } from "../data/trace.ts";
import { Chart, type Line } from "../ui/chart.tsx";
import { useChanges } from "../ui/hooks.ts";
import { Failure, Loading, Status, Tile, TypeTag } from "../ui/parts.tsx";
import type { Theme } from "../ui/theme.ts";

const EVENTS: Line[] = [{ label: "published", colour: "--series-1", area: true }];
const MESSAGES: Line[] = [
    { label: "in", colour: "--series-1" },
    { label: "out", colour: "--series-2" },
];
const ROLES: Line[] = [
    { label: "frontend", colour: "--series-1" },
    { label: "admin", colour: "--series-3" },
    { label: "test", colour: "--series-4" },
];
const HANDLING: Line[] = [
    { label: "p50", colour: "--series-1" },
    { label: "p95", colour: "--series-3" },
    { label: "p99", colour: "--series-5" },
];
const BUFFER: Line[] = [
    { label: "in the buffer", colour: "--series-1", area: true },
    { label: "in reserve", colour: "--series-4" },
];

/** Seconds that a running chart shows at least. */
const SPAN = 60;
const TOP_TYPES = 12;

/** How the server fares, at a glance. */
export function OverviewView({ monitor, theme }: { monitor: Monitor; theme: Theme }): VNode {
    useChanges(monitor);
    const { stats } = monitor;
    return (
        <>
            <div class="bar">
                <h1>Overview</h1>
                <span class="spacer" />
                <span class="faint aside">every 2 seconds, the last half hour</span>
            </div>
            {monitor.failure !== null && (
                <Failure>
                    {monitor.failure}. {stats === null ? "" : "The values below are not current. "}Retrying every two
                    seconds.
                </Failure>
            )}
            {stats === null ? (
                monitor.failure === null && <Loading />
            ) : (
                <>
                    {monitor.failure === null && <Health monitor={monitor} />}
                    <Tiles monitor={monitor} />
                    <Charts monitor={monitor} theme={theme} />
                    <Types monitor={monitor} />
                </>
            )}
        </>
    );
}

function Health({ monitor }: { monitor: Monitor }): VNode | null {
    const { health } = monitor;
    if (health === null) {
        return null;
    }
    return (
        <section class={`health card ${health.status === "healthy" ? "" : "is-degraded"}`} aria-label="Health">
            <Status tone={health.status === "healthy" ? "good" : "warn"}>{health.status}</Status>
            {health.issues.length === 0 ? (
                <span>No problem detected.</span>
            ) : (
                <ul>
                    {health.issues.map((issue) => (
                        <li key={issue}>{issue}</li>
                    ))}
                </ul>
            )}
        </section>
    );
}

function Tiles({ monitor }: { monitor: Monitor }): VNode | null {
    const { stats, health } = monitor;
    if (stats === null) {
        return null;
    }
    const { event_bus: bus, websockets } = stats;
    const limit = health?.checks.websockets.max_connections;
    const handled = monitor.handlingSoFar;
    const exported = exportFigures(health);
    const archive = archiveFigures(health, new Date());
    return (
        <dl class="tiles">
            <Tile
                name="Events"
                value={
                    <>
                        {rate(monitor.events.latest(0))}
                        <small> /s</small>
                    </>
                }
                note={`${short(bus.total_published)} since the start`}
            />
            <Tile
                name="Messages in"
                value={
                    <>
                        {rate(monitor.messages.latest(0))}
                        <small> /s</small>
                    </>
                }
                note={`${short(websockets.messages_in)}, ${bytes(websockets.bytes_in)}`}
            />
            <Tile
                name="Messages out"
                value={
                    <>
                        {rate(monitor.messages.latest(1))}
                        <small> /s</small>
                    </>
                }
                note={`${short(websockets.messages_out)}, ${bytes(websockets.bytes_out)}`}
            />
            <Tile
                name="Connections"
                value={<a href={link("connections")}>{whole(websockets.active_connections)}</a>}
                note={
                    limit === undefined
                        ? ""
                        : `limit ${whole(limit)}; average age ${duration(websockets.average_uptime)}`
                }
            />
            <Tile
                name="Handling time, p95"
                value={millis(scaled(handled?.p95))}
                note={handled === null ? (monitor.metricsFailure ?? "no message handled yet") : summary(handled)}
            />
            <Tile
                name="Buffer"
                value={
                    <>
                        {Math.round(stats.overall_health.buffer_utilization * 100)}
                        <small> %</small>
                    </>
                }
                note={
                    `${whole(bus.current_buffer_size)} of ${whole(bus.max_buffer_size)} events; ` +
                    `${short(bus.buffer_full_count)} evicted`
                }
            />
            {archive !== null && <Tile name="Archive" value={archive.state} note={archive.note} />}
            {exported !== null && <Tile name="Telemetry, dropped" value={exported.dropped} note={exported.note} />}
        </dl>
    );
}

function summary({ messages, p50, p99 }: HandlingTimes): string {
    return `of ${count(messages, "message")}; p50 ${millis(scaled(p50))}, p99 ${millis(scaled(p99))}`;
}

function scaled(micros: number | null | undefined): number | null {
    return micros === null || micros === undefined ? null : micros / 1000;
}

function Charts({ monitor, theme }: { monitor: Monitor; theme: Theme }): VNode {
    const version = monitor.connections.columns()[0]?.at(-1);
    const common = { version, theme, span: SPAN };
    const number = (value: number | null) => (value === null ? NOTHING : Number.isInteger(value) ? short(value) : "");
    return (
        <div class="charts">
            <Chart
                {...common}
                title="Events per second"
                lines={EVENTS}
                columns={monitor.events.columns()}
                format={rate}
            />
            <Chart
                {...common}
                title="Messages per second"
                lines={MESSAGES}
                columns={monitor.messages.columns()}
                format={rate}
            />
            <Chart
                {...common}
                title="Connections by role"
                lines={ROLES}
                columns={monitor.connections.columns()}
                format={number}
                atLeast={5}
            />
            <Chart
                {...common}
                title="Handling time"
                lines={HANDLING}
                columns={monitor.handling.columns()}
                format={millis}
                atLeast={0.05}
            />
            <Chart
                {...common}
                title="Events in memory"
                lines={BUFFER}
                columns={monitor.buffer.columns()}
                format={number}
                atLeast={monitor.stats?.event_bus.max_buffer_size ?? 1}
            />
            <Chart
                {...common}
                title="Traffic, KiB per second"
                lines={MESSAGES}
                columns={monitor.traffic.columns()}
                format={rate}
            />
        </div>
    );
}

function Types({ monitor }: { monitor: Monitor }): VNode {
    const all = Object.entries(monitor.stats?.event_bus.events_by_type ?? {}).sort(([, a], [, b]) => b - a);
    const most = Math.max(1, ...all.map(([, published]) => published));
    return (
        <section aria-labelledby="types-title" class="card">
            <h2 id="types-title">Events by type</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Events by type">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Type</th>
                            <th scope="col" class="num">
                                Since the start
                            </th>
                            <th scope="col" class="num">
                                Per second
                            </th>
                            <th scope="col" class="wide">
                                <span class="unseen">Share</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {all.slice(0, TOP_TYPES).map(([type, published]) => (
                            <tr key={type}>
                                <th scope="row">
                                    <a href={link("live", "", new URLSearchParams({ type }))}>
                                        <TypeTag type={type} />
                                    </a>
                                </th>
                                <td class="num">{whole(published)}</td>
                                <td class="num">{rate(monitor.typeRates.get(type) ?? null)}</td>
                                <td>
                                    <meter
                                        min={0}
                                        max={most}
                                        value={published}
                                        aria-label={`${type}: ${whole(published)}`}
                                    />
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {all.length > TOP_TYPES && <p class="faint">and {count(all.length - TOP_TYPES, "more type")}</p>}
        </section>
    );
}
