import { describe, expect, it } from "vitest";
import { link, parseRoute } from "../data/route.ts";

describe("a route", () => {
    it.each(["predict-42", "a/b", "a%2Fb", "?x=1&y", "#", "<img src=x>", "grüße 😀", "."])(
        "brings the id %s there and back",
        (id) => {
            const route = parseRoute(link("request", id));
            expect([route.view, route.id]).toEqual(["request", id]);
        },
    );

    it("brings a query", () => {
        const query = new URLSearchParams([
            ["type", "a"],
            ["type", "b"],
            ["q", "x?y/z#"],
        ]);
        const route = parseRoute(link("live", "", query));
        expect(route.view).toBe("live");
        expect(route.query.toString()).toBe(query.toString());
    });

    it.each(["", "#", "#/", "#/nothing", "nonsense", "#/overview/"])("is the overview for %j", (hash) => {
        expect(parseRoute(hash).view).toBe("overview");
    });

    it("takes an id that is badly encoded as it is", () => {
        expect(parseRoute("#/request/%E0%A4%A").id).toBe("%E0%A4%A");
    });
});
