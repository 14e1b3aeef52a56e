/** The responses of the API that the dashboard reads (wire contract, section 7). */
import type { DriftStatusPayload, EventPayload } from "wirescope-client";
import type { SourceNumber } from "./json.ts";

export interface Stats {
    event_bus: {
        total_published: number;
        current_buffer_size: number;
        max_buffer_size: number;
        reserved_events: number;
        buffer_full_count: number;
        active_subscriber_count: number;
        events_by_type: Record<string, number>;
    };
    websockets: {
        active_connections: number;
        total_connections: number;
        total_disconnections: number;
        broadcasts_sent: number;
        connections_by_role: Record<string, number>;
        connections_by_protocol: Record<string, number>;
        average_uptime: number;
        messages_in: number;
        messages_out: number;
        bytes_in: number;
        bytes_out: number;
    };
    overall_health: { buffer_utilization: number };
}

export interface Health {
    status: string;
    issues: string[];
    checks: { websockets: { max_connections: number; draining: boolean }; telemetry?: Telemetry; archive?: Archive };
    /** Where a trace can be seen, with `{trace_id}` for its id. */
    trace_link?: string;
    /** Whether payloads can be captured. */
    payload_capture?: boolean;
}

/** The archive of events. */
export interface Archive {
    state: string;
    rows: number;
    bytes: number;
    oldest?: string;
    lag: number;
    lost: number;
}

/** The export of traces and logs. */
export interface Telemetry {
    status: string;
    signals: Record<
        string,
        {
            endpoint: string;
            exported: number;
            overflow: number;
            failed: number;
            rejected: number;
            queued: number;
            last_error?: string;
        }
    >;
    events_lost: number;
    traces_limited: number;
}

/** An event; of a cluster it says which server has it. */
export interface ServerEvent extends EventPayload {
    node?: string;
}

export interface EventPage {
    events: ServerEvent[];
    newest_sequence: number | null;
    next_cursor: string | null;
    archive: Coverage | null;
    /** The servers of a cluster that were asked. */
    nodes?: { node: string; oldest_sequence: number; newest_sequence: number }[];
}

/** What an answer has of the archive. */
export type Coverage = "complete" | "behind" | "unavailable" | "timed_out";

export interface Histogram {
    buckets: { start: number; count: number }[];
    bucket_seconds: number;
    total: number;
    archive: Coverage | null;
}

/** A server of a cluster. */
export interface ClusterNode {
    node: string;
    state: "up" | "draining" | "left" | "lost";
    self: boolean;
    silent_ms: number;
    wire_least: number;
    wire_most: number;
    vitals: {
        version: string;
        address: string;
        started: string;
        connections: number;
        total_connections: number;
        messages_in: number;
        messages_out: number;
        messages_in_per_second: number;
        messages_out_per_second: number;
        engine_ms: number;
    };
}

export interface ClusterNodes {
    clustered: boolean;
    self: string | null;
    total: number;
    wire_version: number;
    conflict: boolean;
    refused: string | null;
    nodes: ClusterNode[];
}

export interface EventTypes {
    event_types: { type: string; count: number }[];
}

export interface Connection {
    connection_id: string;
    client_id: string;
    role: string;
    protocol: string;
    endpoint: string;
    request_id: string;
    client_remote: string;
    user_agent: string | null;
    connected_at: string;
    uptime_seconds: number;
    messages_in: number;
    messages_out: number;
    bytes_in: number;
    bytes_out: number;
    queue_depth: number;
    last_activity: string;
    /** The server that has it, of a cluster. */
    node?: string;
}

export interface Connections {
    connections: Connection[];
    total: number;
}

export interface StoryEvent extends ServerEvent {
    offset_ms: number;
}

export interface Span {
    span: string | null;
    parent_known: boolean | null;
    trace_id: string | null;
    started_offset_ms: number;
    ended_offset_ms: number;
    events: { sequence: number; event_type: string; node?: string }[];
    children: Span[];
}

export interface Story {
    request_id: string;
    total_events: number;
    first_timestamp: number;
    duration_ms: number;
    sources: string[];
    clients: string[];
    connections: string[];
    trace_ids: string[];
    truncated: boolean;
    events: StoryEvent[];
    spans: Span[];
}

/** How a call to an upstream ended. */
export type Outcome = "answered" | "refused" | "failed" | "timeout" | "rejected";

/** A call that did not end with an answer. */
export interface CallFailure {
    timestamp: string;
    request_id: string | null;
    client_id: string | null;
    connection_id: string | null;
    /** Of the message. */
    type: string;
    outcome: Outcome;
    /** An HTTP status or the name of an exception; null where the call was not made. */
    status: string | null;
    reason: string | null;
    duration_ms: number;
}

export interface RouteStanding {
    route: string;
    kind: "http" | "handler";
    target: string;
    types: string[];
    ordered: boolean;
    timeout_ms: number;
    max_in_flight: number;
    max_waiting: number;
    in_flight: number;
    waiting: number;
    breaker: "closed" | "open" | "half_open";
    breaker_opened: number;
    breaker_retry_in_ms: number | null;
    calls: number;
    outcomes: Record<Outcome, number>;
    answers_dropped: number;
    /** This and the next three: over the window. */
    rate_per_second: number;
    error_rate: number | null;
    p50_ms: number | null;
    p99_ms: number | null;
    /** The newest first. */
    failures: CallFailure[];
}

export interface Routes {
    window_seconds: number;
    routes: RouteStanding[];
}

export interface DriftStanding {
    broadcast_enabled: boolean;
    drift_status: DriftStatusPayload | null;
}

/** One bar of the histograms of reference and last window. */
export interface DriftCell {
    kind: "bin" | "value" | "other" | "missing";
    label: string | null;
    from: number | SourceNumber | null;
    to: number | SourceNumber | null;
    reference: number;
    current: number;
}

/** A feature as of the last window; its figures are null before the first. */
export interface DriftFeature {
    name: string;
    kind: "number" | "category";
    psi: number | null;
    jensen_shannon: number | null;
    ks: number | null;
    threshold: number | null;
    drifted: boolean;
    windows_in_a_row: number;
    cells: DriftCell[];
}

export interface DriftVerdict {
    calculated_at: string;
    events: number;
    drift_score: number;
    worst_feature: string | null;
    threshold: number;
    drifted_features: number;
    status: string;
}

/** One version of a model; history and features are there where the model was asked for. */
export interface DriftModel {
    model: string;
    model_version: string | null;
    status: string;
    last: DriftVerdict | null;
    reference: {
        state: "learning" | "complete";
        origin: "learned" | "uploaded" | null;
        events: number;
        wanted: number;
        complete_at: string | null;
    };
    window_events: number;
    window_wanted: number;
    missing_events: number;
    least_psi: number;
    last_event_at: string;
    history: DriftVerdict[];
    features: DriftFeature[];
}

export interface DriftModels {
    detector: "on" | "off";
    models_limit: number;
    events_counted: number;
    events_lost: number;
    events_skipped: Record<string, number>;
    models: DriftModel[];
}

export interface LegacyUsage {
    enabled: boolean;
    sunset: string | null;
    total: number;
    endpoints: { endpoint: string; count: number; first_seen: string; last_seen: string }[];
    clients: {
        client_id: string;
        client_remote: string;
        user_agent: string | null;
        endpoint: string;
        count: number;
        first_seen: string;
        last_seen: string;
        connected: boolean;
    }[];
    total_clients: number;
    clients_forgotten: number;
    ready_to_retire: boolean;
    ready_to_retire_reason: string;
    left_to_do: string[];
    trend: { start: string; count: number }[];
}
