import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { day } from "../data/format.ts";
import { useChanges, useSize } from "./hooks.ts";
import { colour, type Theme } from "./theme.ts";

/** One line of a chart. */
export interface Line {
    label: string;
    /** The CSS variable of its colour. */
    colour: string;
    /** Filled below. */
    area?: boolean;
    /** Bars instead of a line, or a line with its points. */
    as?: "bars" | "points";
}

interface ChartProps {
    title: string;
    lines: readonly Line[];
    /** Seconds, then the values of each line. */
    columns: readonly (readonly (number | null)[])[];
    format: (value: number | null) => string;
    /** Changes when the columns do. */
    version: unknown;
    theme: Theme;
    height?: number;
    /** The least top of the scale. */
    atLeast?: number;
    /** The seconds that the time axis spans at least: a running chart does not stretch its first reading. */
    span: number;
    /** Shown while there is nothing to draw. */
    empty?: string;
}

/** A chart over time, with the latest values as text: the canvas itself says nothing to a screen reader. */
export function Chart(props: ChartProps): VNode {
    const {
        title,
        lines,
        columns,
        format,
        version,
        theme,
        height = 148,
        empty = "Waiting for the second reading…",
    } = props;
    const [box, size] = useSize();
    const plot = useRef<uPlot | null>(null);
    useChanges(theme);
    const look = `${theme.choice}/${String(matchMedia("(prefers-color-scheme: dark)").matches)}`;
    const hasData = (columns[0]?.length ?? 0) > 0;
    const canDraw = hasData && size.width > 0;
    useEffect(() => {
        if (box.current === null || !canDraw) {
            return undefined;
        }
        const made = new uPlot(options(props, size.width, height), columns as uPlot.AlignedData, box.current);
        plot.current = made;
        return () => {
            made.destroy();
            plot.current = null;
        };
    }, [look, canDraw, lines.map((line) => line.label).join(), height]);
    useEffect(() => {
        plot.current?.setData(columns as uPlot.AlignedData);
    }, [version, columns]);
    useEffect(() => {
        plot.current?.setSize({ width: size.width, height });
    }, [size.width, height]);
    return (
        <figure class="chart card">
            <figcaption>
                <h3>{title}</h3>
                <ul class="legend">
                    {lines.map((line, index) => (
                        <li key={line.label}>
                            <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
                                <circle cx="5" cy="5" r="4" style={{ fill: `var(${line.colour})` }} />
                            </svg>
                            <span>{line.label}</span> <b>{format(columns[index + 1]?.at(-1) ?? null)}</b>
                        </li>
                    ))}
                </ul>
            </figcaption>
            <div class="plot" ref={box} style={{ height: `${String(height)}px` }} aria-hidden="true">
                {!hasData && <p class="plot-empty">{empty}</p>}
            </div>
        </figure>
    );
}

function options({ lines, format, atLeast = 1, span }: ChartProps, width: number, height: number): uPlot.Options {
    const ink = colour("--ink-faint");
    const grid = { stroke: colour("--line-faint"), width: 1 };
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    return {
        width,
        height,
        padding: [8, 22, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 } },
        scales: {
            x: {
                range: (plot) =>
                    timeRange(
                        plot.data[0],
                        span,
                        lines.some((line) => line.as === "bars"),
                    ),
            },
            y: { range: (_, __, max) => [0, Math.max(atLeast, (Number.isFinite(max) ? max : 0) * 1.15)] },
        },
        axes: [
            {
                stroke: ink,
                grid: { show: false },
                ticks: { show: false },
                font,
                size: 24,
                space: 80,
                values: (plot, times) => times.map(timeLabel(plot)),
            },
            {
                stroke: ink,
                grid,
                ticks: { show: false },
                font,
                size: 52,
                space: 36,
                values: (_, values) => values.map((value) => format(value)),
            },
        ],
        series: [
            {},
            ...lines.map((line): uPlot.Series => {
                const stroke = colour(line.colour);
                return {
                    label: line.label,
                    stroke,
                    width: 1.5,
                    spanGaps: false,
                    ...(line.area === true && { fill: faded(stroke) }),
                    ...(line.as === "bars" &&
                        uPlot.paths.bars !== undefined && {
                            paths: uPlot.paths.bars({ size: [0.7, 40] }),
                            fill: stroke,
                        }),
                    points: points(line, stroke),
                };
            }),
        ],
    };
}

function faded(rgb: string): string {
    return rgb.startsWith("rgb(") ? rgb.replace("rgb(", "rgba(").replace(")", ", 0.14)") : rgb;
}

// A reading between two that are missing has no line: it is a point.
function points({ as }: Line, fill: string): uPlot.Series.Points {
    return {
        show: as !== "bars",
        size: as === "points" ? 7 : 4,
        fill,
        ...(as === undefined && { filter: (plot: uPlot, series: number) => lonely(plot.data[series] ?? []) }),
    };
}

function lonely(values: ArrayLike<number | null | undefined>): number[] {
    const has = (index: number) => typeof values[index] === "number";
    return Array.from(values, (_, index) => index).filter(
        (index) => has(index) && !has(index - 1) && !has(index + 1),
    );
}

const HALF_AN_HOUR = 1_800;
const DAY = 86_400;

// A bar is drawn in the middle of its hour.
function timeRange(times: ArrayLike<number>, span: number, bars: boolean): [number, number] {
    const last = (times[times.length - 1] ?? 0) + (bars ? HALF_AN_HOUR : 0);
    const first = (times[0] ?? 0) - (bars ? HALF_AN_HOUR : 0);
    return [Math.min(first, last - span), last];
}

function timeLabel({ scales }: uPlot): (seconds: number) => string {
    const span = (scales.x?.max ?? 0) - (scales.x?.min ?? 0);
    return (seconds) => {
        const text = day(new Date(seconds * 1000)); // 2026-11-24 20:15:30
        return span > 2 * DAY ? text.slice(5, 10) : span > HALF_AN_HOUR ? text.slice(11, 16) : text.slice(11);
    };
}
