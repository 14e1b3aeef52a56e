package io.wirescope.envelope;

import io.wirescope.PublicApi;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The position of a message in a trace (W3C Trace Context; contract, section 2).
 *
 * @param traceId    32 lower hex digits, or null where the sender gave none
 * @param span       the sender's own span; 16 lower hex digits, or an opaque text from an older client,
 *                   or null
 * @param parentSpan the span that caused it, likewise
 */
@PublicApi
public record TraceContext(String traceId, String span, String parentSpan) {

    private static final int SAMPLED = 1;

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

    /**
     * Reads a {@code traceparent} header.
     *
     * @param header the header's value, or null
     * @return the caller's trace and span; empty where the header is missing or breaks W3C Trace
     *         Context section 3.2, which requires to continue as if there were none
     */
    public static Optional<TraceContext> fromTraceparent(String header) {
        if (header == null || header.length() > 512) {
            return Optional.empty();
        }
        var matcher = TRACEPARENT.matcher(header);
        if (!matcher.matches() || header.startsWith("00") && matcher.group(3) != null
                || isZero(matcher.group(1)) || isZero(matcher.group(2))) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext(matcher.group(1), matcher.group(2), null));
    }

    /**
     * Writes the header for a context that came from one. Whether the trace is recorded is the caller's decision; all
     * other flags are unknown to version 00 and not passed on (W3C Trace Context, section 3.2.2.5).
     *
     * @param received the header that the trace came with, as {@link #fromTraceparent} took it
     * @return the value, in version 00 (W3C Trace Context, section 3.2)
     */
    public String toTraceparent(String received) {
        boolean sampled = (Integer.parseInt(received.substring(53, 55), 16) & SAMPLED) != 0;
        return "00-" + traceId + "-" + span + (sampled ? "-01" : "-00");
    }

    /** {@return whether nothing is known of the trace} */
    boolean isEmpty() {
        return traceId == null && span == null && parentSpan == null;
    }

    /**
     * {@return the context of what this one caused: the same trace, a new span, this span as its parent}
     *
     * @param newSpan 16 lower hex digits, see {@link IdSource#newSpan}
     */
    public TraceContext child(String newSpan) {
        return new TraceContext(traceId, newSpan, span);
    }

    /**
     * {@return whether the text is a trace id: 32 lower hex digits, not all zero}
     *
     * @param text any text, not null
     */
    public static boolean isTraceId(String text) {
        return text.length() == 32 && isLowerHex(text) && !isZero(text);
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) == '0') {
            i++;
        }
        return i == text.length();
    }
}
