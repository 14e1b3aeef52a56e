/** The dashboard: what an engineer on call opens first. */
import "uplot/dist/uPlot.min.css";
import "./index.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { LiveEvents } from "./data/live.ts";
import { Monitor } from "./data/monitor.ts";
import { Theme } from "./ui/theme.ts";

const root = document.querySelector("#app");
if (root !== null) {
    root.replaceChildren();
    render(<App monitor={new Monitor()} live={new LiveEvents()} theme={new Theme()} />, root);
}
