import { describe, expect, it } from "vitest";
import {
    archiveWords,
    exportAddress,
    parametersOf,
    searchFromQuery,
    searchToQuery,
    selection,
    timeOf,
    zoomed,
    zoomedOut,
} from "../data/search.ts";

const read = (text: string) => searchFromQuery(new URLSearchParams(text));

describe("a search", () => {
    it("is over the last day by default", () => {
        expect(read("")).toEqual({
            last: 86_400,
            since: 0,
            until: 0,
            types: [],
            client: "",
            request: "",
            trace: "",
            text: "",
        });
    });

    it.each([
        "",
        "last=900",
        "since=100.5&until=200.25",
        "last=3600&type=a.b&type=c&client=x%26y&request=r%2F1&trace=t&q=a+b%22",
    ])("brings the link %j there and back", (text) => {
        expect(searchToQuery(read(text)).toString()).toBe(text);
    });

    it.each(["since=200&until=100", "since=x&until=5", "since=1", "last=0", "last=-5", "last=x", "last=Infinity", "since=1&until=Infinity"])(
        "takes the default for %j",
        (text) => {
            expect(read(text).last).toBe(86_400);
        },
    );

    it("asks for its time and its conditions, in the API's names", () => {
        const search = read("last=60&type=a&type=b&client=+c+&request=r&trace=t&q=x");
        const parameters = parametersOf(search, timeOf(search, 1000));
        expect(parameters.toString()).toBe(
            "since=940.000000&until=1000.000000&event_type=a&event_type=b&client_id=c&request_id=r&trace_id=t&text=x",
        );
    });

    it("writes no exponent", () => {
        expect(parametersOf(read(""), { since: 1e-7, until: 1.755e9 }).get("since")).toBe("0.000000");
    });

    it("exports what it finds", () => {
        const address = new URL(exportAddress(read("client=c"), { since: 1, until: 2 }), "http://h/");
        expect(address.pathname).toBe("/api/v2/observability/events");
        expect(address.searchParams.get("format")).toBe("ndjson");
        expect(address.searchParams.get("client_id")).toBe("c");
        expect(address.searchParams.get("limit")).toBeNull();
    });

    it("zooms into a part, whichever end came first", () => {
        expect(zoomed(read("client=c"), 20, 10)).toMatchObject({ last: null, since: 10, until: 20, client: "c" });
        expect(zoomed(read(""), 10, 10).until).toBeGreaterThan(10);
    });

    it("zooms out to twice the time, not into the future", () => {
        expect(zoomedOut(read("since=100&until=200"), 1000)).toMatchObject({ since: 50, until: 250 });
        expect(zoomedOut(read("since=100&until=200"), 210)).toMatchObject({ since: 50, until: 210 });
        expect(zoomedOut(read("since=10&until=200"), 1000).since).toBe(0);
        expect(zoomedOut(read("last=100"), 1000)).toMatchObject({ since: 850, until: 1000 });
    });

    it("chooses bars in order", () => {
        expect(selection(5, 2)).toEqual({ from: 2, to: 5 });
        expect(selection(2, 2)).toEqual({ from: 2, to: 2 });
    });

    it.each(["behind", "unavailable", "timed_out"] as const)("warns where the archive is %s", (archive) => {
        expect(archiveWords(archive).tone).toBe("warn");
    });

    it("says that the archive is complete, or that there is none", () => {
        expect(archiveWords("complete").tone).toBe("good");
        expect(archiveWords(null).text).toContain("no archive");
    });
});
