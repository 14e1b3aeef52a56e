import type { Envelope, JsonObject } from "./envelope.ts";

/** What a client says that it is. */
export type Role = "frontend" | "admin" | "test";

/** A place in a channel. */
export interface Position {
    /** Changes whenever offsets restart. */
    epoch: string;
    /** The last message that is behind this place; 0 before the first. */
    offset: number;
}

/** A place in a channel that is named. */
export interface ChannelPosition extends Position {
    channel: string;
}

/** What a client resumes with (wire contract, section 6). */
export interface Session {
    token: string;
    /** How long the token is good after the connection has ended. */
    ttl_seconds: number;
    /** Whether all that was missed is replayed; absent on a first connect. */
    resumed?: boolean;
    /** Channels of which something may be missing. */
    gaps?: string[];
    /** For each channel that the connection is in, the place just before the first message that it gets. */
    positions: ChannelPosition[];
}

/** Whom the server takes a client for. */
export interface Auth {
    subject: string;
    roles: string[];
    /** When the token ends, in RFC 3339; null where it has no end. */
    expires_at: string | null;
}

/** The server's first message on a connection. */
export interface HelloPayload {
    server_time: string;
    accepted_version: 1;
    version: 1;
    client_id: string;
    connection_id: string;
    role: Role;
    features: string[];
    heartbeat_interval_ms: number;
    /** The server's limits. */
    limits: {
        /** The largest message, in bytes of UTF-8. */
        max_message_bytes: number;
        /** A client that lets more messages wait is closed with 4413. */
        max_queued_messages?: number;
        /** A client that lets more bytes wait is closed with 4413. */
        max_queued_bytes?: number;
        /** 0 for any number. */
        max_messages_per_second?: number;
        /** Channels that a connection may subscribe to. */
        max_channels?: number;
    };
    session: Session;
    /** Present where the server asks for tokens. */
    auth?: Auth;
}

/** The state of a connection, as the server sees it. */
export interface StatusPayload {
    connection_uptime_seconds: number;
    heartbeat_count: number;
    last_heartbeat: string | null;
    client_id: string;
    connection_id: string;
    role: Role;
    /** Whether the request had no envelope. */
    legacy_request?: true;
}

/** The response to a type that the server does not know. */
export interface EchoPayload {
    original_message: JsonObject;
    message_type: string;
    client_id: string;
    /** Whether the message had no envelope; only then are the members below present. */
    legacy_request?: true;
    original_data?: JsonObject;
    wrapped_at?: string;
    notice?: string;
}

/** What went wrong with a message or a handshake. */
export interface ErrorPayload {
    error_code: string;
    error_message: string;
    message: string;
    details: JsonObject;
}

/** The state of a model's drift. */
export interface DriftStatusPayload {
    status: "NO_DRIFT" | "DRIFT_DETECTED" | "DRIFT_CONFIRMED";
    drift_score: number;
    calculated_at: string;
    affected_components: string[];
    metrics: JsonObject;
    model_name: string | null;
    /** Who made the statement: `drift.detector` for the server's own. */
    source?: string;
    timestamp: string;
}

/** An event of the gateway's, as its HTTP API shows it too (wire contract, section 7). */
export interface EventPayload {
    sequence: number;
    id: string;
    event_type: string;
    /** Epoch seconds. */
    timestamp: number;
    timestamp_iso: string;
    request_id: string | null;
    trace_id: string | null;
    trace_span: string | null;
    client_id: string | null;
    connection_id: string | null;
    source: string | null;
    data: JsonObject;
}

/** The payload of each type of message that the server sends, unsolicited or as a response. */
export interface Payloads {
    hello: HelloPayload;
    ping: { heartbeat_count: number };
    pong: { original_timestamp: unknown; response_timestamp: string; client_id: string; data?: unknown };
    status: StatusPayload;
    echo: EchoPayload;
    error: ErrorPayload;
    subscribed: { channels: ChannelPosition[] };
    unsubscribed: { channels: string[] };
    published: ChannelPosition;
    event: EventPayload;
    "drift.status": DriftStatusPayload;
    /** The token ends then; `auth.refresh` with a new one keeps the connection. */
    "auth.expiring": { expires_at: string };
    "auth.refreshed": Auth;
    "server.draining": { reason: string; close_code: 1012; window_ms: number };
}

/** A message of a type: with its payload where the type is one of the server's, else with any object. */
export type Message<Type extends string = string> = Envelope<
    Type,
    Type extends keyof Payloads ? Payloads[Type] : JsonObject
>;

/** Checks whether an envelope is of a type. The payload is then what the server promises for that type. */
export function isMessage<Type extends string>(envelope: Envelope, type: Type): envelope is Message<Type> & Envelope {
    return envelope.type === type;
}

/** Checks whether an envelope came on a channel, and has a position there. */
export function isFromChannel(envelope: Envelope): envelope is Envelope & { meta: ChannelPosition } {
    const meta = envelope.meta;
    return typeof meta?.channel === "string" && isPosition(meta);
}

/** Checks whether a value has an epoch and a safe integer offset. */
export function isPosition(value: unknown): value is Position {
    const { epoch, offset = -1 } = (value ?? {}) as Partial<Position>;
    return typeof epoch === "string" && epoch !== "" && Number.isSafeInteger(offset) && offset >= 0;
}

/** What of a value is a list of places. */
export function places(value: unknown): ChannelPosition[] {
    return (Array.isArray(value) ? (value as unknown[]) : []).filter(
        (place): place is ChannelPosition =>
            isPosition(place) && typeof (place as Partial<ChannelPosition>).channel === "string",
    );
}
