import { describe, expect, it } from "vitest";
import { histogram, parseMetrics, percentile, since, total, type Histogram } from "../data/metrics.ts";

const exact = (counts: number[], bounds = [10, 20, 50, Infinity]): Histogram => ({ bounds, counts });

describe("parseMetrics", () => {
    it("reads names, labels and values", () => {
        const scrape = parseMetrics('# HELP a what\n# TYPE a gauge\na 1\nb{x="1",y="two"} 2.5\n');
        expect(scrape.get("a")).toEqual([{ labels: new Map(), value: 1 }]);
        expect(scrape.get("b")).toEqual([
            {
                labels: new Map([
                    ["x", "1"],
                    ["y", "two"],
                ]),
                value: 2.5,
            },
        ]);
    });

    it("takes what servers write differently", () => {
        const scrape = parseMetrics(
            'a{x="1",} 1\r\nb{ x = "1" , y="2" } 1E3 1700000000\nc +Inf\nd{} 4 # {t="1"} 2\n# EOF',
        );
        expect(scrape.get("a")?.[0]?.labels.get("x")).toBe("1");
        expect(scrape.get("b")?.[0]).toEqual({
            labels: new Map([
                ["x", "1"],
                ["y", "2"],
            ]),
            value: 1000,
        });
        expect(scrape.get("c")?.[0]?.value).toBe(Infinity);
        expect(scrape.get("d")?.[0]?.value).toBe(4);
    });

    it("unescapes labels, also with braces and commas in them", () => {
        const [sample] = parseMetrics('a{path="/ws/{id}, \\"x\\"\\n\\\\"} 1').get("a") ?? [];
        expect(sample?.labels.get("path")).toBe('/ws/{id}, "x"\n\\');
    });

    it.each(["", "a", "a{", 'a{x="1" 1', "a{x=1} 1", "a NaN", "a one", '{x="1"} 1', "<html>"])(
        "passes over %j",
        (line) => {
            expect(parseMetrics(line).size).toBe(0);
        },
    );
});

describe("histogram", () => {
    const text = (counts: number[], label = "") =>
        ["10", "20", "50", "+Inf"]
            .map((le, i) => `h_bucket_total{${label}le="${le}"} ${String(counts[i])}.0\n`)
            .join("");

    it("adds up all labels and sorts by bound", () => {
        const both = parseMetrics(text([1, 2, 3, 3], 'p="a",') + text([0, 1, 1, 1], 'p="b",'));
        expect(histogram(both, "h_bucket_total")).toEqual(exact([1, 3, 4, 4]));
        expect(histogram(both, "other")).toBeNull();
    });

    it("takes all from the bucket of all, however many the others lack", () => {
        expect(histogram(parseMetrics(text([400, 800, 1028, 10_500])), "h_bucket_total")).toEqual(
            exact([400, 800, 1028, 10_500]),
        );
    });
});

describe("since", () => {
    it("is the difference", () => {
        expect(since(exact([1, 2, 3, 4]), exact([1, 4, 6, 9]))).toEqual(exact([0, 2, 3, 5]));
    });

    it.each<[string, Histogram]>([
        ["the server has begun anew", exact([9, 9, 9, 99])],
        ["the buckets differ", exact([0, 0], [10, Infinity])],
    ])("is all where %s", (_, earlier) => {
        expect(since(earlier, exact([1, 4, 6, 9]))).toEqual(exact([1, 4, 6, 9]));
    });
});

describe("percentile", () => {
    it("interpolates within its bucket", () => {
        expect(percentile(exact([0, 10, 10, 10]), 0.5)).toBe(15);
        expect(percentile(exact([10, 20, 40, 40]), 0.75)).toBe(35);
        expect(percentile(exact([4, 4, 4, 4]), 0.5)).toBe(5);
        expect(percentile(exact([4, 4, 4, 4]), 1)).toBe(10);
    });

    it("is the last bound for what is beyond it", () => {
        expect(percentile(exact([0, 0, 0, 3]), 0.5)).toBe(50);
    });

    it("is nothing where nothing was observed", () => {
        expect(percentile(exact([0, 0, 0, 0]), 0.5)).toBeNull();
        expect(total(exact([0, 0, 0, 7]))).toBe(7);
    });

    it("rises", () => {
        const of = exact([3, 50, 90, 100]);
        const values = [0, 0.1, 0.5, 0.9, 0.99, 1].map((quantile) => percentile(of, quantile) ?? 0);
        expect(values).toEqual([...values].sort((a, b) => a - b));
    });
});
