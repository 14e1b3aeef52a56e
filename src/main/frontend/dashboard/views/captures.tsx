import type { VNode } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ApiError, call, reason } from "../data/api.ts";
import {
    droppedInWords,
    selectorsInWords,
    type Capture,
    type CapturedMessage,
    type CapturedMessages,
    type Captures,
} from "../data/captures.ts";
import { bytes, clock, count, day, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import { Payload } from "../ui/capture.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Confirm, Empty, Failure, Loading, Members, RequestLink, Status } from "../ui/parts.tsx";

const POLL_MS = 2_000;
const PAGE = 100;

/** The captures of payloads, or one of them with what it kept. */
export function CapturesView({ id }: { id: string; query: URLSearchParams }): VNode {
    return (
        <>
            <div class="bar">
                <h1>{id === "" ? "Captures" : "One capture"}</h1>
                {id !== "" && <a href={link("captures")}>All captures</a>}
            </div>
            {id === "" ? <List /> : <One key={id} id={id} />}
        </>
    );
}

function readCaptures(): Promise<Captures> {
    return call<Captures>("observability/captures");
}

function State({ capture }: { capture: Capture }): VNode {
    return capture.state === "active" ? (
        <Status tone="good">active</Status>
    ) : (
        <Status tone="quiet">{`ended: ${capture.ended_because ?? ""}`}</Status>
    );
}

function List(): VNode {
    const { data, failure, reload } = useLoaded(readCaptures, POLL_MS);
    if (data === null) {
        return failure === null ? <Loading /> : <Failure retry={reload}>{failure}</Failure>;
    }
    if (data.captures.length === 0) {
        return (
            <Empty title="No captures">
                Begin one on a <a href={link("connections")}>connection</a> or on{" "}
                <a href={link("request")}>a request</a>.
            </Empty>
        );
    }
    return (
        <div class="card scroll" tabindex={0} role="region" aria-label="Captures">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Of</th>
                        <th scope="col">State</th>
                        <th scope="col">Reason</th>
                        <th scope="col">By</th>
                        <th scope="col" class="num">
                            Kept
                        </th>
                        <th scope="col">Not kept</th>
                        <th scope="col">Until</th>
                    </tr>
                </thead>
                <tbody>
                    {data.captures.map((capture) => (
                        <tr key={capture.id}>
                            <th scope="row" class="cut">
                                <a href={link("captures", capture.id)}>{selectorsInWords(capture.selectors)}</a>
                            </th>
                            <td>
                                <State capture={capture} />
                            </td>
                            <td class="cut">{capture.reason}</td>
                            <td class="cut">{capture.started_by}</td>
                            <td class="num">{whole(capture.kept)}</td>
                            <td>{droppedInWords(capture) || "–"}</td>
                            <td class="mono">{day(new Date(capture.deleted_at ?? capture.ends_at))}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

interface Reading {
    capture: Capture | null;
}

function One({ id }: { id: string }): VNode {
    const path = `observability/captures/${encodeURIComponent(id)}`;
    const read = useCallback(async (): Promise<Reading> => {
        try {
            return { capture: await call<Capture>(path) };
        } catch (failure) {
            if (failure instanceof ApiError && failure.status === 404) {
                return { capture: null };
            }
            throw failure;
        }
    }, [path]);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const [deleting, setDeleting] = useState(false);
    const [notice, setNotice] = useState("");
    const end = async (keep: boolean) => {
        setDeleting(false);
        try {
            await call(`${path}${keep ? "?keep=true" : ""}`, "DELETE");
            if (!keep) {
                location.hash = link("captures"); // here there is nothing left to ask for
                return;
            }
            setNotice("The capture was stopped.");
        } catch (failed) {
            setNotice(`That failed: ${reason(failed)}`);
        }
        reload();
    };
    if (data === null) {
        return failure === null ? <Loading /> : <Failure retry={reload}>{failure}</Failure>;
    }
    const { capture } = data;
    if (capture === null) {
        return (
            <Empty title="No such capture">
                It was deleted, as each is 15 minutes after its end at the latest, or the server has restarted.
            </Empty>
        );
    }
    return (
        <>
            <section class="card" aria-label="The capture">
                <div class="bar">
                    <h2 class="wrap">{selectorsInWords(capture.selectors)}</h2>
                    <State capture={capture} />
                    <span class="spacer" />
                    {capture.state === "active" && (
                        <button type="button" onClick={() => void end(true)}>
                            Stop
                        </button>
                    )}
                    <button
                        type="button"
                        class="danger-quiet"
                        onClick={() => {
                            setDeleting(true);
                        }}
                    >
                        Delete
                    </button>
                </div>
                <Members
                    of={[
                        ["Reason", capture.reason],
                        ["By", capture.started_by],
                        ["Ends", day(new Date(capture.ended_at ?? capture.ends_at))],
                        ["Deleted", capture.deleted_at === null ? null : day(new Date(capture.deleted_at))],
                        [
                            "Kept",
                            `${whole(capture.kept)} of ${count(capture.matched, "payload")}, ${bytes(capture.kept_bytes)}`,
                        ],
                        ["Not kept", droppedInWords(capture) || null],
                        ["Cut", capture.cut === 0 ? null : count(capture.cut, "payload")],
                        ["Redacted", capture.redacted === 0 ? null : count(capture.redacted, "value")],
                        ["Pointers", capture.redact.length === 0 ? null : capture.redact.join(" ")],
                    ]}
                />
            </section>
            <p class="notice" role="status">
                {notice}
            </p>
            <Messages path={path} kept={capture.kept} />
            {deleting && (
                <Confirm
                    title="Delete this capture?"
                    action="Delete the capture"
                    onNo={() => {
                        setDeleting(false);
                    }}
                    onYes={() => void end(false)}
                >
                    <p>All payloads that it kept are gone then.</p>
                </Confirm>
            )}
        </>
    );
}

// Read when somebody asks, for each reading is recorded.
function Messages({ path, kept }: { path: string; kept: number }): VNode {
    const [messages, setMessages] = useState<CapturedMessage[]>([]);
    const [failure, setFailure] = useState("");
    const [reading, setReading] = useState(false);
    const more = async () => {
        setReading(true);
        try {
            const after = messages.at(-1)?.number ?? 0;
            const page = await call<CapturedMessages>(`${path}/messages?limit=${String(PAGE)}&after=${String(after)}`);
            setMessages([...messages, ...page.messages]);
            setFailure("");
        } catch (failed) {
            setFailure(reason(failed));
        }
        setReading(false);
    };
    const left = kept - messages.length;
    return (
        <section class="payloads" aria-label="Payloads">
            {messages.map((message) => (
                <article class="card" key={message.number} aria-label={`Payload ${String(message.number)}`}>
                    <div class="bar">
                        <span class="mono">{clock(new Date(message.timestamp).getTime() / 1000)}</span>
                        <b class="wrap">{message.type}</b>
                        <span class="wrap">{message.client_id ?? ""}</span>
                        <RequestLink id={message.request_id} />
                    </div>
                    <Payload message={message} />
                </article>
            ))}
            {failure !== "" && <Failure>{failure}</Failure>}
            {kept === 0 ? (
                <Empty title="Nothing was captured yet" />
            ) : (
                left > 0 && (
                    <button type="button" class="primary" disabled={reading} onClick={() => void more()}>
                        {`Read ${count(Math.min(left, PAGE), "payload")}${messages.length === 0 ? "" : " more"}`}
                    </button>
                )
            )}
        </section>
    );
}
