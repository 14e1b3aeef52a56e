/** The dashboard: what an engineer on call opens first. */
import "uplot/dist/uPlot.min.css";
import "./index.css";
import { render } from "preact";
import { Page } from "./app.tsx";
import { Access } from "./data/access.ts";
import { PAGE_ID } from "./data/api.ts";
import { LiveEvents } from "./data/live.ts";
import { Monitor } from "./data/monitor.ts";
import { AccessContext } from "./ui/access.ts";
import { Theme } from "./ui/theme.ts";

const root = document.querySelector("#app");
if (root !== null) {
    root.replaceChildren();
    const access = new Access();
    void access.start(location.search);
    if (location.search !== "") {
        history.replaceState(null, "", location.pathname + location.hash); // a word of the login is said once
    }
    render(
        <AccessContext.Provider value={access}>
            <Page monitor={new Monitor()} live={new LiveEvents(() => access.clientId(PAGE_ID))} theme={new Theme()} />
        </AccessContext.Provider>,
        root,
    );
}
