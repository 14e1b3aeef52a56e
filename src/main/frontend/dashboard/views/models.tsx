import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { DriftFeature, DriftModel, DriftModels } from "../data/answers.ts";
import { call } from "../data/api.ts";
import { bars, difference, missing, modelName, summary, type Bar } from "../data/drift.ts";
import { ago, count, NOTHING, percent, plotted, whole } from "../data/format.ts";
import { link } from "../data/route.ts";
import { Chart, type Line } from "../ui/chart.tsx";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Failure, Status } from "../ui/parts.tsx";
import type { Theme } from "../ui/theme.ts";
import { driftTone, words } from "../data/drift-status.ts";

const POLL_MS = 5_000;
const MOST_FEATURES = 24;
const SCORE: Line[] = [
    { label: "score", colour: "--series-1", as: "points" },
    { label: "counts as drift from", colour: "--series-5" },
];

interface Chosen {
    model: string | null;
    version: string | null;
}

/** The models that the server compares with their references itself; nothing where it does not. */
export function Models({ query, theme }: { query: URLSearchParams; theme: Theme }): VNode | null {
    const model = query.get("model");
    const version = query.get("version");
    const read = useCallback(async () => {
        const all = await call<DriftModels>("drift/models");
        const name = model ?? first(all.models);
        const one =
            name === null ? null : await call<DriftModels>(`drift/models?model=${encodeURIComponent(name)}`);
        return { all, shown: one === null ? null : choose(one.models, { model, version }) };
    }, [model, version]);
    const { data, failure, reload } = useLoaded(read, POLL_MS);
    if (data === null) {
        return failure === null ? null : <Failure retry={reload}>{failure}</Failure>;
    }
    if (data.all.detector === "off") {
        return null;
    }
    return (
        <>
            {failure !== null && <Failure retry={reload}>{failure}</Failure>}
            <Table of={data.all} shown={data.shown} />
            {data.shown !== null && <Detail of={data.shown} theme={theme} />}
        </>
    );
}

const SEVERITY = ["DRIFT_CONFIRMED", "DRIFT_DETECTED", "NO_DRIFT"];

// Without a choice, the one that needs attention most.
function worst(models: readonly DriftModel[]): DriftModel | null {
    return [...models].sort((a, b) => SEVERITY.indexOf(a.status) - SEVERITY.indexOf(b.status))[0] ?? null;
}

function first(models: readonly DriftModel[]): string | null {
    return worst(models)?.model ?? null;
}

function choose(versions: readonly DriftModel[], { model, version }: Chosen): DriftModel | null {
    return (
        (model === null ? undefined : versions.find((each) => each.model_version === version)) ?? worst(versions)
    );
}

function isSame(one: DriftModel | null, other: DriftModel): boolean {
    return one?.model === other.model && one.model_version === other.model_version;
}

function choice(of: DriftModel): string {
    const query = new URLSearchParams({ model: of.model });
    if (of.model_version !== null) {
        query.set("version", of.model_version);
    }
    return link("drift", "", query);
}

