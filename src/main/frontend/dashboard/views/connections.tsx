import type { VNode } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import type { Connection, Connections } from "../data/answers.ts";
import { call, PAGE_ID, reason } from "../data/api.ts";
import { bytes, count, duration, NOTHING, rate, whole } from "../data/format.ts";
import { ratePerSecond } from "../data/monitor.ts";
import { link } from "../data/route.ts";
import { sortedBy, sortRows, type Sorting } from "../data/table.ts";
import { useAccess } from "../ui/access.ts";
import { CaptureDialog, useMayCapture } from "../ui/capture.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Confirm, Empty, Failure, Loading, RequestLink, Status } from "../ui/parts.tsx";

const POLL_MS = 2_000;
const PAGE = 1_000;

/** Connections that are read; of more, the oldest. Of a cluster each server sends all up to the page's end. */
const MOST_READ = 10_000;
const MOST_READ_OF_CLUSTER = 5_000;
/** Rows at first, and more each time that somebody asks. */
const ROWS = 200;

interface Row extends Connection {
    inRate: number | null;
    outRate: number | null;
}

interface Reading {
    rows: Row[];
    total: number;
    /** How many would be read at most. */
    most: number;
}

type Column = "client" | "node" | "role" | "protocol" | "uptime" | "in" | "out" | "volume" | "queue";

const COLUMNS: { column: Column; title: string; numeric: boolean; value: (row: Row) => string | number | null }[] = [
    { column: "client", title: "Client", numeric: false, value: (row) => row.client_id },
    { column: "node", title: "Server", numeric: false, value: (row) => row.node ?? null },
    { column: "role", title: "Role", numeric: false, value: (row) => row.role },
    { column: "protocol", title: "Protocol", numeric: false, value: (row) => row.protocol },
    { column: "uptime", title: "Uptime", numeric: true, value: (row) => row.uptime_seconds },
    { column: "in", title: "In /s", numeric: true, value: (row) => row.inRate },
    { column: "out", title: "Out /s", numeric: true, value: (row) => row.outRate },
    { column: "volume", title: "Messages", numeric: true, value: (row) => row.messages_in + row.messages_out },
    { column: "queue", title: "Queue", numeric: true, value: (row) => row.queue_depth },
];

