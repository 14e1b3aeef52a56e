import type { VNode } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { tone } from "../data/event.ts";
import { filterFromQuery, filterToQuery, type EventFilter } from "../data/filter.ts";
import { clock, count, NOTHING, rate, whole } from "../data/format.ts";
import { pretty } from "../data/json.ts";
import type { ListedRow, LiveEvents } from "../data/live.ts";
import { link } from "../data/route.ts";
import { useChanges, useNarrow } from "../ui/hooks.ts";
import { Empty, Failure, Members, RequestLink, Status, TypeTag } from "../ui/parts.tsx";
import { TraceId } from "../ui/trace.tsx";
import { VirtualList } from "../ui/virtual-list.tsx";

const KNOWN_TYPES = [
    "http.request",
    "ws.message.in",
    "ws.message.out",
    "inference.audit",
    "drift.status",
    "cache.rebuild",
    "legacy.usage",
];
const CHIPS = 10;

/** The stream as it happens. */
export function LiveView({ live, query }: { live: LiveEvents; query: URLSearchParams }): VNode {
    useChanges(live);
    const narrow = useNarrow();
    const [selected, setSelected] = useState<ListedRow | null>(null);
    const [open, setOpen] = useState(false);
    const [top, setTop] = useState(0);
    const search = useRef<HTMLInputElement>(null);
    const text = query.toString();

    useEffect(() => {
        live.open();
        return () => {
            live.resume();
            live.close();
        };
    }, [live]);

    useLayoutEffect(() => {
        live.setFilter(filterFromQuery(new URLSearchParams(text)));
    }, [live, text]);

    const resume = useCallback(() => {
        live.resume();
        setSelected(null);
        setOpen(false);
        setTop((n) => n + 1);
    }, [live]);

    const { listing } = live;
    const active = selected === null || !live.paused ? -1 : indexOf(listing, selected.sequence);
    const select = (index: number) => {
        live.pause();
        setSelected(live.listing.at(index) ?? null);
    };
    const key = (pressed: string): boolean => {
        switch (pressed) {
            case "Enter":
                setOpen(selected !== null);
                return selected !== null;
            case "Escape":
                setOpen(false);
                return true;
            case " ":
                if (live.paused) {
                    resume();
                } else {
                    live.pause();
                }
                return true;
            case "r":
                if (selected?.request_id !== null && selected !== null) {
                    location.hash = link("request", selected.request_id);
                }
                return true;
            case "/":
                search.current?.focus();
                return true;
            default:
                return false;
        }
    };
    return (
        <>
            <div class="bar">
                <h1>Live events</h1>
                <Connection live={live} />
                <span class="spacer" />
                <button
                    type="button"
                    class={live.paused ? "primary" : ""}
                    aria-pressed={live.paused}
                    onClick={() => {
                        if (live.paused) {
                            resume();
                        } else {
                            live.pause();
                        }
                    }}
                >
                    {live.paused ? "▶ Resume" : "❚❚ Pause"}
                </button>
                <button
                    type="button"
                    onClick={() => {
                        live.clear();
                        setSelected(null);
                        setOpen(false);
                    }}
                >
                    Clear
                </button>
            </div>
            <Filters live={live} search={search} />
            {live.failure !== null && (
                <Failure
                    retry={() => {
                        live.retry();
                    }}
                >
                    {live.failure}
                </Failure>
            )}
            <Counts live={live} resume={resume} />
            <div class={open && selected !== null ? "live-body with-detail" : "live-body"}>
                <VirtualList
                    label="Events, newest first"
                    length={listing.length}
                    rowHeight={narrow ? 50 : 26}
                    active={active}
                    top={top}
                    columns={6}
                    onActive={select}
                    onKey={key}
                    onScroll={(atTop) => {
                        if (!atTop) {
                            live.pause();
                        }
                    }}
                    rowId={(index) => `event-${String(listing.at(index)?.sequence ?? "none")}`}
                    header={<Header />}
                    row={(index) => (
                        <Row
                            key={index}
                            row={listing.at(index)}
                            index={index}
                            active={index === active}
                            onClick={() => {
                                select(index);
                                setOpen(true);
                            }}
                        />
                    )}
                />
                {listing.length === 0 && <Nothing live={live} />}
                {open && selected !== null && (
                    <Detail
                        row={selected}
                        onClose={() => {
                            setOpen(false);
                            document.querySelector<HTMLElement>(".list-box")?.focus();
                        }}
                    />
                )}
            </div>
            <p class="keys">
                In the list: <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> details, <kbd>r</kbd> the story of
                its request, <kbd>Space</kbd> pause, <kbd>/</kbd> search
            </p>
        </>
    );
}

