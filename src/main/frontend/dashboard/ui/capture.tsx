import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Health } from "../data/answers.ts";
import { ApiError, call, reason } from "../data/api.ts";
import {
    orderOf,
    shownPayload,
    wayOf,
    type Capture,
    type CapturedMessage,
    type CapturedMessages,
    type CaptureForm,
    type Captures,
    type Selector,
} from "../data/captures.ts";
import { bytes, count } from "../data/format.ts";
import { link } from "../data/route.ts";
import { useLoaded } from "./hooks.ts";
import { Failure, Loading } from "./parts.tsx";

/** Whether the server captures payloads, and for this caller. */
async function readMayCapture(): Promise<boolean> {
    if ((await call<Health>("observability/health")).payload_capture !== true) {
        return false;
    }
    try {
        await call<Captures>("observability/captures");
        return true;
    } catch (failure) {
        if (failure instanceof ApiError && (failure.status === 401 || failure.status === 403)) {
            return false;
        }
        throw failure;
    }
}

/** Whether to offer captures; false until that is known. */
export function useMayCapture(): boolean {
    return useLoaded(readMayCapture, 0).data ?? false;
}

/** Something that can be captured. */
export interface Subject {
    /** In words, such as `this connection`. */
    name: string;
    selectors: Partial<Record<Selector, string>>;
}

/** Begins a capture of one of some subjects, and goes to it. */
export function CaptureButton({ subjects }: { subjects: Subject[] }): VNode {
    const [open, setOpen] = useState(false);
    return (
        <>
            <button
                type="button"
                onClick={() => {
                    setOpen(true);
                }}
            >
                Capture
            </button>
            {open && (
                <CaptureDialog
                    subjects={subjects}
                    onClose={() => {
                        setOpen(false);
                    }}
                />
            )}
        </>
    );
}

/** Asks why and how to capture, begins, and goes to the capture. */
export function CaptureDialog({ subjects, onClose }: { subjects: Subject[]; onClose: () => void }): VNode {
    const dialog = useRef<HTMLDialogElement>(null);
    const [subject, setSubject] = useState(0);
    const [form, setForm] = useState<CaptureForm>({ reason: "", minutes: 5, maxPayloadKib: 1, raw: false, redact: "" });
    const [failure, setFailure] = useState("");
    useEffect(() => {
        const shown = dialog.current;
        shown?.showModal();
        return () => {
            shown?.close(); // gives the focus back
        };
    }, []);
    const begin = async () => {
        try {
            const capture = await call<Capture>(
                "observability/captures",
                "POST",
                orderOf(subjects[subject]?.selectors ?? {}, form),
            );
            location.hash = link("captures", capture.id);
        } catch (failed) {
            setFailure(reason(failed));
        }
    };
    return (
        <dialog
            ref={dialog}
            class="capture-dialog"
            aria-labelledby="capture-title"
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
        >
            <h2 id="capture-title">Capture payloads</h2>
            <p class="faint">Secrets are redacted before anything is kept; who captures and reads is recorded.</p>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void begin();
                }}
            >
                <label class="field">
                    <span>Of</span>
                    <select
                        value={String(subject)}
                        onChange={(event) => {
                            setSubject(Number(event.currentTarget.value));
                        }}
                    >
                        {subjects.map(({ name }, index) => (
                            <option key={name} value={String(index)}>
                                {name}
                            </option>
                        ))}
                    </select>
                </label>
                <label class="field">
                    <span>Reason</span>
                    <input
                        required
                        maxlength={200}
                        value={form.reason}
                        placeholder="a ticket, or what you look for"
                        onInput={(event) => {
                            setForm({ ...form, reason: event.currentTarget.value });
                        }}
                    />
                </label>
                <div class="two">
                    <label class="field">
                        <span>Minutes, up to 60</span>
                        <input
                            type="number"
                            min={1}
                            max={60}
                            value={form.minutes}
                            onInput={(event) => {
                                setForm({ ...form, minutes: event.currentTarget.valueAsNumber });
                            }}
                        />
                    </label>
                    <label class="field">
                        <span>KiB of each payload, up to 64</span>
                        <input
                            type="number"
                            min={1}
                            max={64}
                            value={form.maxPayloadKib}
                            onInput={(event) => {
                                setForm({ ...form, maxPayloadKib: event.currentTarget.valueAsNumber });
                            }}
                        />
                    </label>
                </div>
                <label class="field">
                    <span>Redact also: JSON Pointers, one in each line</span>
                    <textarea
                        rows={2}
                        class="mono"
                        value={form.redact}
                        placeholder="/payload/cards/*/number"
                        onInput={(event) => {
                            setForm({ ...form, redact: event.currentTarget.value });
                        }}
                    />
                </label>
                <label class="check">
                    <input
                        type="checkbox"
                        checked={form.raw}
                        onChange={(event) => {
                            setForm({ ...form, raw: event.currentTarget.checked });
                        }}
                    />
                    Keep messages that are no JSON, where secrets are harder to find
                </label>
                {failure !== "" && <Failure>{failure}</Failure>}
                <div class="buttons">
                    <button type="button" onClick={onClose}>
                        Cancel
                    </button>
                    <button type="submit" class="primary">
                        Start the capture
                    </button>
                </div>
            </form>
        </dialog>
    );
}

