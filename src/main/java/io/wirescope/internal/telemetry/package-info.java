/**
 * Exports what happens as OpenTelemetry traces and logs, over OTLP/HTTP: a cursor on the event bus, a mapping of events
 * to spans and log records, a batch sender. Off until an endpoint is configured.
 *
 * <p>The protobuf messages are written by hand, because the servers bring an OpenTelemetry API that can neither set a
 * span's id nor export events as logs on all of them, and an SDK in the WAR clashes with theirs.
 */
package io.wirescope.internal.telemetry;
