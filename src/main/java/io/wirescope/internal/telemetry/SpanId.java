package io.wirescope.internal.telemetry;

/**
 * Names a span anywhere.
 *
 * @param traceId 32 lower hex digits
 * @param spanId  16 lower hex digits
 */
record SpanId(String traceId, String spanId) {
}
