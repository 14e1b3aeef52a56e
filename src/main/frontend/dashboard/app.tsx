import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveEvents } from "./data/live.ts";
import type { Monitor } from "./data/monitor.ts";
import { link, parseRoute, VIEWS, type Route, type View } from "./data/route.ts";
import { clock } from "./data/format.ts";
import { useAccess } from "./ui/access.ts";
import { useChanges } from "./ui/hooks.ts";
import { Loading, Status } from "./ui/parts.tsx";
import type { Theme, ThemeChoice } from "./ui/theme.ts";
import { ConnectionsView } from "./views/connections.tsx";
import { DriftView } from "./views/drift.tsx";
import { LegacyView } from "./views/legacy.tsx";
import { LoginView } from "./views/login.tsx";
import { LiveView } from "./views/live.tsx";
import { OverviewView } from "./views/overview.tsx";
import { RequestView } from "./views/request.tsx";
import { RoutesView } from "./views/routes.tsx";
import { SecurityView } from "./views/security.tsx";
import { TryView } from "./views/try.tsx";

const NAMES: Record<View, string> = {
    overview: "Overview",
    live: "Live events",
    request: "One request",
    routes: "Routes",
    connections: "Connections",
    drift: "Drift",
    legacy: "Legacy",
    security: "Security",
    try: "Try it",
};

interface AppProps {
    monitor: Monitor;
    live: LiveEvents;
    theme: Theme;
}

/** The page, for those who may see it; else where they log in. */
export function Page(props: AppProps): VNode {
    const access = useAccess();
    if (access.mustLogIn === false) {
        return <App {...props} />;
    }
    return (
        <main id="main" aria-label="Wirescope">
            {access.mustLogIn === null ? <Loading /> : <LoginView />}
        </main>
    );
}

/** What is on every view, and the view that the link names. */
function App({ monitor, live, theme }: AppProps): VNode {
    const route = useRoute();
    const main = useRef<HTMLElement>(null);
    const views = useRef<HTMLUListElement>(null);
    const first = useRef(true);

    useEffect(() => {
        monitor.start();
        return () => {
            monitor.stop();
        };
    }, [monitor]);

    useEffect(() => {
        document.title = `${NAMES[route.view]}${route.id === "" ? "" : ` ${route.id}`} · Wirescope`;
        if (!first.current) {
            main.current?.focus(); // or a screen reader stays in a navigation whose page has changed
        }
        first.current = false;
        views.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }, [route.view, route.id]);

    return (
        <>
            <a
                class="skip"
                href="#main"
                onClick={(event) => {
                    event.preventDefault(); // the part behind the # says which view
                    main.current?.focus();
                }}
            >
                Skip to content
            </a>
            <header class="top">
                <a class="brand" href={link("overview")}>
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M2 12h4l3-8 5 16 3-8h5" />
                    </svg>
                    Wirescope
                </a>
                <nav aria-label="Views">
                    <ul ref={views}>
                        {VIEWS.map((view) => (
                            <li key={view}>
                                <a href={link(view)} aria-current={view === route.view ? "page" : undefined}>
                                    {NAMES[view]}
                                </a>
                            </li>
                        ))}
                    </ul>
                </nav>
                <div class="top-end">
                    <ServerStatus monitor={monitor} />
                    <Who />
                    <ThemeButton theme={theme} />
                </div>
            </header>
            <main id="main" ref={main} tabindex={-1} aria-label={NAMES[route.view]} class={`view-${route.view}`}>
                <CurrentView route={route} monitor={monitor} live={live} theme={theme} />
            </main>
        </>
    );
}

function CurrentView({ route, monitor, live, theme }: AppProps & { route: Route }): VNode {
    switch (route.view) {
        case "overview":
            return <OverviewView monitor={monitor} theme={theme} />;
        case "live":
            return <LiveView live={live} query={route.query} />;
        case "request":
            return <RequestView id={route.id} />;
        case "routes":
            return <RoutesView query={route.query} />;
        case "connections":
            return <ConnectionsView query={route.query} />;
        case "drift":
            return <DriftView query={route.query} theme={theme} />;
        case "legacy":
            return <LegacyView theme={theme} />;
        case "security":
            return <SecurityView theme={theme} />;
        case "try":
            return <TryView />;
    }
}

function useRoute(): Route {
    const [route, setRoute] = useState(() => parseRoute(location.hash));
    useEffect(() => {
        const listen = () => {
            setRoute(parseRoute(location.hash));
        };
        addEventListener("hashchange", listen);
        return () => {
            removeEventListener("hashchange", listen);
        };
    }, []);
    return route;
}

function ServerStatus({ monitor }: { monitor: Monitor }): VNode {
    useChanges(monitor);
    const status =
        monitor.failure !== null
            ? ({ tone: "bad", text: "unreachable" } as const)
            : monitor.health === null
              ? ({ tone: "quiet", text: "asking…" } as const)
              : monitor.health.status === "healthy"
                ? ({ tone: "good", text: "healthy" } as const)
                : ({ tone: "warn", text: monitor.health.status } as const);
    return (
        <span role="status" aria-label="Server">
            <Status tone={status.tone}>{status.text}</Status>
        </span>
    );
}

function Who(): VNode | null {
    const access = useAccess();
    const { caller } = access;
    if (caller === null) {
        return null;
    }
    const until = caller.expires_at === null ? "" : `, until ${clock(Date.parse(caller.expires_at) / 1000)}`;
    return (
        <>
            <span class="who cut" title={`Roles: ${caller.roles.join(", ")}${until}`}>
                {caller.subject}
                <span class="faint">{until}</span>
            </span>
            <button
                type="button"
                class="quiet"
                onClick={() => {
                    void access.logOut();
                }}
            >
                Log out
            </button>
        </>
    );
}

const THEMES: Record<ThemeChoice, { icon: string; name: string }> = {
    auto: { icon: "◐", name: "system theme" },
    light: { icon: "☀", name: "light" },
    dark: { icon: "☾", name: "dark" },
};

function ThemeButton({ theme }: { theme: Theme }): VNode {
    useChanges(theme);
    const { icon, name } = THEMES[theme.choice];
    return (
        <button
            type="button"
            class="quiet icon"
            aria-label={`Colours: ${name}`}
            title={`Colours: ${name}`}
            onClick={() => {
                theme.next();
            }}
        >
            {icon}
        </button>
    );
}
