import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { bytes, clock, count } from "../data/format.ts";
import { isObject, pretty, readJson } from "../data/json.ts";
import { reason } from "../data/api.ts";
import { TrySession, type Line, type Role } from "../data/session.ts";
import { useAccess } from "../ui/access.ts";
import { useChanges } from "../ui/hooks.ts";
import { Empty, RequestLink, Status } from "../ui/parts.tsx";

interface Sample {
    name: string;
    type: string;
    payload: string;
}

const SAMPLES: Sample[] = [
    { name: "ping", type: "ping", payload: '{\n  "data": 42\n}' },
    { name: "status", type: "status", payload: "{}" },
    { name: "subscribe", type: "subscribe", payload: '{\n  "channels": ["events:drift.status"]\n}' },
    { name: "anything (echo)", type: "greeting", payload: '{\n  "text": "hello"\n}' },
];

const NOT_AN_ENVELOPE = '{"type": "ping"}';
const encoder = new TextEncoder();

/** A console that connects as a client and shows each envelope sent and received. */
export function TryView(): VNode {
    const [session] = useState(() => new TrySession());
    useChanges(session);
    useEffect(
        () => () => {
            session.close();
        },
        [session],
    );
    return (
        <>
            <div class="bar">
                <h1>Try it</h1>
                <SessionState session={session} />
            </div>
            <div class="try">
                <div class="try-side">
                    <Connect session={session} />
                    <Send session={session} />
                </div>
                <Transcript session={session} />
            </div>
        </>
    );
}

function SessionState({ session }: { session: TrySession }): VNode {
    switch (session.state) {
        case "open":
            return <Status tone="good">connected</Status>;
        case "connecting":
            return <Status tone="quiet">connecting…</Status>;
        case "waiting":
            return <Status tone="warn">connection lost, reconnecting</Status>;
        default:
            return <Status tone="quiet">not connected</Status>;
    }
}

function Connect({ session }: { session: TrySession }): VNode {
    const [clientId, setClientId] = useState(useAccess().caller?.subject ?? "alice");
    const [role, setRole] = useState<Role>("frontend");
    const [channels, setChannels] = useState("");
    const [token, setToken] = useState("");
    const access = useAccess();
    const isConnected = session.state !== "idle" && session.state !== "closed";
    return (
        <form
            class="card stack"
            aria-labelledby="connect-title"
            onSubmit={(event) => {
                event.preventDefault();
                if (isConnected) {
                    session.close();
                } else {
                    session.open(
                        clientId,
                        role,
                        channels.split(/[\s,]+/u).filter((name) => name !== ""),
                        token.trim(),
                    );
                }
            }}
        >
            <h2 id="connect-title">Connect</h2>
            <div class="pair">
                <label class="field grow">
                    <span>Client id</span>
                    <input
                        required
                        maxlength={128}
                        value={clientId}
                        disabled={isConnected}
                        onInput={(event) => {
                            setClientId(event.currentTarget.value);
                        }}
                    />
                </label>
                <label class="field">
                    <span>Role</span>
                    <select
                        value={role}
                        disabled={isConnected}
                        onChange={(event) => {
                            setRole(event.currentTarget.value as Role);
                        }}
                    >
                        <option>frontend</option>
                        <option>admin</option>
                        <option>test</option>
                    </select>
                </label>
            </div>
            <label class="field">
                <span>Additional channels</span>
                <input
                    value={channels}
                    disabled={isConnected}
                    placeholder="events:* (as admin), or a name"
                    onInput={(event) => {
                        setChannels(event.currentTarget.value);
                    }}
                />
            </label>
            {access.caller !== null && (
                <label class="field">
                    <span>Token</span>
                    <input
                        type="password"
                        autocomplete="off"
                        value={token}
                        disabled={isConnected}
                        placeholder="yours, unless another is given"
                        onInput={(event) => {
                            setToken(event.currentTarget.value);
                        }}
                    />
                </label>
            )}
            <button type="submit" class={isConnected ? "" : "primary"}>
                {isConnected ? "Disconnect" : "Connect"}
            </button>
        </form>
    );
}

