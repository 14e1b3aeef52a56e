import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { ClusterNode, ClusterNodes } from "../data/answers.ts";
import { call } from "../data/api.ts";
import { ago, count, duration, NOTHING, rate, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Empty, Failure, Loading, Status } from "../ui/parts.tsx";

const POLL_MS = 2_000;

const TONES = { up: "good", draining: "warn", left: "quiet", lost: "bad" } as const;

/** The servers of the cluster, as the one that answers sees them. */
export function NodesView(): VNode {
    const read = useCallback(() => call<ClusterNodes>("observability/nodes"), []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    return (
        <>
            <div class="bar">
                <h1>Servers</h1>
                {data?.clustered === true && (
                    <span class="faint">{count(data.total, "server")}, as seen by {data.self ?? NOTHING}</span>
                )}
            </div>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : data.clustered ? (
                <>
                    {data.conflict && (
                        <Failure>
                            Another server has the id {data.self}: set <code>wirescope.cluster.node-id</code> to a different
                            value on each, or leave it empty.
                        </Failure>
                    )}
                    {data.refused !== null && <Failure>Not joined: {data.refused}.</Failure>}
                    <Table nodes={data.nodes} />
                </>
            ) : (
                <Empty title="One server">
                    This server stands alone. <code>wirescope.cluster.engine</code> joins several.
                </Empty>
            )}
        </>
    );
}

function Table({ nodes }: { nodes: ClusterNode[] }): VNode {
    const now = useNow(1_000);
    return (
        <div class="card scroll" tabindex={0} role="region" aria-label="Servers">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Server</th>
                        <th scope="col">State</th>
                        <th scope="col" class="num">
                            Connections
                        </th>
                        <th scope="col" class="num">
                            In /s
                        </th>
                        <th scope="col" class="num">
                            Out /s
                        </th>
                        <th scope="col" class="num">
                            Engine
                        </th>
                        <th scope="col" class="num">
                            Last beat
                        </th>
                        <th scope="col">Version</th>
                        <th scope="col">Started</th>
                    </tr>
                </thead>
                <tbody>
                    {nodes.map((node) => (
                        <Row key={node.node} of={node} now={now} />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Row({ of: { node, state, self, silent_ms, wire_least, wire_most, vitals }, now }: {
    of: ClusterNode;
    now: Date;
}): VNode {
    return (
        <tr>
            <th scope="row">
                <a href={link("connections", "", new URLSearchParams({ node }))} title={`Connections of ${node}`}>
                    {node}
                </a>
                <span class="sub">
                    {vitals.address}
                    {self && " · answers this page"}
                </span>
            </th>
            <td>
                <Status tone={TONES[state]}>{state}</Status>
            </td>
            <td class="num" title={`${whole(vitals.total_connections)} since the start`}>
                {whole(vitals.connections)}
            </td>
            <td class="num">{rate(vitals.messages_in_per_second)}</td>
            <td class="num">{rate(vitals.messages_out_per_second)}</td>
            <td class="num" title="The last beat's time to the engine and back">
                {vitals.engine_ms < 0 ? NOTHING : `${vitals.engine_ms.toFixed(1)} ms`}
            </td>
            <td class="num">{duration(silent_ms / 1000)}</td>
            <td title={`Wire versions ${String(wire_least)} to ${String(wire_most)}`}>{vitals.version}</td>
            <td title={vitals.started}>{vitals.started === "" ? NOTHING : ago(new Date(vitals.started), now)}</td>
        </tr>
    );
}
