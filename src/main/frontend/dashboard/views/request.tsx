import type { VNode } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import type { EventPayload } from "wirescope-client";
import type { EventPage, Story } from "../data/answers.ts";
import { ApiError, call } from "../data/api.ts";
import { isFailedCall, summarise, tone } from "../data/event.ts";
import { DASHBOARD_PREFIX, isDashboard } from "../data/filter.ts";
import { clock, count, day, millis, NOTHING } from "../data/format.ts";
import { pretty, writeJson } from "../data/json.ts";
import { link } from "../data/route.ts";
import { readStory, timeline, tookMs, waitedMs, type Step, type Timeline } from "../data/story.ts";
import { traceOfRequest } from "../data/trace.ts";
import { useLoaded } from "../ui/hooks.ts";
import { Empty, Failure, Loading, Members, RequestLink, Tile, TypeTag } from "../ui/parts.tsx";
import { TraceId } from "../ui/trace.tsx";

const POLL_MS = 5_000;

/** The story of one request: who, what, when, how long. */
export function RequestView({ id }: { id: string }): VNode {
    return (
        <>
            <div class="bar">
                <h1>One request</h1>
                <Find key={id} id={id} />
            </div>
            {id === "" ? <Recent /> : <StoryOf key={id} id={id} />}
        </>
    );
}

function Find({ id }: { id: string }): VNode {
    const [text, setText] = useState(id);
    return (
        <form
            class="find"
            role="search"
            onSubmit={(event) => {
                event.preventDefault();
                if (text.trim() !== "") {
                    location.hash = link("request", text.trim());
                }
            }}
        >
            <input
                type="search"
                class="mono"
                aria-label="Request id"
                placeholder="request id"
                value={text}
                onInput={(event) => {
                    setText(event.currentTarget.value);
                }}
            />
            <button type="submit">Show</button>
        </form>
    );
}

type Result = { story: Story } | { story: null; why: string };

function StoryOf({ id }: { id: string }): VNode {
    const read = useCallback(async (): Promise<Result> => {
        try {
            return { story: await readStory(id) };
        } catch (failure) {
            if (failure instanceof ApiError && (failure.status === 404 || failure.status === 422)) {
                return { story: null, why: failure.message };
            }
            throw failure;
        }
    }, [id]);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    const [copied, setCopied] = useState(false);
    if (data === null) {
        return failure === null ? <Loading /> : <Failure retry={reload}>{failure}</Failure>;
    }
    if (data.story === null) {
        return (
            <Empty title="No events of this request">
                <p class="mono">{id}</p>
                <p>
                    They were evicted from the buffer, or the id is wrong: <a href={link("request")}>recent requests</a>.
                </p>
            </Empty>
        );
    }
    const { story } = data;
    return (
        <>
            <div class="bar">
                <h2 class="mono id">{id}</h2>
                <span class="spacer" />
                <a class="button" href={link("live", "", new URLSearchParams({ request: id }))}>
                    Show in live events
                </a>
                {isSecureContext && ( // to others browsers give no clipboard
                    <button
                        type="button"
                        onClick={() => {
                            void navigator.clipboard.writeText(location.href).then(
                                () => {
                                    setCopied(true);
                                },
                                () => {
                                    setCopied(false);
                                },
                            );
                        }}
                    >
                        {copied ? "Copied" : "Copy link"}
                    </button>
                )}
            </div>
            <Facts story={story} />
            <Steps story={story} />
        </>
    );
}

function Facts({ story }: { story: Story }): VNode {
    const trace = story.trace_ids[0] ?? traceOfRequest(story.request_id);
    return (
        <dl class="tiles story-facts">
            <Tile
                name="Duration"
                value={millis(story.duration_ms)}
                note={`${count(story.total_events, "event")}${story.truncated ? ", more not shown" : ""}`}
            />
            <Tile
                name="When"
                value={<span class="small-figure">{clock(story.first_timestamp)}</span>}
                note={day(new Date(story.first_timestamp * 1000)).slice(0, 10)}
            />
            <Tile
                name="Who"
                value={
                    <span class="small-figure">{story.clients.join(", ") || story.sources.join(", ") || NOTHING}</span>
                }
                note={[
                    count(story.sources.length, "source"),
                    count(story.clients.length, "client"),
                    count(story.connections.length, "connection"),
                ].join(", ")}
            />
            <Tile
                name="Trace"
                value={<span class="small-figure mono">{trace === null ? NOTHING : <TraceId id={trace} />}</span>}
                note={
                    story.trace_ids.length > 1
                        ? `and ${count(story.trace_ids.length - 1, "more trace")}`
                        : story.trace_ids.length === 0
                          ? trace === null
                              ? "the request had no trace"
                              : "made of the request id"
                          : count(spans(story.spans), "span")
                }
            />
        </dl>
    );
}

function spans(of: Story["spans"]): number {
    return of.reduce((sum, span) => sum + (span.span === null ? 0 : 1) + spans(span.children), 0);
}