/** One payload, with what was cut and redacted. */
export function Payload({ message }: { message: CapturedMessage }): VNode {
    const [raw, setRaw] = useState(false);
    const layOut = message.format === "json" && !message.cut;
    return (
        <div class="payload">
            <div class="bar">
                <b>{wayOf(message)}</b>
                <span class="faint">{bytes(message.original_bytes)}</span>
                {message.cut && <span class="warn-text">cut: the end is missing</span>}
                {message.redacted_count > 0 && (
                    <span class="warn-text" title={message.redacted.join("\n")}>
                        {count(message.redacted_count, "value")} redacted
                    </span>
                )}
                <span class="spacer" />
                {layOut && (
                    <button
                        type="button"
                        class="link"
                        aria-pressed={raw}
                        onClick={() => {
                            setRaw(!raw);
                        }}
                    >
                        {raw ? "pretty" : "raw"}
                    </button>
                )}
            </div>
            <pre tabindex={0} aria-label={`Payload ${wayOf(message)}`}>
                {marked(shownPayload(message, raw))}
                {message.cut && <mark class="is-cut">…</mark>}
            </pre>
            {message.redacted.length > 0 && <p class="faint mono wrap">redacted: {message.redacted.join(" ")}</p>}
        </div>
    );
}

const REDACTED = "[redacted]";

function marked(text: string): (VNode | string)[] {
    return text
        .split(REDACTED)
        .flatMap((part, index) => (index === 0 ? [part] : [<mark key={index}>{REDACTED}</mark>, part]));
}

/** The payloads of one event, of whichever captures kept them. */
export function PayloadsOf({ sequence }: { sequence: number }): VNode {
    const [read] = useState(() => () => payloadsOf(sequence));
    const { data, failure, reload } = useLoaded(read, 0);
    if (data === null) {
        return failure === null ? <Loading /> : <Failure retry={reload}>{failure}</Failure>;
    }
    return data.length === 0 ? (
        <p class="faint">The payload was captured; its capture was deleted since.</p>
    ) : (
        <>
            {data.map((message) => (
                <Payload key={`${message.part}${String(message.number)}`} message={message} />
            ))}
        </>
    );
}

// The first capture that has it: others kept the same message.
async function payloadsOf(sequence: number): Promise<CapturedMessage[]> {
    for (const { id } of (await call<Captures>("observability/captures")).captures) {
        const { messages } = await call<CapturedMessages>(
            `observability/captures/${encodeURIComponent(id)}/messages?sequence=${String(sequence)}`,
        );
        if (messages.length > 0) {
            return messages;
        }
    }
    return [];
}