// Newest first, so sequences fall, but for a restart of the server in between.
function indexOf(listing: LiveEvents["listing"], sequence: number): number {
    for (let i = 0; i < listing.length; i++) {
        if (listing.at(i)?.sequence === sequence) {
            return i;
        }
    }
    return -1;
}

function Connection({ live }: { live: LiveEvents }): VNode {
    switch (live.state) {
        case "open":
            return live.paused ? (
                <Status tone="warn">paused</Status>
            ) : (
                <Status tone="good">{`live · ${rate(live.perSecond)} /s`}</Status>
            );
        case "closed":
            return <Status tone="bad">closed</Status>;
        case "waiting":
            return <Status tone="warn">connection lost, reconnecting</Status>;
        default:
            return <Status tone="quiet">connecting…</Status>;
    }
}

function Counts({ live, resume }: { live: LiveEvents; resume: () => void }): VNode {
    return (
        <div class="counts">
            <span>
                {whole(live.listing.length)} shown of {whole(live.kept)} kept
            </span>
            {live.missed > 0 && (
                <span class="warn-text" title="Missed by this page: evicted from the server's buffer before they were read">
                    {count(live.missed, "event")} missed
                </span>
            )}
            {live.paused && (
                <button type="button" class="link" onClick={resume}>
                    {live.arrived === 0
                        ? "no new events since the pause"
                        : `${count(live.arrived, "event")} since the pause`}
                    {live.arrived > live.kept ? `, ${whole(live.arrived - live.kept)} of them already evicted` : ""}
                    {" – show the newest"}
                </button>
            )}
        </div>
    );
}

function Filters({ live, search }: { live: LiveEvents; search: { current: HTMLInputElement | null } }): VNode {
    const { filter } = live;
    const [more, setMore] = useState(filter.client !== "" || filter.request !== "");
    const change = (changes: Partial<EventFilter>) => {
        const next = { ...filter, ...changes };
        const hash = link("live", "", filterToQuery(next));
        history.replaceState(null, "", hash);
        live.setFilter(next);
        dispatchEvent(new HashChangeEvent("hashchange"));
    };
    const toggle = (type: string) => {
        const types = new Set(filter.types);
        if (!types.delete(type)) {
            types.add(type);
        }
        change({ types });
    };
    const others = [...live.types.keys()]
        .filter((type) => !KNOWN_TYPES.includes(type))
        .sort((a, b) => (live.types.get(b) ?? 0) - (live.types.get(a) ?? 0));
    const chips = [...KNOWN_TYPES, ...others.slice(0, CHIPS - KNOWN_TYPES.length)];
    const shown = [...chips, ...[...filter.types].filter((type) => !chips.includes(type))];
    const rest = others.filter((type) => !shown.includes(type)).slice(0, 100);
    const filtered = filter.types.size > 0 || filter.client !== "" || filter.request !== "" || filter.text !== "";
    return (
        <form
            class={more ? "filters with-more" : "filters"}
            role="search"
            aria-label="Filter events"
            onSubmit={(event) => {
                event.preventDefault();
            }}
        >
            <label class="field grow">
                <span>Search</span>
                <input
                    type="search"
                    ref={search}
                    value={filter.text}
                    placeholder="text anywhere in an event"
                    onInput={(event) => {
                        change({ text: event.currentTarget.value });
                    }}
                />
            </label>
            <button
                type="button"
                class="more-toggle"
                aria-expanded={more}
                onClick={() => {
                    setMore(!more);
                }}
            >
                {more ? "Fewer filters" : "More filters"}
            </button>
            <label class="field is-more">
                <span>Client</span>
                <input
                    type="search"
                    value={filter.client}
                    placeholder="part of its id"
                    onInput={(event) => {
                        change({ client: event.currentTarget.value });
                    }}
                />
            </label>
            <label class="field is-more">
                <span>Request</span>
                <input
                    type="search"
                    value={filter.request}
                    placeholder="part of its id"
                    onInput={(event) => {
                        change({ request: event.currentTarget.value });
                    }}
                />
            </label>
            <div class="chips" role="group" aria-label="Types of events">
                {shown.map((type) => (
                    <button
                        type="button"
                        key={type}
                        class={`chip tone-${tone(type)}`}
                        aria-pressed={filter.types.has(type)}
                        onClick={() => {
                            toggle(type);
                        }}
                    >
                        {type}
                    </button>
                ))}
                {rest.length > 0 && (
                    <select
                        aria-label="More types"
                        value=""
                        onChange={(event) => {
                            toggle(event.currentTarget.value);
                        }}
                    >
                        <option value="">more types…</option>
                        {rest.map((type) => (
                            <option key={type} value={type}>
                                {type}
                            </option>
                        ))}
                    </select>
                )}
                <button
                    type="button"
                    class="chip"
                    aria-pressed={!filter.withoutDashboards}
                    title="Requests and connections of dashboards such as this one"
                    onClick={() => {
                        change({ withoutDashboards: !filter.withoutDashboards });
                    }}
                >
                    with dashboards’ own
                </button>
                {filtered && (
                    <button
                        type="button"
                        class="link"
                        onClick={() => {
                            change({ types: new Set(), client: "", request: "", text: "" });
                        }}
                    >
                        Show all
                    </button>
                )}
            </div>
        </form>
    );
}

