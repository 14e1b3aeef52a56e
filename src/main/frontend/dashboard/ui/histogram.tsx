import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Histogram } from "../data/answers.ts";
import { count, day } from "../data/format.ts";
import { selection } from "../data/search.ts";

interface Chosen {
    anchor: number;
    focus: number;
}

/**
 * Events over time as bars. A time is chosen by dragging, or with the arrow keys (with Shift more than one bar) and Enter.
 */
export function HistogramChart({
    of,
    onZoom,
}: {
    of: Histogram;
    onZoom: (since: number, until: number) => void;
}): VNode {
    const { buckets, bucket_seconds: width } = of;
    const [chosen, setChosen] = useState<Chosen | null>(null);
    const dragging = useRef(false);
    const box = useRef<HTMLDivElement>(null);
    const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
    const last = buckets.length - 1;
    const range = chosen === null ? null : selection(Math.min(chosen.anchor, last), Math.min(chosen.focus, last));
    const start = (index: number) => buckets[index]?.start ?? 0;

    const at = (clientX: number): number => {
        const bounds = box.current?.getBoundingClientRect();
        if (bounds === undefined || bounds.width === 0) {
            return 0;
        }
        const part = (clientX - bounds.left) / bounds.width;
        return Math.min(last, Math.max(0, Math.floor(part * buckets.length)));
    };
    const zoom = () => {
        if (range !== null) {
            setChosen(null);
            onZoom(start(range.from), start(range.to) + width);
        }
    };
    const key = (pressed: KeyboardEvent): boolean => {
        const focus = chosen?.focus ?? (pressed.key === "ArrowLeft" || pressed.key === "End" ? buckets.length : -1);
        const move = (to: number) => {
            const next = Math.min(last, Math.max(0, to));
            setChosen({ anchor: pressed.shiftKey && chosen !== null ? chosen.anchor : next, focus: next });
            return true;
        };
        switch (pressed.key) {
            case "ArrowLeft":
                return move(focus - 1);
            case "ArrowRight":
                return move(focus + 1);
            case "Home":
                return move(0);
            case "End":
                return move(last);
            case "Enter":
                zoom();
                return true;
            case "Escape":
                setChosen(null);
                return true;
            default:
                return false;
        }
    };
    return (
        <figure class="card histogram">
            <figcaption>
                <h2>Events over time</h2>
                <span role="status" class="faint">
                    {range === null
                        ? `${count(of.total, "event")}, each bar ${seconds(width)}`
                        : `${time(start(range.from))} to ${time(start(range.to) + width)}: ${count(
                              buckets.slice(range.from, range.to + 1).reduce((sum, bucket) => sum + bucket.count, 0),
                              "event",
                          )}`}
                </span>
            </figcaption>
            <div
                ref={box}
                class="bars"
                role="group"
                tabindex={0}
                aria-label="Events over time: choose with the arrow keys, with Shift several bars; Enter zooms in"
                onPointerDown={(event) => {
                    dragging.current = true;
                    event.currentTarget.setPointerCapture(event.pointerId);
                    setChosen({ anchor: at(event.clientX), focus: at(event.clientX) });
                }}
                onPointerMove={(event) => {
                    if (dragging.current && chosen !== null) {
                        setChosen({ ...chosen, focus: at(event.clientX) });
                    }
                }}
                onPointerUp={() => {
                    if (dragging.current) {
                        dragging.current = false;
                        zoom();
                    }
                }}
                onPointerCancel={() => {
                    dragging.current = false;
                    setChosen(null);
                }}
                onKeyDown={(event) => {
                    if (key(event)) {
                        event.preventDefault();
                    }
                }}
            >
                {buckets.map((bucket, index) => (
                    <span
                        key={index}
                        class={range !== null && index >= range.from && index <= range.to ? "bar-box is-chosen" : "bar-box"}
                        title={`${time(bucket.start)}: ${count(bucket.count, "event")}`}
                    >
                        <span
                            class="bar-fill"
                            style={{ height: bucket.count === 0 ? "0" : `${String(Math.max(2, (100 * bucket.count) / most))}%` }}
                        />
                    </span>
                ))}
            </div>
            <div class="bars-axis" aria-hidden="true">
                <span>{time(start(0))}</span>
                <span>{time(start(last) + width)}</span>
            </div>
        </figure>
    );
}

function time(epochSeconds: number): string {
    return day(new Date(epochSeconds * 1000));
}

function seconds(value: number): string {
    if (value < 1) {
        return `${String(Math.round(value * 1000))} ms`;
    }
    return value < 120
        ? `${String(Math.round(value * 10) / 10)} s`
        : value < 7_200
          ? `${String(Math.round(value / 6) / 10)} min`
          : `${String(Math.round(value / 360) / 10)} h`;
}
