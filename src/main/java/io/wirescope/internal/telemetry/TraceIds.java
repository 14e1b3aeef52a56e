package io.wirescope.internal.telemetry;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.ObservabilityEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes ids for what has none of its own, always the same for the same event, on every server. */
final class TraceIds {

    private static final int SPAN_BYTES = 8;

    private TraceIds() {
    }

    /** {@return the trace that an event belongs to} Its own, else that of its request; null where it has neither. */
    static String traceOf(ObservabilityEvent event) {
        String traceId = event.traceId();
        String requestId = event.context().requestId();
        return traceId != null || requestId == null ? traceId : TraceContext.ofRequest(requestId).traceId();
    }

    /** {@return an event's own span where it names one in 16 hex digits, else one made of its id} */
    static String spanOf(ObservabilityEvent event) {
        return TraceContext.isSpanId(event.traceSpan()) ? event.traceSpan() : spanOf(event.id());
    }

    /** {@return a span that an event names, as OTLP can express it, or null: older clients invent texts} */
    static String orNull(String span) {
        return TraceContext.isSpanId(span) ? span : null;
    }

    /** {@return a span id that is made of a text, always the same} */
    static String spanOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, SPAN_BYTES);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }
}