function Header(): VNode {
    return (
        <div class="list-header" aria-hidden="true">
            <span>Time</span>
            <span>Type</span>
            <span>What</span>
            <span>Client</span>
            <span>Request</span>
        </div>
    );
}

function Row({
    row,
    index,
    active,
    onClick,
}: {
    row: ListedRow | undefined;
    index: number;
    active: boolean;
    onClick: () => void;
}): VNode | null {
    if (row === undefined) {
        return null;
    }
    return (
        <div
            class="row"
            role="row"
            id={`event-${String(row.sequence)}`}
            aria-rowindex={index + 1}
            aria-selected={active}
            onClick={onClick}
        >
            <span role="gridcell" class="mono time">
                {clock(row.timestamp)}
            </span>
            <span role="gridcell" class="type">
                <TypeTag type={row.event_type} />
            </span>
            <span role="gridcell" class="what" title={row.summary}>
                {row.missed > 0 && <b class="missed">{`${whole(row.missed)} missed before this `}</b>}
                {row.summary}
            </span>
            <span role="gridcell" class="client" title={row.client_id ?? ""}>
                {row.client_id ?? NOTHING}
            </span>
            <span role="gridcell" class="request">
                {row.request_id === null ? (
                    <span class="faint">{NOTHING}</span>
                ) : (
                    <a
                        class="mono"
                        tabindex={-1}
                        href={link("request", row.request_id)}
                        title={`What happened to ${row.request_id}`}
                        onClick={(event) => {
                            event.stopPropagation();
                        }}
                    >
                        {row.request_id}
                    </a>
                )}
            </span>
        </div>
    );
}

function Nothing({ live }: { live: LiveEvents }): VNode {
    if (live.reading) {
        return <Empty title="Reading earlier events…" />;
    }
    if (live.kept > 0) {
        return (
            <Empty title="No event matches">
                {`None of the last ${count(live.kept, "event")} matches the filters.`}
            </Empty>
        );
    }
    return live.state === "open" ? (
        <Empty title="No events yet">
            New events appear here. <a href={link("try")}>Try it</a> produces some.
        </Empty>
    ) : (
        <Empty title="Connecting…" />
    );
}

function Detail({ row, onClose }: { row: ListedRow; onClose: () => void }): VNode {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        heading.current?.focus();
    }, [row.sequence]);
    const members: [string, VNode | string | null][] = [
        ["Request", <RequestLink id={row.request_id} />],
        ["Client", row.client_id],
        ["Connection", row.connection_id],
        ["Source", row.source],
        ["Trace", row.trace_id === null ? null : <TraceId id={row.trace_id} />],
        ["Span", row.trace_span],
        ["Sequence", whole(row.sequence)],
        ["Id", row.id],
    ];
    return (
        <section
            class="detail"
            aria-label="Event"
            onKeyDown={(event) => {
                if (event.key === "Escape") {
                    onClose();
                }
            }}
        >
            <div class="bar">
                <h2 ref={heading} tabindex={-1}>
                    <TypeTag type={row.event_type} />
                </h2>
                <span class="mono faint">{clock(row.timestamp)}</span>
                <span class="spacer" />
                <button type="button" class="quiet icon" aria-label="Close the details" onClick={onClose}>
                    ✕
                </button>
            </div>
            {row.request_id !== null && (
                <a class="button primary" href={link("request", row.request_id)}>
                    What happened to this request
                </a>
            )}
            <Members of={members} />
            <h3>Data</h3>
            <pre tabindex={0}>{pretty(row.text)}</pre>
        </section>
    );
}