/** Who is connected. */
export function ConnectionsView({ query }: { query: URLSearchParams }): VNode {
    const read = useReader();
    const mayCapture = useMayCapture();
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const [text, setText] = useState(query.get("q") ?? "");
    const [role, setRole] = useState(query.get("role") ?? "");
    const [protocol, setProtocol] = useState(query.get("protocol") ?? "");
    const [node, setNode] = useState(query.get("node") ?? "");
    const [sorting, setSorting] = useState<Sorting<Column>>({ column: "uptime", descending: true });
    const [most, setMost] = useState(ROWS);
    const [closing, setClosing] = useState<Row | null>(null);
    const [capturing, setCapturing] = useState<Row | null>(null);
    const [notice, setNotice] = useState("");
    const access = useAccess();
    const mayClose = access.may("operator");

    const remember = (changes: Record<string, string>) => {
        const next = new URLSearchParams(
            Object.entries({ q: text, role, protocol, node, ...changes }).filter(([, value]) => value !== ""),
        );
        history.replaceState(null, "", link("connections", "", next));
    };
    const close = async (row: Row) => {
        setClosing(null);
        try {
            await call(`observability/connections/${encodeURIComponent(row.connection_id)}`, "DELETE");
            setNotice(`The connection of ${row.client_id} is closing.`);
        } catch (failed) {
            setNotice(`The connection of ${row.client_id} could not be closed: ${reason(failed)}`);
        }
        reload();
    };
    const needle = text.toLowerCase();
    const matching = (data?.rows ?? []).filter(
        (row) =>
            (role === "" || row.role === role) &&
            (protocol === "" || row.protocol === protocol) &&
            (node === "" || row.node === node) &&
            (needle === "" ||
                [row.client_id, row.connection_id, row.client_remote, row.user_agent ?? "", row.request_id].some(
                    (value) => value.toLowerCase().includes(needle),
                )),
    );
    const nodes = [...new Set((data?.rows ?? []).map((row) => row.node ?? ""))].filter((id) => id !== "").sort();
    const columns = nodes.length === 0 ? COLUMNS.filter(({ column }) => column !== "node") : COLUMNS;
    const value = COLUMNS.find(({ column }) => column === sorting.column)?.value ?? (() => null);
    const sorted = sortRows(matching, value, sorting.descending);
    return (
        <>
            <div class="bar">
                <h1>Connections</h1>
                {data !== null && (
                    <span class="faint">
                        {whole(matching.length)} of {whole(data.total)}
                    </span>
                )}
            </div>
            <form
                class="filters"
                role="search"
                aria-label="Filter connections"
                onSubmit={(event) => {
                    event.preventDefault();
                }}
            >
                <label class="field grow">
                    <span>Search</span>
                    <input
                        type="search"
                        value={text}
                        placeholder="client, address, agent, connection or request"
                        onInput={(event) => {
                            setText(event.currentTarget.value);
                            remember({ q: event.currentTarget.value });
                        }}
                    />
                </label>
                <Choice
                    name="Role"
                    value={role}
                    options={["frontend", "admin", "test"]}
                    onChange={(chosen) => {
                        setRole(chosen);
                        remember({ role: chosen });
                    }}
                />
                <Choice
                    name="Protocol"
                    value={protocol}
                    options={["envelope", "raw"]}
                    onChange={(chosen) => {
                        setProtocol(chosen);
                        remember({ protocol: chosen });
                    }}
                />
                {(nodes.length > 0 || node !== "") && (
                    <Choice
                        name="Server"
                        value={node}
                        options={node === "" || nodes.includes(node) ? nodes : [...nodes, node]}
                        onChange={(chosen) => {
                            setNode(chosen);
                            remember({ node: chosen });
                        }}
                    />
                )}
            </form>
            <p class="notice" role="status">
                {notice}
            </p>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : sorted.length === 0 ? (
                <Empty title={data.total === 0 ? "No connections" : "No connection matches"}>
                    {data.total === 0 ? (
                        <>
                            <a href={link("try")}>Try it</a> connects from this page.
                        </>
                    ) : (
                        "Try another search, role or protocol."
                    )}
                </Empty>
            ) : (
                <div class="card scroll" tabindex={0} role="region" aria-label="Connections">
                    <table class="connections">
                        <thead>
                            <tr>
                                {columns.map(({ column, title, numeric }) => (
                                    <th
                                        key={column}
                                        scope="col"
                                        class={numeric ? "num" : ""}
                                        aria-sort={
                                            sorting.column !== column
                                                ? undefined
                                                : sorting.descending
                                                  ? "descending"
                                                  : "ascending"
                                        }
                                    >
                                        <button
                                            type="button"
                                            class="sort"
                                            onClick={() => {
                                                setSorting(sortedBy(sorting, column, numeric));
                                            }}
                                        >
                                            {title}
                                            <span aria-hidden="true" class="arrow">
                                                {sorting.column !== column ? "" : sorting.descending ? " ↓" : " ↑"}
                                            </span>
                                        </button>
                                    </th>
                                ))}
                                <th scope="col">From</th>
                                <th scope="col">
                                    <span class="unseen">Close</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {sorted.slice(0, most).map((row) => (
                                <ConnectionRow
                                    key={row.connection_id}
                                    row={row}
                                    onCapture={
                                        mayCapture
                                            ? () => {
                                                  setCapturing(row);
                                              }
                                            : null
                                    }
                                    onClose={
                                        mayClose
                                            ? () => {
                                                  setClosing(row);
                                              }
                                            : null
                                    }
                                />
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {sorted.length > most && (
                <button
                    type="button"
                    onClick={() => {
                        setMost(most + ROWS);
                    }}
                >
                    Show {whole(Math.min(ROWS, sorted.length - most))} more of {whole(sorted.length)}
                </button>
            )}
            {data !== null && data.total > data.most && (
                <p class="faint">Only the oldest {whole(data.most)} connections are read.</p>
            )}
            {capturing !== null && (
                <CaptureDialog
                    subjects={[
                        { name: "this connection", selectors: { connection_id: capturing.connection_id } },
                        { name: `client ${capturing.client_id}`, selectors: { client_id: capturing.client_id } },
                    ]}
                    onClose={() => {
                        setCapturing(null);
                    }}
                />
            )}
            {closing !== null && (
                <Confirm
                    title="Close this connection?"
                    action="Close the connection"
                    onNo={() => {
                        setClosing(null);
                    }}
                    onYes={() => void close(closing)}
                >
                    <p>
                        <b class="wrap">{closing.client_id}</b> ({closing.role}, {closing.protocol}), connected for{" "}
                        {duration(closing.uptime_seconds)}, sees close code 1001.{" "}
                        {closing.client_id === access.clientId(PAGE_ID)
                            ? "This is the connection of this page."
                            : "Most clients reconnect by themselves."}
                    </p>
                </Confirm>
            )}
        </>
    );
}

/** Reads all connections, and the rates since the reading before. */
function useReader(): () => Promise<Reading> {
    const before = useRef<{ at: number; byId: Map<string, Connection> } | null>(null);
    return useCallback(async () => {
        const all: Connection[] = [];
        let total = MOST_READ;
        let most = MOST_READ;
        while (all.length < Math.min(total, most)) {
            const page = await call<Connections>(
                `observability/connections?limit=${String(PAGE)}&offset=${String(all.length)}`,
            );
            total = page.total;
            all.push(...page.connections);
            if (page.connections[0]?.node !== undefined) {
                most = MOST_READ_OF_CLUSTER;
            }
            if (page.connections.length < PAGE) {
                break;
            }
        }
        const at = performance.now();
        const last = before.current;
        const seconds = last === null ? 0 : (at - last.at) / 1000;
        const rows = all.map((connection): Row => {
            const earlier = last?.byId.get(connection.connection_id);
            const per = (member: "messages_in" | "messages_out") =>
                earlier === undefined ? null : ratePerSecond(earlier[member], connection[member], seconds);
            return { ...connection, inRate: per("messages_in"), outRate: per("messages_out") };
        });
        before.current = { at, byId: new Map(all.map((connection) => [connection.connection_id, connection])) };
        return { rows, total, most };
    }, []);
}

function Choice({
    name,
    value,
    options,
    onChange,
}: {
    name: string;
    value: string;
    options: string[];
    onChange: (value: string) => void;
}): VNode {
    return (
        <label class="field">
            <span>{name}</span>
            <select
                value={value}
                onChange={(event) => {
                    onChange(event.currentTarget.value);
                }}
            >
                <option value="">all</option>
                {options.map((option) => (
                    <option key={option} value={option}>
                        {option}
                    </option>
                ))}
            </select>
        </label>
    );
}

function ConnectionRow({
    row,
    onCapture,
    onClose,
}: {
    row: Row;
    /** Null where payloads can't be captured. */
    onCapture: (() => void) | null;
    /** Null for those who may not close it. */
    onClose: (() => void) | null;
}): VNode {
    return (
        <tr>
            <th scope="row" class="cut">
                <a
                    href={link("live", "", new URLSearchParams({ client: row.client_id }))}
                    title={`Events of ${row.client_id}`}
                >
                    {row.client_id}
                </a>
                <span class="sub cut">
                    <RequestLink id={row.request_id} />
                </span>
            </th>
            {row.node !== undefined && <td>{row.node}</td>}
            <td>{row.role}</td>
            <td>{row.protocol === "raw" ? <Status tone="warn">raw</Status> : row.protocol}</td>
            <td class="num" title={row.connected_at}>
                {duration(row.uptime_seconds)}
            </td>
            <td class="num">{rate(row.inRate)}</td>
            <td class="num">{rate(row.outRate)}</td>
            <td
                class="num"
                title={`${count(row.messages_in, "message")} in, ${count(row.messages_out, "message")} out`}
            >
                {whole(row.messages_in)} / {whole(row.messages_out)}
                <span class="sub">
                    {bytes(row.bytes_in)} / {bytes(row.bytes_out)}
                </span>
            </td>
            <td class="num">
                {row.queue_depth === 0 ? (
                    <span class="faint">0</span>
                ) : (
                    <Status tone="warn">{whole(row.queue_depth)}</Status>
                )}
            </td>
            <td class="cut">
                <span title={row.user_agent ?? ""}>{row.client_remote || NOTHING}</span>
                <span class="sub cut">{row.user_agent ?? "no User-Agent"}</span>
            </td>
            <td>
                {onCapture !== null && (
                    <button type="button" onClick={onCapture} aria-label={`Capture payloads of ${row.client_id}`}>
                        Capture
                    </button>
                )}
                {onClose !== null && (
                    <button
                        type="button"
                        class="danger-quiet"
                        onClick={onClose}
                        aria-label={`Close the connection of ${row.client_id}`}
                    >
                        Close
                    </button>
                )}
            </td>
        </tr>
    );
}
