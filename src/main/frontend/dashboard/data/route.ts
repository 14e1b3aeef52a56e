/** The views, in the order of the navigation. */
export const VIEWS = ["overview", "live", "request", "routes", "connections", "drift", "legacy", "security", "try"] as const;

export type View = (typeof VIEWS)[number];

/** Where somebody is: what a link says. */
export interface Route {
    view: View;
    /** The request, of the view of one. */
    id: string;
    query: URLSearchParams;
}

/** Reads the part of an address behind the `#`. What makes no sense is the overview. */
export function parseRoute(hash: string): Route {
    const [path, query] = splitOnce(hash.replace(/^#?\/?/u, ""), "?");
    const [name, id] = splitOnce(path, "/");
    const view = VIEWS.find((known) => known === name) ?? "overview";
    return { view, id: decode(id), query: new URLSearchParams(query) };
}

/** Writes a link that {@link parseRoute} reads. */
export function link(view: View, id = "", query = new URLSearchParams()): string {
    const path = id === "" ? view : `${view}/${encodeURIComponent(id)}`;
    const text = query.toString();
    return `#/${path}${text === "" ? "" : `?${text}`}`;
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

function splitOnce(text: string, separator: string): [string, string] {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
