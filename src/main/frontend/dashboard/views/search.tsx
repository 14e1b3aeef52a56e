import type { VNode } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { EventPayload } from "wirescope-client";
import type { EventPage, EventTypes, Histogram } from "../data/answers.ts";
import { call, reason } from "../data/api.ts";
import { toRow } from "../data/event.ts";
import { clock, day, NOTHING, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import {
    archiveWords,
    BARS,
    exportAddress,
    parametersOf,
    RANGES,
    searchFromQuery,
    searchToQuery,
    timeOf,
    zoomed,
    zoomedOut,
    type Search,
} from "../data/search.ts";
import { HistogramChart } from "../ui/histogram.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Empty, Failure, Loading, RequestLink, Status, TypeTag } from "../ui/parts.tsx";

const PAGE = 100;

interface Found {
    time: { since: number; until: number };
    page: EventPage;
    histogram: Histogram;
}

/** Events of days: what was, when most of it was, and the story of each. */
export function SearchView({ query }: { query: URLSearchParams }): VNode {
    const text = query.toString();
    const search = searchFromQuery(query);
    const read = useCallback(async (): Promise<Found> => {
        const wanted = searchFromQuery(new URLSearchParams(text));
        const time = timeOf(wanted, Date.now() / 1000);
        const parameters = parametersOf(wanted, time).toString();
        const [page, histogram] = await Promise.all([
            call<EventPage>(`observability/events?${parameters}&limit=${String(PAGE)}&scope=node`),
            call<Histogram>(`observability/events/histogram?${parameters}&buckets=${String(BARS)}`),
        ]);
        return { time, page, histogram };
    }, [text]);
    const { data, failure, reload } = useLoaded(read, 0);
    const go = (next: Search) => {
        const hash = link("search", "", searchToQuery(next));
        if (hash === location.hash) {
            reload();
        } else {
            location.hash = hash;
        }
    };
    return (
        <>
            <div class="bar">
                <h1>Search</h1>
                {data !== null && <ArchiveStatus found={data} />}
                <span class="spacer" />
                <button
                    type="button"
                    onClick={() => {
                        go(zoomedOut(search, Date.now() / 1000));
                    }}
                >
                    Zoom out
                </button>
                {data !== null && (
                    <a class="button" href={exportAddress(search, data.time)} download="events.ndjson">
                        Export all
                    </a>
                )}
            </div>
            <Form key={text} search={search} go={go} />
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            {data === null ? (
                failure === null && <Loading />
            ) : (
                <>
                    <HistogramChart
                        of={data.histogram}
                        onZoom={(since, until) => {
                            go(zoomed(search, since, until));
                        }}
                    />
                    <Results key={`${text} ${String(data.time.until)}`} found={data} search={search} />
                </>
            )}
        </>
    );
}

function ArchiveStatus({ found }: { found: Found }): VNode {
    const { tone, text } = archiveWords(found.page.archive);
    return (
        <span role="status" aria-label="Archive">
            <Status tone={tone}>{text}</Status>
        </span>
    );
}

/** What `datetime-local` takes, in the reader's zone. */
function local(epochSeconds: number): string {
    return day(new Date(epochSeconds * 1000)).replace(" ", "T");
}

function Form({ search, go }: { search: Search; go: (next: Search) => void }): VNode {
    const [draft, setDraft] = useState(search);
    const [invalid, setInvalid] = useState("");
    const types = useLoaded(readTypes, 0).data ?? [];
    const change = (changes: Partial<Search>) => {
        setDraft({ ...draft, ...changes });
    };
    const text = (name: "client" | "request" | "trace" | "text", title: string, placeholder: string, grow = false) => (
        <label class={grow ? "field grow" : "field"}>
            <span>{title}</span>
            <input
                type="search"
                value={draft[name]}
                placeholder={placeholder}
                onInput={(event) => {
                    change({ [name]: event.currentTarget.value });
                }}
            />
        </label>
    );
    const moment = (name: "since" | "until", title: string) => (
        <label class="field">
            <span>{title}</span>
            <input
                type="datetime-local"
                step="1"
                value={local(draft[name])}
                onInput={(event) => {
                    change({ [name]: new Date(event.currentTarget.value).getTime() / 1000 });
                }}
            />
        </label>
    );
    return (
        <form
            class="filters"
            role="search"
            aria-label="Search events"
            onSubmit={(event) => {
                event.preventDefault();
                if (draft.last === null && !(draft.until > draft.since)) {
                    setInvalid("“To” must be a time after “From”.");
                    return;
                }
                setInvalid("");
                go(draft);
            }}
        >
            <label class="field">
                <span>Time</span>
                <select
                    value={draft.last === null ? "" : String(draft.last)}
                    onChange={(event) => {
                        const chosen = event.currentTarget.value;
                        if (chosen === "") {
                            const now = Math.floor(Date.now() / 1000);
                            const time = timeOf(draft, now);
                            change({ last: null, since: Math.floor(time.since), until: Math.ceil(time.until) });
                        } else {
                            change({ last: Number(chosen) });
                        }
                    }}
                >
                    {RANGES.map(([seconds, name]) => (
                        <option key={seconds} value={String(seconds)}>{`last ${name}`}</option>
                    ))}
                    {draft.last !== null && !RANGES.some(([seconds]) => seconds === draft.last) && (
                        <option value={String(draft.last)}>{`last ${String(draft.last)} s`}</option>
                    )}
                    <option value="">from … to …</option>
                </select>
            </label>
            {draft.last === null && moment("since", "From")}
            {draft.last === null && moment("until", "To")}
            <label class="field">
                <span>Type</span>
                <select
                    value={draft.types[0] ?? ""}
                    onChange={(event) => {
                        change({ types: event.currentTarget.value === "" ? [] : [event.currentTarget.value] });
                    }}
                >
                    <option value="">all</option>
                    {[...new Set([...types, ...draft.types])].map((type) => (
                        <option key={type} value={type}>
                            {type}
                        </option>
                    ))}
                </select>
            </label>
            {text("client", "Client", "its id")}
            {text("request", "Request", "its id")}
            {text("trace", "Trace", "its id")}
            {text("text", "Text", "anywhere in the data", true)}
            <button type="submit" class="primary">
                Search
            </button>
            {invalid !== "" && (
                <p class="warn-text" role="alert">
                    {invalid}
                </p>
            )}
        </form>
    );
}

async function readTypes(): Promise<string[]> {
    return (await call<EventTypes>("observability/event-types")).event_types.map(({ type }) => type);
}

function Results({ found, search }: { found: Found; search: Search }): VNode {
    const [events, setEvents] = useState<EventPayload[]>(found.page.events);
    const [cursor, setCursor] = useState(found.page.next_cursor);
    const [reading, setReading] = useState(false);
    const [failure, setFailure] = useState("");
    const more = async (next: string) => {
        setReading(true);
        try {
            const parameters = parametersOf(search, found.time);
            parameters.set("limit", String(PAGE));
            parameters.set("cursor", next);
            const page = await call<EventPage>(`observability/events?${parameters.toString()}`);
            setEvents([...events, ...page.events]);
            setCursor(page.next_cursor);
            setFailure("");
        } catch (failed) {
            setFailure(reason(failed));
        }
        setReading(false);
    };
    if (events.length === 0) {
        return <Empty title="No events found">Try a longer time, or fewer conditions.</Empty>;
    }
    return (
        <>
            <div class="card scroll" tabindex={0} role="region" aria-label="Events found">
                <table class="found">
                    <thead>
                        <tr>
                            <th scope="col">Time</th>
                            <th scope="col">Type</th>
                            <th scope="col">What</th>
                            <th scope="col">Client</th>
                            <th scope="col">Request</th>
                        </tr>
                    </thead>
                    <tbody>
                        {events.map((event) => (
                            <tr key={event.id}>
                                <td class="mono" title={event.timestamp_iso}>
                                    {`${day(new Date(event.timestamp * 1000)).slice(0, 10)} ${clock(event.timestamp)}`}
                                </td>
                                <td>
                                    <TypeTag type={event.event_type} />
                                </td>
                                <td class="cut">{toRow(event).summary}</td>
                                <td class="cut">{event.client_id ?? NOTHING}</td>
                                <td class="cut">
                                    <RequestLink id={event.request_id} />
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {failure !== "" && <Failure>{failure}</Failure>}
            <div class="bar">
                <span class="faint">
                    {whole(events.length)} of {whole(found.histogram.total)} shown, newest first
                </span>
                {cursor !== null && (
                    <button type="button" disabled={reading} onClick={() => void more(cursor)}>
                        Show {PAGE} more
                    </button>
                )}
            </div>
        </>
    );
}
