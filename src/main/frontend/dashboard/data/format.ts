import { SourceNumber } from "./json.ts";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** Shown in place of a missing value. */
export const NOTHING = "–";

/** A whole number, with separators; all of its digits, however many. */
export function whole(value: number | SourceNumber): string {
    const source = value instanceof SourceNumber ? value.source : "";
    if (/^-?\d{1,40}$/u.test(source)) {
        return NUMBER.format(BigInt(source));
    }
    return Number.isFinite(Number(value)) ? NUMBER.format(Number(value)) : String(value);
}

/** A number in short form: 12.3K. */
export function short(value: number): string {
    return value < 10_000 ? whole(value) : SHORT.format(value);
}

/** So many of something. */
export function count(value: number, one: string, many = one + "s"): string {
    return `${whole(value)} ${value === 1 ? one : many}`;
}

/** A rate per second, with a fraction where it is small. */
export function rate(of: number | SourceNumber | null): string {
    const value = of === null ? NaN : Number(of);
    if (!Number.isFinite(value)) {
        return NOTHING;
    }
    return value > 0 && value < 9.95 ? value.toFixed(1) : short(Math.round(value));
}

/** A part of a whole, from 0 to 1, in percent. */
export function percent(of: number | SourceNumber | null): string {
    const value = of === null ? NaN : Number(of) * 100;
    if (!Number.isFinite(value)) {
        return NOTHING;
    }
    return value > 0 && value < 0.1 ? "<0.1 %" : `${String(Math.round(value * 10) / 10)} %`;
}

/** Milliseconds, in a unit that fits. */
export function millis(of: number | SourceNumber | null): string {
    const value = of === null ? NaN : Number(of);
    if (!Number.isFinite(value)) {
        return NOTHING;
    }
    if (value === 0) {
        return "0 ms";
    }
    if (Math.abs(value) < 1) {
        return `${String(Math.round(value * 1000))} µs`;
    }
    return Math.abs(value) < 10_000 ? `${trimmed(value)} ms` : duration(value / 1000);
}

function trimmed(value: number): string {
    return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** Seconds, in the two largest units: 3 h 12 min. */
export function duration(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    const units: [number, string][] = [
        [86_400, "d"],
        [3_600, "h"],
        [60, "min"],
        [1, "s"],
    ];
    const largest = units.findIndex(([size]) => whole >= size);
    if (largest < 0) {
        return "0 s";
    }
    let rest = whole;
    const parts: string[] = [];
    for (const [size, name] of units.slice(largest, largest + 2)) {
        const number = Math.floor(rest / size);
        rest -= number * size;
        if (number > 0) {
            parts.push(`${String(number)} ${name}`);
        }
    }
    return parts.join(" ");
}

/** Bytes, in a unit that fits. */
export function bytes(value: number): string {
    if (value < 1024) {
        return `${whole(value)} B`;
    }
    const kibibytes = value / 1024;
    return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}

/** The time of day in the reader's zone, to the millisecond. */
export function clock(epochSeconds: number): string {
    const time = new Date(Math.floor(epochSeconds * 1000 + 0.0005));
    return (
        `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.` +
        String(time.getMilliseconds()).padStart(3, "0")
    );
}

/** A day and time of day in the reader's zone, to the second. */
export function day(time: Date): string {
    return Number.isNaN(time.getTime())
        ? NOTHING
        : `${String(time.getFullYear())}-${two(time.getMonth() + 1)}-${two(time.getDate())} ` +
              `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A value of a chart: three decimals, and six digits of what is too large to be exact. */
export function plotted(value: number | null): string {
    if (value === null) {
        return NOTHING;
    }
    return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toPrecision(6) : String(Math.round(value * 1000) / 1000);
}

/** How long ago something was. */
export function ago(time: Date, now: Date): string {
    const seconds = (now.getTime() - time.getTime()) / 1000;
    if (Number.isNaN(seconds)) {
        return NOTHING;
    }
    return seconds < 1 ? "just now" : `${duration(seconds)} ago`;
}

function two(value: number): string {
    return String(value).padStart(2, "0");
}