function Send({ session }: { session: TrySession }): VNode {
    const [mode, setMode] = useState<"envelope" | "raw">("envelope");
    const [type, setType] = useState("ping");
    const [payload, setPayload] = useState(SAMPLES[0]?.payload ?? "{}");
    const [raw, setRaw] = useState(NOT_AN_ENVELOPE);
    const [problem, setProblem] = useState("");
    const send = () => {
        try {
            if (mode === "envelope") {
                session.send(type, payloadOf(payload));
            } else if (!session.sendRaw(raw)) {
                throw new Error("Not connected");
            }
            setProblem("");
        } catch (failure) {
            setProblem(reason(failure));
        }
    };
    const isOpen = session.state === "open";
    return (
        <form
            class="card stack"
            aria-labelledby="send-title"
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
            onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isOpen) {
                    send();
                }
            }}
        >
            <div class="bar">
                <h2 id="send-title">Send</h2>
                <span class="spacer" />
                <div class="segments" role="group" aria-label="What to send">
                    <button
                        type="button"
                        aria-pressed={mode === "envelope"}
                        onClick={() => {
                            setMode("envelope");
                        }}
                    >
                        Envelope
                    </button>
                    <button
                        type="button"
                        aria-pressed={mode === "raw"}
                        onClick={() => {
                            setMode("raw");
                        }}
                    >
                        Any text
                    </button>
                </div>
            </div>
            {mode === "envelope" ? (
                <>
                    <div class="chips" role="group" aria-label="Samples">
                        {SAMPLES.map((sample) => (
                            <button
                                type="button"
                                key={sample.name}
                                class="chip"
                                onClick={() => {
                                    setType(sample.type);
                                    setPayload(sample.payload);
                                }}
                            >
                                {sample.name}
                            </button>
                        ))}
                    </div>
                    <label class="field">
                        <span>Type</span>
                        <input
                            class="mono"
                            required
                            maxlength={128}
                            value={type}
                            onInput={(event) => {
                                setType(event.currentTarget.value);
                            }}
                        />
                    </label>
                    <label class="field">
                        <span>Payload, a JSON object</span>
                        <textarea
                            class="mono"
                            rows={5}
                            spellcheck={false}
                            value={payload}
                            onInput={(event) => {
                                setPayload(event.currentTarget.value);
                            }}
                        />
                    </label>
                </>
            ) : (
                <label class="field">
                    <span>Text, sent as it is</span>
                    <textarea
                        class="mono"
                        rows={7}
                        spellcheck={false}
                        value={raw}
                        onInput={(event) => {
                            setRaw(event.currentTarget.value);
                        }}
                    />
                </label>
            )}
            {problem !== "" && (
                <p class="problem" role="alert">
                    {problem}
                </p>
            )}
            <button type="submit" class="primary" disabled={!isOpen}>
                Send
            </button>
            <p class="faint">
                {isOpen ? (
                    <>
                        <kbd>Ctrl</kbd> <kbd>Enter</kbd> sends, too.
                    </>
                ) : (
                    "Connect first."
                )}
            </p>
        </form>
    );
}

function payloadOf(text: string): object {
    let value: unknown;
    try {
        value = readJson(text);
    } catch (failure) {
        throw new Error(`The payload is not JSON: ${reason(failure)}`, { cause: failure });
    }
    if (!isObject(value)) {
        throw new Error("The payload must be a JSON object");
    }
    return value;
}

function Transcript({ session }: { session: TrySession }): VNode {
    const [isPretty, setPretty] = useState(true);
    const box = useRef<HTMLDivElement>(null);
    const atEnd = useRef(true);
    const lines = session.lines.toArray();
    const last = lines.at(-1)?.id;
    useEffect(() => {
        if (atEnd.current && box.current !== null) {
            box.current.scrollTop = box.current.scrollHeight;
        }
    }, [last, isPretty]);
    return (
        <section class="card transcript" aria-labelledby="transcript-title">
            <div class="bar">
                <h2 id="transcript-title">What goes over the wire</h2>
                <span class="faint">{session.lines.dropped > 0 ? `the last ${count(lines.length, "line")}` : ""}</span>
                <span class="spacer" />
                <div class="segments" role="group" aria-label="Form">
                    <button
                        type="button"
                        aria-pressed={isPretty}
                        onClick={() => {
                            setPretty(true);
                        }}
                    >
                        Pretty
                    </button>
                    <button
                        type="button"
                        aria-pressed={!isPretty}
                        onClick={() => {
                            setPretty(false);
                        }}
                    >
                        Raw
                    </button>
                </div>
                <button
                    type="button"
                    onClick={() => {
                        session.clear();
                    }}
                >
                    Clear
                </button>
            </div>
            {lines.length === 0 ? (
                <Empty title="Nothing yet">
                    Connect: the first that comes is the server’s <code>hello</code>.
                </Empty>
            ) : (
                <div
                    class="transcript-box"
                    ref={box}
                    role="log"
                    aria-label="Transcript"
                    tabindex={0}
                    onScroll={({ currentTarget: list }) => {
                        atEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
                    }}
                >
                    <ol>
                        {lines.map((line) => (
                            <TranscriptLine key={line.id} line={line} isPretty={isPretty} />
                        ))}
                    </ol>
                </div>
            )}
        </section>
    );
}

const DIRECTIONS: Record<Line["kind"], { sign: string; name: string }> = {
    in: { sign: "←", name: "received" },
    out: { sign: "→", name: "sent" },
    note: { sign: "·", name: "note" },
    problem: { sign: "!", name: "problem" },
};

function TranscriptLine({ line, isPretty }: { line: Line; isPretty: boolean }): VNode {
    const { sign, name } = DIRECTIONS[line.kind];
    const isWire = line.kind === "in" || line.kind === "out";
    return (
        <li class={`wire wire-${line.kind}`}>
            <p class="wire-head">
                <span class="sign" aria-hidden="true">
                    {sign}
                </span>
                <span class="unseen">{name}</span>
                <span class="mono faint">{clock(line.at)}</span>
                {isWire ? (
                    <b class={line.type === "error" ? "bad-text" : ""}>{line.type ?? "no envelope"}</b>
                ) : (
                    <span class="wrap">{line.text}</span>
                )}
                {isWire && <span class="faint">{bytes(encoder.encode(line.text).length)}</span>}
                {line.requestId !== null && (
                    <span class="cut">
                        <RequestLink id={line.requestId} />
                    </span>
                )}
            </p>
            {isWire && <pre>{isPretty ? pretty(line.text) : line.text}</pre>}
        </li>
    );
}
