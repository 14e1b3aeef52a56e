import type { DriftCell, DriftFeature, DriftModel } from "./answers.ts";
import { count, percent, whole } from "./format.ts";

/** Categories that are shown on their own; the rarest share one bar. */
const MOST_VALUES = 11;

/** A model and its version, for people. */
export function modelName({ model, model_version: version }: Pick<DriftModel, "model" | "model_version">): string {
    return version === null ? model : `${model}, version ${version}`;
}

/** What is known of a model, in words. */
export function summary(of: DriftModel): string {
    const { reference, last } = of;
    if (reference.state === "learning") {
        return (
            `Learning what is normal: ${whole(reference.events)} of ` +
            `${count(Math.max(reference.events, reference.wanted), "event")} so far.`
        );
    }
    if (last === null) {
        return `What is normal is known from ${count(reference.events, "event")}. The first window is being counted.`;
    }
    const window = `the last window of ${count(last.events, "event")}`;
    if (last.drifted_features > 0) {
        const others = last.drifted_features - 1;
        return (
            `In ${window}, “${last.worst_feature ?? ""}”` +
            (others > 0 ? ` and ${count(others, "other feature")} were` : " was") +
            " not as in the reference." +
            (of.status === "DRIFT_CONFIRMED" ? " It has been so for at least three windows in a row." : "")
        );
    }
    return (
        `In ${window}, all features were as in the reference.` +
        (of.status === "NO_DRIFT" ? "" : " The drift is over after three such windows in a row.")
    );
}

/** What is missing for the next verdict, in words. */
export function missing({ missing_events: events }: Pick<DriftModel, "missing_events">): string {
    return events === 0 ? "due" : `in ${count(events, "event")}`;
}

/** One pair of bars: which part of the reference, and of the last window. */
export interface Bar {
    label: string;
    reference: number;
    current: number;
}

/** The bars of a feature, as parts of all its events; rare categories are one. */
export function bars({ cells }: Pick<DriftFeature, "cells">): Bar[] {
    const references = sum(cells, ({ reference }) => reference);
    const currents = sum(cells, ({ current }) => current);
    const all = cells.map((cell) => ({
        kind: cell.kind,
        label: label(cell),
        reference: references === 0 ? 0 : cell.reference / references,
        current: currents === 0 ? 0 : cell.current / currents,
    }));
    const values = all.filter(({ kind }) => kind === "value").sort((a, b) => weight(b) - weight(a));
    const shown = values.length > MOST_VALUES + 1 ? values.slice(0, MOST_VALUES) : values;
    const rest = values.slice(shown.length).concat(all.filter(({ kind }) => kind === "other"));
    const other = {
        kind: "other",
        label: "other",
        reference: sum(rest, ({ reference }) => reference),
        current: sum(rest, ({ current }) => current),
    };
    return [
        ...all.filter(({ kind }) => kind === "bin"),
        ...shown,
        ...[other, ...all.filter(({ kind }) => kind === "missing")].filter((bar) => weight(bar) > 0),
    ].map(({ label: text, reference, current }) => ({ label: text, reference, current }));
}

function weight({ reference, current }: Omit<Bar, "label">): number {
    return Math.max(reference, current);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
    return items.reduce((total, item) => total + of(item), 0);
}

/** What a cell counts, in words. */
export function label({ kind, label: text, from, to }: DriftCell): string {
    switch (kind) {
        case "value":
            return text === "" ? "(empty)" : (text ?? "");
        case "bin":
            if (from === null) {
                return to === null ? "any" : `below ${number(to)}`;
            }
            return to === null ? `${number(from)} or more` : `${number(from)} to ${number(to)}`;
        case "other":
        case "missing":
            return kind;
    }
}

function number(value: DriftCell["from"]): string {
    return String(Number(Number(value).toPrecision(4)));
}

/** Where a feature differs most, in words; null where nothing was compared yet. */
export function difference(of: DriftFeature): string | null {
    if (of.psi === null) {
        return null;
    }
    const [most] = bars(of).sort((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
    return most === undefined || most.current === most.reference
        ? "no difference"
        : `${most.label}: ${percent(most.reference)} before, ${percent(most.current)} now`;
}
