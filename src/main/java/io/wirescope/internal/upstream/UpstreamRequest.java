package io.wirescope.internal.upstream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.event.MessageData;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;

/**
 * Data of {@code upstream.request} (contract, section 8).
 *
 * @param route         the route's name
 * @param kind          {@code http} or {@code handler}
 * @param target        what was called, without query and credentials
 * @param type          the message's type
 * @param status        the HTTP status or the simple name of an exception's class, or null
 * @param outcome       how the call ended
 * @param reason        what went wrong, at most {@value #MAX_REASON} characters, or null
 * @param attempts      how often the application was asked
 * @param durationNanos from the begin of the call to its answer; 0 where it was rejected
 * @param queuedNanos   how long the message waited before
 * @param requestBytes  bytes of the payload
 * @param responseBytes bytes of the answer
 * @param captured      whether its payloads are kept by a capture
 */
record UpstreamRequest(String route, String kind, String target, String type, String status, Outcome outcome,
        String reason, int attempts, long durationNanos, long queuedNanos, int requestBytes, long responseBytes,
        boolean captured) implements MessageData {

    private static final int MAX_REASON = 200;

    /** Keeps what the event says of an answer, and not the answer. */
    static UpstreamRequest of(String route, Upstream upstream, String type, Answer answer, long durationNanos,
            long queuedNanos, int requestBytes) {
        String reason = answer.reason();
        return new UpstreamRequest(route, upstream.kind(), upstream.target(), type, answer.status(), answer.outcome(),
                reason == null || reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON),
                answer.attempts(), durationNanos, queuedNanos, requestBytes, answer.responseBytes(), false);
    }

    @Override
    public UpstreamRequest asCaptured() {
        return new UpstreamRequest(route, kind, target, type, status, outcome, reason, attempts, durationNanos,
                queuedNanos, requestBytes, responseBytes, true);
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("route", route)
                .add("kind", kind)
                .add("target", target)
                .add("type", type);
        add(json, "status", status);
        json.add("outcome", outcome.wireName());
        add(json, "reason", reason);
        json.add("attempts", attempts)
                .add("duration_ms", millis(durationNanos))
                .add("queued_ms", millis(queuedNanos))
                .add("request_bytes", requestBytes)
                .add("response_bytes", responseBytes);
        return (captured ? json.add(CAPTURED, true) : json).build();
    }

    private static BigDecimal millis(long nanos) {
        return BigDecimal.valueOf(nanos / 1000, 3);
    }

    private static void add(JsonObjectBuilder json, String name, String value) {
        if (value == null) {
            json.addNull(name);
        } else {
            json.add(name, value);
        }
    }
}
