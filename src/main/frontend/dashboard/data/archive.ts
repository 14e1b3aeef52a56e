import type { Health } from "./answers.ts";
import { ago, bytes, short, whole } from "./format.ts";

/** The archive at a glance; null where there is none. */
export function archiveFigures(health: Health | null, now: Date): { state: string; note: string } | null {
    const archive = health?.checks.archive;
    if (archive === undefined) {
        return null;
    }
    const oldest = archive.oldest === undefined ? "" : `, the oldest ${ago(new Date(archive.oldest), now)}`;
    const lost = archive.lost === 0 ? "" : `, ${whole(archive.lost)} lost`;
    return {
        state: archive.state,
        note: `${short(archive.rows)} events, ${bytes(archive.bytes)}${oldest}; ${whole(archive.lag)} wait${lost}`,
    };
}
