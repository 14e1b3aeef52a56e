import { describe, expect, it } from "vitest";
import type { Archive, Health } from "../data/answers.ts";
import { archiveFigures } from "../data/archive.ts";

const NOW = new Date("2026-03-01T12:00:00Z");

function health(archive?: Archive): Health {
    const websockets = { max_connections: 10, draining: false };
    return { status: "healthy", issues: [], checks: archive === undefined ? { websockets } : { websockets, archive } };
}

describe("archiveFigures", () => {
    it("says how much there is, what waits and what is lost", () => {
        const archive = { state: "ok", rows: 1_200, bytes: 2_048, oldest: "2026-03-01T11:00:00Z", lag: 7, lost: 3 };

        const figures = archiveFigures(health(archive), NOW);

        expect(figures?.state).toBe("ok");
        expect(figures?.note).toMatch(/^1,200 events, .*, the oldest .* ago; 7 wait, 3 lost$/);
    });

    it("leaves out what is not known", () => {
        const archive = { state: "starting", rows: 0, bytes: 0, lag: 0, lost: 0 };

        expect(archiveFigures(health(archive), NOW)?.note).toMatch(/^0 events, 0 .*; 0 wait$/);
    });

    it("is nothing where there is no archive", () => {
        expect(archiveFigures(null, NOW)).toBeNull();
        expect(archiveFigures(health(), NOW)).toBeNull();
    });
});