function Steps({ story }: { story: Story }): VNode {
    const laid = useMemo(() => timeline(story), [story]);
    const [open, setOpen] = useState<number | null>(null);
    const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => laid.from + part * (laid.to - laid.from));
    return (
        <section class="card story" aria-label="Timeline">
            <div class="story-axis" aria-hidden="true">
                <span />
                <span class="axis">
                    {marks.map((mark) => (
                        <span key={mark}>{millis(mark)}</span>
                    ))}
                </span>
            </div>
            <ol>
                {laid.steps.map((step) => (
                    <StepRow
                        key={step.event.sequence}
                        step={step}
                        laid={laid}
                        open={open === step.event.sequence}
                        toggle={() => {
                            setOpen(open === step.event.sequence ? null : step.event.sequence);
                        }}
                    />
                ))}
            </ol>
        </section>
    );
}

function StepRow({
    step,
    laid,
    open,
    toggle,
}: {
    step: Step;
    laid: Timeline;
    open: boolean;
    toggle: () => void;
}): VNode {
    const { event } = step;
    const percent = (ms: number) => (100 * (ms - laid.from)) / (laid.to - laid.from);
    const took = tookMs(event);
    const waited = waitedMs(event);
    const failed = isFailedCall(event.event_type, event.data);
    const panel = `step-${String(event.sequence)}`;
    return (
        <li>
            <button
                type="button"
                class="step"
                aria-expanded={open}
                aria-controls={open ? panel : undefined}
                onClick={toggle}
            >
                <span class="step-what" style={{ paddingLeft: `${String(Math.min(step.depth, 8) * 14)}px` }}>
                    <span class="step-line">
                        <TypeTag type={event.event_type} />{" "}
                        <span class="who">{event.client_id ?? event.source ?? ""}</span>
                    </span>
                    <span class="summary">{step.summary}</span>
                </span>
                <span class="step-when">
                    <span class="lane" aria-hidden="true">
                        {waited > 0 && (
                            <span
                                class={`mark is-waiting tone-${tone(event.event_type)}`}
                                style={{
                                    left: `${String(percent(step.queued))}%`,
                                    width: `${String(percent(step.start) - percent(step.queued))}%`,
                                }}
                            />
                        )}
                        <span
                            class={`mark tone-${failed ? "failed" : tone(event.event_type)} ${took === null ? "is-point" : ""}`}
                            style={{
                                left: `${String(percent(step.start))}%`,
                                width: `${String(percent(step.end) - percent(step.start))}%`,
                            }}
                        />
                    </span>
                    <span class="mono numbers">
                        {step.pause === null ? "start" : `+${millis(step.pause)}`}
                        {waited === 0 ? "" : ` · waited ${millis(waited)}`}
                        {took === null ? "" : ` · took ${millis(took)}`}
                    </span>
                </span>
            </button>
            {open && (
                <div class="step-detail" id={panel}>
                    <Members
                        of={[
                            ["At", `${clock(event.timestamp)}, ${millis(event.offset_ms)} after the first`],
                            ["Client", event.client_id],
                            ["Connection", event.connection_id],
                            ["Source", event.source],
                            ["Trace", event.trace_id === null ? null : <TraceId id={event.trace_id} />],
                            ["Span", event.trace_span],
                            ["Id", event.id],
                        ]}
                    />
                    <pre tabindex={0} aria-label="Data">
                        {pretty(writeJson(event.data))}
                    </pre>
                </div>
            )}
        </li>
    );
}

/** What somebody may have come for who brought no id. */
function Recent(): VNode {
    const read = useCallback(async () => recent((await call<EventPage>("observability/events?limit=1000")).events), []);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    if (data === null) {
        return failure === null ? <Loading /> : <Failure retry={reload}>{failure}</Failure>;
    }
    if (data.length === 0) {
        return (
            <Empty title="No requests yet">
                Enter the id of a request above, or follow a link from the{" "}
                <a href={link("live")}>live events</a>.
            </Empty>
        );
    }
    return (
        <section class="card" aria-labelledby="recent-title">
            <h2 id="recent-title">Recent requests</h2>
            <div class="scroll" tabindex={0} role="region" aria-label="Recent requests">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Request</th>
                            <th scope="col" class="num">
                                Events
                            </th>
                            <th scope="col">First event</th>
                            <th scope="col">Client</th>
                            <th scope="col">Last event</th>
                        </tr>
                    </thead>
                    <tbody>
                        {data.map(({ id, events, first, last }) => (
                            <tr key={id}>
                                <th scope="row" class="mono cut">
                                    <RequestLink id={id} />
                                </th>
                                <td class="num">{events}</td>
                                <td class="cut">
                                    <TypeTag type={first.event_type} />{" "}
                                    {summarise(first.event_type, first.data, writeJson(first.data))}
                                </td>
                                <td class="cut">{first.client_id ?? last.client_id ?? NOTHING}</td>
                                <td class="mono">{clock(last.timestamp)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

const MOST_RECENT = 50;

/** The requests of a page of events, the one with the newest event first; not those of dashboards. */
function recent(
    newestFirst: EventPayload[],
): { id: string; events: number; first: EventPayload; last: EventPayload }[] {
    const requests = new Map<string, { id: string; events: number; first: EventPayload; last: EventPayload }>();
    for (const event of newestFirst) {
        const id = event.request_id;
        if (id === null || id.startsWith(DASHBOARD_PREFIX) || isDashboard(event.client_id)) {
            continue;
        }
        const known = requests.get(id);
        if (known === undefined) {
            requests.set(id, { id, events: 1, first: event, last: event });
        } else {
            known.events++;
            known.first = event;
        }
    }
    return [...requests.values()].slice(0, MOST_RECENT);
}
