import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Changes } from "../data/changes.ts";
import { reason } from "../data/api.ts";

/** Renders again whenever something changes. */
export function useChanges(of: Changes): void {
    const [, render] = useReducer((n: number) => n + 1, 0);
    useEffect(
        () =>
            of.watch(() => {
                render(undefined);
            }),
        [of],
    );
}

/** What is being read from the server. */
export interface Loaded<Data> {
    data: Data | null;
    /** Why the last reading failed, or null. Older data stays. */
    failure: string | null;
    /** Reads at once. */
    reload: () => void;
}

/**
 * Reads from the server, at once and then every so often while the view is shown.
 *
 * @param read reads; another function means that something else is wanted: what was read before is forgotten
 * @param everyMs 0 for once
 */
export function useLoaded<Data>(read: () => Promise<Data>, everyMs: number): Loaded<Data> {
    const [state, setState] = useState<{ of: unknown; data: Data | null; failure: string | null }>({
        of: read,
        data: null,
        failure: null,
    });
    const again = useRef<() => void>(() => undefined);
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        let left = false;
        let reading = false;
        let asked = 0;
        const poll = async () => {
            reading = true;
            const before = asked;
            try {
                const data = await read();
                if (!left) {
                    setState({ of: read, data, failure: null });
                }
            } catch (failure) {
                if (!left) {
                    setState((before) => ({
                        of: read,
                        data: before.of === read ? before.data : null,
                        failure: reason(failure),
                    }));
                }
            }
            reading = false;
            if (!left && asked !== before) {
                void poll();
            } else if (!left && everyMs > 0) {
                timer = setTimeout(() => void poll(), everyMs);
            }
        };
        again.current = () => {
            asked++;
            if (!reading) {
                clearTimeout(timer);
                void poll();
            }
        };
        void poll();
        return () => {
            left = true;
            clearTimeout(timer);
        };
    }, [read, everyMs]);
    const current = state.of === read;
    return {
        data: current ? state.data : null,
        failure: current ? state.failure : null,
        reload: useCallback(() => {
            again.current();
        }, []),
    };
}

/** The width and height of an element in CSS pixels, kept up to date. */
export function useSize(): [{ current: HTMLDivElement | null }, { width: number; height: number }] {
    const ref = useRef<HTMLDivElement>(null);
    const [size, setSize] = useState({ width: 0, height: 0 });
    useLayoutEffect(() => {
        const element = ref.current;
        if (element === null) {
            return undefined;
        }
        const observer = new ResizeObserver(() => {
            setSize({ width: element.clientWidth, height: element.clientHeight });
        });
        observer.observe(element);
        setSize({ width: element.clientWidth, height: element.clientHeight });
        return () => {
            observer.disconnect();
        };
    }, []);
    return [ref, size];
}

/** The time, updated at an interval. */
export function useNow(everyMs: number): Date {
    const [now, setNow] = useState(() => new Date());
    useEffect(() => {
        const timer = setInterval(() => {
            setNow(new Date());
        }, everyMs);
        return () => {
            clearInterval(timer);
        };
    }, [everyMs]);
    return now;
}

/** Whether the page is as narrow as a phone. */
export function useNarrow(): boolean {
    const query = "(max-width: 700px)";
    const [narrow, setNarrow] = useState(() => matchMedia(query).matches);
    useEffect(() => {
        const media = matchMedia(query);
        const listen = () => {
            setNarrow(media.matches);
        };
        media.addEventListener("change", listen);
        return () => {
            media.removeEventListener("change", listen);
        };
    }, []);
    return narrow;
}
