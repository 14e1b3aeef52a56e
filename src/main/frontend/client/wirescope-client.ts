/**
 * The client of Wirescope, for browsers and for Node 20 and later.
 *
 * @packageDocumentation
 */
export { WirescopeClient } from "./client.ts";
export type {
    Answer,
    AnswerTypes,
    ClientEvents,
    ClientOptions,
    CloseInfo,
    PublishOptions,
    SendOptions,
    SessionKeeper,
    Socket,
    SocketConstructor,
    State,
} from "./options.ts";
export type { BackoffOptions } from "./backoff.ts";
export type { SubscribeFailure } from "./channels.ts";
export type { AnswerOptions, RequestOptions } from "./requests.ts";
export type { TokenSource } from "./tokens.ts";
export type { Gap } from "./positions.ts";
export { CLOSE_CODES, closeRule, type CloseRule } from "./close-codes.ts";
export { WirescopeError, type ClientErrorCode } from "./errors.ts";
export {
    isEnvelope,
    parseEnvelope,
    violation,
    type Envelope,
    type JsonObject,
    type Meta,
    type TraceContext,
    type Violation,
} from "./envelope.ts";
export { isFromChannel, isMessage, isPosition } from "./messages.ts";
export type {
    Auth,
    ChannelPosition,
    DriftStatusPayload,
    EchoPayload,
    ErrorPayload,
    EventPayload,
    HelloPayload,
    Message,
    Payloads,
    Position,
    Role,
    Session,
    StatusPayload,
} from "./messages.ts";
