import { describe, expect, it } from "vitest";
import type { DriftCell, DriftFeature, DriftModel, DriftVerdict } from "../data/answers.ts";
import { bars, difference, label, missing, modelName, summary } from "../data/drift.ts";
import { driftTone, words } from "../data/drift-status.ts";

const VERDICT: DriftVerdict = {
    calculated_at: "2026-11-27T10:00:00Z",
    events: 500,
    drift_score: 0.02,
    worst_feature: "age",
    threshold: 0.1,
    drifted_features: 0,
    status: "NO_DRIFT",
};

function model(of: Partial<DriftModel>): DriftModel {
    return {
        model: "fraud",
        model_version: "7",
        status: "NO_DRIFT",
        last: null,
        reference: { state: "complete", origin: "learned", events: 5000, wanted: 5000, complete_at: null },
        window_events: 0,
        window_wanted: 500,
        missing_events: 500,
        least_psi: 0.1,
        last_event_at: "2026-11-27T10:00:00Z",
        history: [],
        features: [],
        ...of,
    };
}

function cell(of: Partial<DriftCell>): DriftCell {
    return { kind: "bin", label: null, from: null, to: null, reference: 0, current: 0, ...of };
}

function feature(cells: DriftCell[], psi: number | null = 0.2): DriftFeature {
    return {
        name: "age",
        kind: "number",
        psi,
        jensen_shannon: null,
        ks: null,
        threshold: 0.1,
        drifted: false,
        windows_in_a_row: 0,
        cells,
    };
}

describe("summary", () => {
    it.each([
        [
            { reference: { state: "learning", origin: null, events: 3200, wanted: 5000, complete_at: null } },
            "Learning what is normal: 3,200 of 5,000 events so far.",
        ],
        [{}, "What is normal is known from 5,000 events. The first window is being counted."],
        [{ last: VERDICT }, "In the last window of 500 events, all features were as in the reference."],
        [
            { last: { ...VERDICT, drifted_features: 1 }, status: "DRIFT_DETECTED" },
            "In the last window of 500 events, “age” was not as in the reference.",
        ],
        [
            { last: { ...VERDICT, drifted_features: 3 }, status: "DRIFT_CONFIRMED" },
            "In the last window of 500 events, “age” and 2 other features were not as in the reference." +
                " It has been so for at least three windows in a row.",
        ],
        [
            { last: VERDICT, status: "DRIFT_CONFIRMED" },
            "In the last window of 500 events, all features were as in the reference." +
                " The drift is over after three such windows in a row.",
        ],
    ] as [Partial<DriftModel>, string][])("of %j", (of, text) => {
        expect(summary(model(of))).toBe(text);
    });
});

describe("a model", () => {
    it("is named with its version, where it has one", () => {
        expect(modelName(model({}))).toBe("fraud, version 7");
        expect(modelName(model({ model_version: null }))).toBe("fraud");
    });

    it("says how many events are missing", () => {
        expect(missing(model({ missing_events: 1377 }))).toBe("in 1,377 events");
        expect(missing(model({ missing_events: 1 }))).toBe("in 1 event");
        expect(missing(model({ missing_events: 0 }))).toBe("due");
    });
});

describe("label", () => {
    it.each([
        [{ to: 18 }, "below 18"],
        [{ from: 18, to: 31.512345 }, "18 to 31.51"],
        [{ from: 1234567 }, "1235000 or more"],
        [{}, "any"],
        [{ kind: "value", label: "DE" }, "DE"],
        [{ kind: "value", label: "" }, "(empty)"],
        [{ kind: "other" }, "other"],
        [{ kind: "missing" }, "missing"],
    ] as [Partial<DriftCell>, string][])("of %j is %s", (of, text) => {
        expect(label(cell(of))).toBe(text);
    });
});

describe("bars", () => {
    it("are parts of all events, in the order of the bins, without what never occurs", () => {
        expect(
            bars(
                feature([
                    cell({ to: 1, reference: 75, current: 1 }),
                    cell({ from: 1, reference: 25, current: 2 }),
                    cell({ kind: "missing", current: 1 }),
                ]),
            ),
        ).toEqual([
            { label: "below 1", reference: 0.75, current: 0.25 },
            { label: "1 or more", reference: 0.25, current: 0.5 },
            { label: "missing", reference: 0, current: 0.25 },
        ]);
        expect(bars(feature([cell({ reference: 5 }), cell({ kind: "missing" })]))).toEqual([
            { label: "any", reference: 1, current: 0 },
        ]);
        expect(bars(feature([]))).toEqual([]);
    });

    it("of many categories are the most frequent ones and one for the others", () => {
        const cells = Array.from({ length: 50 }, (_, i) => cell({ kind: "value", label: `v${String(i)}`, reference: i }));
        const all = bars(feature([...cells, cell({ kind: "other", reference: 10 })]));
        expect(all).toHaveLength(12);
        expect(all[0]?.label).toBe("v49");
        expect(all[11]?.label).toBe("other");
        expect(all.reduce((total, { reference }) => total + reference, 0)).toBeCloseTo(1);
    });
});

describe("difference", () => {
    it("is where the shares are furthest apart", () => {
        const cells = [
            cell({ to: 1, reference: 50, current: 30 }),
            cell({ from: 1, to: 2, reference: 40, current: 45 }),
            cell({ from: 2, reference: 10, current: 25 }),
        ];
        expect(difference(feature(cells))).toBe("below 1: 50 % before, 30 % now");
        expect(difference(feature(cells, null))).toBeNull();
        expect(difference(feature([cell({ reference: 1, current: 1 })]))).toBe("no difference");
    });
});

describe("a status", () => {
    it.each([
        ["NO_DRIFT", "good", "no drift"],
        ["DRIFT_DETECTED", "warn", "drift detected"],
        ["DRIFT_CONFIRMED", "bad", "drift confirmed"],
        [undefined, "quiet", "unknown"],
    ] as const)("%s is %s", (status, tone, text) => {
        expect(driftTone(status)).toBe(tone);
        expect(words(status)).toBe(text);
    });
});
