package io.wirescope.internal.telemetry;

import io.wirescope.internal.event.OutboundMessage;
import java.util.Map;
import java.util.function.Consumer;

/** Makes a {@code SERVER} span of each handshake that became a connection. Not thread-safe. */
final class HandshakeSpans {

    private static final int MAX_CONNECTIONS = 100_000;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Consumer<Span> spans;
    private final Map<String, Long> attempts = new Bounded<>(MAX_CONNECTIONS);
    private final Map<String, SpanId> open = new Bounded<>(MAX_CONNECTIONS);

    /** @param spans gets the spans */
    HandshakeSpans(Consumer<Span> spans) {
        this.spans = spans;
    }

    /** Notes when a handshake began. */
    void attempted(TracedEvent attempt) {
        attempts.put(attempt.connectionId(), attempt.micros());
    }

    /** Makes the span of a handshake, now that its connection is registered. */
    void added(TracedEvent added, OutboundMessage data) {
        Long begun = attempts.remove(added.connectionId());
        // The connection's trace has the caller's span.
        SpanId id = added.id(TraceIds.spanOf(added.connectionId()));
        open.put(added.connectionId(), id);
        Attributes attributes = added.attributes()
                .add("http.request.method", "GET")
                .add("http.response.status_code", SWITCHING_PROTOCOLS)
                .add("network.protocol.name", "websocket")
                .add("wirescope.endpoint", added.event().context().source())
                .add("client.address", data.clientRemote());
        spans.accept(new Span(id, TraceIds.orNull(added.event().traceSpan()), added.state(),
                "handshake " + added.event().context().source(), SpanKind.SERVER,
                begun == null ? added.micros() : Math.min(begun, added.micros()), added.micros(), attributes, null, null));
    }

    /** Forgets a connection. */
    void removed(String connectionId) {
        attempts.remove(connectionId);
        open.remove(connectionId);
    }

    /** {@return the span of a connection's handshake, or null where it is not known any more} */
    SpanId of(String connectionId) {
        return open.get(connectionId);
    }
}
