import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { tone } from "../data/event.ts";
import { link } from "../data/route.ts";
import { NOTHING } from "../data/format.ts";

/** The type of an event. */
export function TypeTag({ type }: { type: string }): VNode {
    return <span class={`tag tone-${tone(type)}`}>{type}</span>;
}

/** A request's id that leads to its story. */
export function RequestLink({ id }: { id: string | null }): VNode {
    return id === null ? (
        <span class="faint">{NOTHING}</span>
    ) : (
        <a class="mono" href={link("request", id)} title={`What happened to ${id}`}>
            {id}
        </a>
    );
}

/** Names and their values; names without a value are omitted. */
export function Members({ of }: { of: readonly (readonly [string, VNode | string | null])[] }): VNode {
    return (
        <dl class="members">
            {of
                .filter(([, value]) => value !== null)
                .map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd class="mono">{value}</dd>
                    </div>
                ))}
        </dl>
    );
}

/** A status word. */
export function Status({
    tone: kind,
    children,
}: {
    tone: "good" | "warn" | "bad" | "quiet";
    children: ComponentChildren;
}): VNode {
    return <span class={`status status-${kind}`}>{children}</span>;
}

/** A figure with a name. */
export function Tile({
    name,
    value,
    note,
}: {
    name: string;
    value: ComponentChildren;
    note?: ComponentChildren;
}): VNode {
    return (
        <div class="tile card">
            <dt>{name}</dt>
            <dd class="figure">{value}</dd>
            {note !== undefined && <dd class="note">{note}</dd>}
        </div>
    );
}

/** Where there is nothing to show, and why, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): VNode {
    return (
        <div class="empty">
            <p class="empty-title">{title}</p>
            {children !== undefined && <div class="empty-text">{children}</div>}
        </div>
    );
}

/** Says that something could not be read, with a way to try again. */
export function Failure({ children, retry }: { children: ComponentChildren; retry?: () => void }): VNode {
    return (
        <div class="failure" role="alert">
            <p>{children}</p>
            {retry !== undefined && (
                <button type="button" onClick={retry}>
                    Try again
                </button>
            )}
        </div>
    );
}

/** Says that something is on its way. */
export function Loading(): VNode {
    return (
        <p class="loading" role="status">
            Reading…
        </p>
    );
}

/** A question that must be answered before anything else; Escape is no. */
export function Confirm({
    title,
    children,
    action,
    onYes,
    onNo,
}: {
    title: string;
    children: ComponentChildren;
    action: string;
    onYes: () => void;
    onNo: () => void;
}): VNode {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const shown = dialog.current;
        shown?.showModal();
        return () => {
            shown?.close(); // gives the focus back
        };
    }, []);
    return (
        <dialog
            ref={dialog}
            aria-labelledby="confirm-title"
            onCancel={(event) => {
                event.preventDefault();
                onNo();
            }}
        >
            <h2 id="confirm-title">{title}</h2>
            {children}
            <div class="buttons">
                <button type="button" autofocus onClick={onNo}>
                    Cancel
                </button>
                <button type="button" class="danger" onClick={onYes}>
                    {action}
                </button>
            </div>
        </dialog>
    );
}
