import type { VNode } from "preact";
import { readTraceLink, traceAddress } from "../data/trace.ts";
import { useLoaded } from "./hooks.ts";

/** A trace's id, with a link to where it can be seen if there is such a place. */
export function TraceId({ id }: { id: string }): VNode {
    const { data: template } = useLoaded(readTraceLink, 0);
    const address = traceAddress(template, id);
    return address === null ? (
        <>{id}</>
    ) : (
        <a href={address} target="_blank" rel="noreferrer" title="Open this trace in another application">
            {id}
        </a>
    );
}
