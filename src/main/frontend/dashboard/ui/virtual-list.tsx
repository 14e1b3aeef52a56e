import type { JSX, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSize } from "./hooks.ts";

interface VirtualListProps {
    label: string;
    length: number;
    /** In CSS pixels, the same for all rows. */
    rowHeight: number;
    /** The row that the keys are on, or -1. */
    active: number;
    row: (index: number) => VNode;
    /** The id of a row's element. */
    rowId: (index: number) => string;
    onActive: (index: number) => void;
    /** Enter, or another key that means the active row. */
    onKey: (key: string) => boolean;
    /** Somebody scrolled; whether the top is in sight. */
    onScroll: (atTop: boolean) => void;
    /** Changes when the list must go back to its top. */
    top: number;
    header: VNode;
    columns: number;
}

/** Rows above and below what is in sight, so that a quick scroll shows no hole. */
const OVERSCAN = 6;

/**
 * A list of any length of which only the rows in sight are elements. The keys move an active row (a grid with
 * aria-activedescendant), so that focus stays where it is while rows come and go.
 */
export function VirtualList(props: VirtualListProps): VNode {
    const { label, length, rowHeight, active, row, rowId, onActive, onKey, onScroll, top, header, columns } = props;
    const [box, { height }] = useSize();
    const [scrolled, setScrolled] = useState(0);
    const ignored = useRef(-1);

    const first = Math.max(0, Math.floor(scrolled / rowHeight) - OVERSCAN);
    const last = Math.min(length, Math.ceil((scrolled + height) / rowHeight) + OVERSCAN);

    useLayoutEffect(() => {
        if (box.current !== null && box.current.scrollTop !== 0) {
            ignored.current = 0;
            box.current.scrollTop = 0;
            setScrolled(0);
        }
    }, [top]);

    useEffect(() => {
        const element = box.current;
        if (element === null || active < 0) {
            return;
        }
        const from = active * rowHeight;
        if (from < element.scrollTop) {
            element.scrollTop = from;
        } else if (from + rowHeight > element.scrollTop + element.clientHeight) {
            element.scrollTop = from + rowHeight - element.clientHeight;
        }
    }, [active, rowHeight]);

    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const keyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) {
            return;
        }
        const to = target(event.key, active, length, page);
        if (to === null ? onKey(event.key) : length > 0) {
            event.preventDefault();
            if (to !== null) {
                onActive(to);
            }
        }
    };
    const rows: VNode[] = [];
    for (let index = first; index < last; index++) {
        rows.push(row(index));
    }
    return (
        <div class="list">
            {header}
            <div
                class="list-box"
                role="grid"
                aria-label={label}
                aria-rowcount={length}
                aria-colcount={columns}
                aria-activedescendant={active >= first && active < last ? rowId(active) : undefined}
                tabindex={0}
                ref={box}
                onKeyDown={keyDown}
                onScroll={(event) => {
                    const to = event.currentTarget.scrollTop;
                    setScrolled(to);
                    if (ignored.current === to) {
                        ignored.current = -1;
                    } else {
                        onScroll(to < rowHeight / 2);
                    }
                }}
            >
                <div class="list-space" role="presentation" style={{ height: `${String(length * rowHeight)}px` }}>
                    <div
                        class="list-window"
                        role="presentation"
                        style={{ transform: `translateY(${String(first * rowHeight)}px)` }}
                    >
                        {rows}
                    </div>
                </div>
            </div>
        </div>
    );
}

function target(key: string, active: number, length: number, page: number): number | null {
    const within = (index: number) => Math.max(0, Math.min(length - 1, index));
    switch (key) {
        case "ArrowDown":
            return within(active + 1);
        case "ArrowUp":
            return within(active - 1);
        case "PageDown":
            return within(active + page);
        case "PageUp":
            return within(active - page);
        case "Home":
            return 0;
        case "End":
            return within(length - 1);
        default:
            return null;
    }
}
