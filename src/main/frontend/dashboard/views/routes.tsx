import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { RouteStanding, Routes } from "../data/answers.ts";
import { call } from "../data/api.ts";
import { ago, clock, count, millis, NOTHING, percent, rate, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import { breaker, failures, outcomeTone, type RouteFailure } from "../data/routes.ts";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Empty, Failure, Loading, RequestLink, Status } from "../ui/parts.tsx";

const POLL_MS = 2_000;
const MOST_FAILURES = 100;

/** What is behind the gateway: how each route's upstream responds, and which calls failed. */
export function RoutesView({ query }: { query: URLSearchParams }): VNode {
    const read = useCallback(() => call<Routes>("observability/routes"), []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const chosen = query.get("route");
    const only = data?.routes.some(({ route }) => route === chosen) === true ? chosen : null;
    return (
        <>
            <div class="bar">
                <h1>Routes</h1>
                {data !== null && (
                    <span class="faint">rates and times of the last {count(data.window_seconds, "second")}</span>
                )}
            </div>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : data.routes.length === 0 ? (
                <Empty title="No routes">
                    No application is configured behind this server: it echoes what clients send. Set{" "}
                    <code>wirescope.routes.NAME.types</code> and <code>.url</code>, or deploy a handler.
                </Empty>
            ) : (
                <>
                    <Table routes={data.routes} only={only} />
                    <Failures of={failures(data.routes, only)} only={only} />
                </>
            )}
        </>
    );
}

function Table({ routes, only }: { routes: RouteStanding[]; only: string | null }): VNode {
    return (
        <section class="card" aria-labelledby="routes-title">
            <h2 id="routes-title">Upstreams</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Upstreams">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Route</th>
                            <th scope="col">Types</th>
                            <th scope="col" class="num">
                                Calls /s
                            </th>
                            <th scope="col" class="num">
                                Errors
                            </th>
                            <th scope="col" class="num">
                                p50
                            </th>
                            <th scope="col" class="num">
                                p99
                            </th>
                            <th scope="col" class="num">
                                In flight
                            </th>
                            <th scope="col" class="num">
                                Waiting
                            </th>
                            <th scope="col">Breaker</th>
                        </tr>
                    </thead>
                    <tbody>
                        {routes.map((route) => (
                            <Row key={route.route} of={route} chosen={route.route === only} />
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

function Row({ of, chosen }: { of: RouteStanding; chosen: boolean }): VNode {
    const { tone, text } = breaker(of);
    const query = chosen ? new URLSearchParams() : new URLSearchParams({ route: of.route });
    return (
        <tr class={chosen ? "is-chosen" : ""}>
            <th scope="row" class="cut">
                <a
                    class="underlined"
                    href={link("routes", "", query)}
                    aria-current={chosen ? "true" : undefined}
                    title={chosen ? "Show the failures of all routes" : `Show the failures of ${of.route} only`}
                >
                    {of.route}
                </a>
                <span class="sub cut">
                    {of.kind} {of.target}
                </span>
            </th>
            <td class="cut" title={of.types.join(" ")}>
                <span class="mono">{of.types.join(" ")}</span>
                <span class="sub cut">
                    {of.ordered ? "in order" : "in any order"}, {millis(of.timeout_ms)} at most
                </span>
            </td>
            <td class="num">
                {rate(of.rate_per_second)}
                <span class="sub">{count(of.calls, "call")} in all</span>
            </td>
            <td class={`num ${Number(of.error_rate) > 0 ? "is-bad" : ""}`}>
                {percent(of.error_rate)}
                <span class="sub">{whole(of.outcomes.refused)} refused in all</span>
            </td>
            <td class="num">{millis(of.p50_ms)}</td>
            <td class="num">{millis(of.p99_ms)}</td>
            <td class="num">
                {whole(of.in_flight)}
                <span class="sub">of {whole(of.max_in_flight)}</span>
            </td>
            <td class="num">
                {whole(of.waiting)}
                <span class="sub">of {whole(of.max_waiting)}</span>
            </td>
            <td>
                <Status tone={tone}>{text}</Status>
                <span class="sub">opened {count(of.breaker_opened, "time")}</span>
            </td>
        </tr>
    );
}

function Failures({ of, only }: { of: RouteFailure[]; only: string | null }): VNode {
    const now = useNow(1_000);
    const whose = only === null ? "" : ` of ${only}`;
    if (of.length === 0) {
        return <Empty title={`No failures${whose}`}>Every call since the start of the server was answered.</Empty>;
    }
    return (
        <section class="card" aria-labelledby="failures-title">
            <h2 id="failures-title">Last failures{whose}</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Last failures">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Request</th>
                            <th scope="col">Route</th>
                            <th scope="col">Type</th>
                            <th scope="col">Outcome</th>
                            <th scope="col">Reason</th>
                            <th scope="col" class="num">
                                Took
                            </th>
                            <th scope="col">Client</th>
                            <th scope="col">When</th>
                        </tr>
                    </thead>
                    <tbody>
                        {of.slice(0, MOST_FAILURES).map((failure, index) => (
                            <tr key={`${failure.timestamp} ${failure.request_id ?? ""} ${String(index)}`}>
                                <th scope="row" class="mono cut">
                                    <RequestLink id={failure.request_id} />
                                </th>
                                <td class="cut">{failure.route}</td>
                                <td class="mono cut">{failure.type}</td>
                                <td>
                                    <Status tone={outcomeTone(failure.outcome)}>{failure.outcome}</Status>
                                </td>
                                <td class="cut">{failure.reason ?? failure.status ?? NOTHING}</td>
                                <td class="num">{millis(failure.duration_ms)}</td>
                                <td class="cut">{failure.client_id ?? NOTHING}</td>
                                <td title={failure.timestamp}>
                                    <span class="mono">{clock(Date.parse(failure.timestamp) / 1000)}</span>
                                    <span class="sub">{ago(new Date(failure.timestamp), now)}</span>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {of.length > MOST_FAILURES && (
                <p class="faint">
                    These are the newest {whole(MOST_FAILURES)} of {whole(of.length)}.
                </p>
            )}
        </section>
    );
}