function Table({ of, shown }: { of: DriftModels; shown: DriftModel | null }): VNode {
    const skipped = Object.entries(of.events_skipped).filter(([, events]) => events > 0);
    const now = useNow(1_000);
    return (
        <section class="card" aria-labelledby="models-title">
            <h2 id="models-title">Models</h2>
            {of.models.length === 0 ? (
                <p class="faint">
                    The detector is on, and waits for events of type <code>inference.audit</code>.
                </p>
            ) : (
                <div class="scroll" tabindex={0} role="region" aria-label="Models">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">Model</th>
                                <th scope="col">Status</th>
                                <th scope="col" class="num">
                                    Score
                                </th>
                                <th scope="col">Differs most</th>
                                <th scope="col">Next verdict</th>
                                <th scope="col">Last event</th>
                            </tr>
                        </thead>
                        <tbody>
                            {of.models.map((model) => (
                                <tr
                                    key={`${model.model} ${model.model_version ?? ""}`}
                                    class={isSame(shown, model) ? "is-chosen" : ""}
                                >
                                    <th scope="row" class="cut">
                                        <a
                                            class="underlined"
                                            href={choice(model)}
                                            aria-current={isSame(shown, model) ? "true" : undefined}
                                        >
                                            {model.model}
                                        </a>
                                        <span class="sub cut">
                                            {model.model_version === null
                                                ? "no version named"
                                                : `version ${model.model_version}`}
                                        </span>
                                    </th>
                                    <td>
                                        <ModelStatus of={model} />
                                    </td>
                                    <td class="num">{score(model)}</td>
                                    <td class="cut">{model.last?.worst_feature ?? NOTHING}</td>
                                    <td>{missing(model)}</td>
                                    <td>{ago(new Date(model.last_event_at), now)}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {skipped.length > 0 && (
                <p class="faint">
                    Not counted:{" "}
                    {skipped
                        .map(([reason, events]) => `${count(events, "event")} (${reason.replaceAll("_", " ")})`)
                        .join(", ")}
                    .
                </p>
            )}
            {of.events_lost > 0 && (
                <p class="faint">
                    {count(of.events_lost, "event")} left the buffer before the detector read them: enlarge{" "}
                    <code>wirescope.events.buffer-size</code>.
                </p>
            )}
        </section>
    );
}

function ModelStatus({ of }: { of: DriftModel }): VNode {
    return of.reference.state === "learning" ? (
        <Status tone="quiet">learning</Status>
    ) : of.last === null ? (
        <Status tone="quiet">no verdict yet</Status>
    ) : (
        <Status tone={driftTone(of.status)}>{words(of.status)}</Status>
    );
}

function score({ last }: DriftModel): string {
    return last === null ? NOTHING : plotted(last.drift_score);
}

function Detail({ of, theme }: { of: DriftModel; theme: Theme }): VNode {
    const times = of.history.map((verdict) => Date.parse(verdict.calculated_at) / 1000);
    const columns = [
        times,
        of.history.map((verdict) => verdict.drift_score),
        of.history.map((verdict) => verdict.threshold),
    ];
    return (
        <>
            <section class={`card drift-now drift-${driftTone(of.status)}`} aria-label={modelName(of)}>
                <div class="drift-head">
                    <div>
                        <h2>{modelName(of)}</h2>
                        <p>{summary(of)}</p>
                        <p class="faint">
                            Next verdict {missing(of)}. A score says how far the shares of values have moved: 0 is not at
                            all, from {plotted(of.least_psi)} on it counts as drift if chance does not explain it.
                        </p>
                    </div>
                    <div class="score">
                        <p class="figure">{score(of)}</p>
                        <p class="faint">drift score</p>
                    </div>
                </div>
                <progress
                    max={of.reference.state === "learning" ? of.reference.wanted : of.window_wanted}
                    value={of.reference.state === "learning" ? of.reference.events : of.window_events}
                    aria-label={of.reference.state === "learning" ? "Events of the reference" : "Events of the window"}
                />
            </section>
            {of.history.length > 1 && (
                <Chart
                    title="Score of each window"
                    lines={SCORE}
                    columns={columns}
                    version={of.history.at(-1)?.calculated_at}
                    theme={theme}
                    format={plotted}
                    atLeast={0.2}
                    span={60}
                />
            )}
            {of.features.length > 0 && <Features of={of.features} />}
        </>
    );
}

function Features({ of }: { of: readonly DriftFeature[] }): VNode {
    return (
        <section class="card" aria-labelledby="features-title">
            <h2 id="features-title">Features, those that differ most first</h2>
            <p class="legend-text faint">
                <span class="swatch-reference" /> share of the reference <span class="swatch-current" /> share of the last
                window
            </p>
            <ul class="multiples">
                {of.slice(0, MOST_FEATURES).map((feature) => (
                    <li key={feature.name}>
                        <Feature of={feature} />
                    </li>
                ))}
            </ul>
            {of.length > MOST_FEATURES && (
                <p class="faint">
                    And {whole(of.length - MOST_FEATURES)} more, which differ less:{" "}
                    {of
                        .slice(MOST_FEATURES)
                        .map(({ name }) => name)
                        .join(", ")}
                </p>
            )}
        </section>
    );
}

function Feature({ of }: { of: DriftFeature }): VNode {
    const words = difference(of);
    return (
        <figure class={`multiple ${of.drifted ? "is-drifted" : ""}`}>
            <figcaption>
                <h3 class="cut" title={of.name}>
                    {of.name}
                </h3>
                <span class="num">{of.psi === null ? NOTHING : plotted(of.psi)}</span>
            </figcaption>
            <Histogram bars={bars(of)} compared={of.psi !== null} name={of.name} />
            <p class="sub">
                {of.drifted && <b>drifted, </b>}
                {words ?? "no window yet"}
            </p>
        </figure>
    );
}

const WIDTH = 240;
const HEIGHT = 64;

function Histogram({ bars: all, compared, name }: { bars: Bar[]; compared: boolean; name: string }): VNode {
    const top = Math.max(0.01, ...all.map(({ reference, current }) => Math.max(reference, current)));
    const step = WIDTH / all.length;
    const bar = step * 0.42;
    const text = all
        .map(
            ({ label, reference, current }) =>
                `${label}: ${percent(reference)}${compared ? ` before, ${percent(current)} now` : ""}`,
        )
        .join("; ");
    return (
        <svg
            class="histogram"
            viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${name}. ${text}`}
        >
            {all.map(({ label, reference, current }, index) => (
                <g key={label}>
                    <title>
                        {label}: {percent(reference)} before
                        {compared && `, ${percent(current)} now`}
                    </title>
                    <rect x={index * step} y={0} width={step} height={HEIGHT} class="hit" />
                    <Column x={index * step + step * 0.06} width={bar} part={reference / top} kind="reference" />
                    <Column x={index * step + step * 0.06 + bar} width={bar} part={current / top} kind="current" />
                </g>
            ))}
        </svg>
    );
}

function Column({ x, width, part, kind }: { x: number; width: number; part: number; kind: string }): VNode {
    return <rect x={x} y={HEIGHT - part * HEIGHT} width={width} height={part * HEIGHT} class={kind} />;
}
