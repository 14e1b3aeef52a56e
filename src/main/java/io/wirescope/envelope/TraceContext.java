package io.wirescope.envelope;

import io.wirescope.PublicApi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The position of a message in a trace (W3C Trace Context; contract, section 2).
 *
 * @param traceId    32 lower hex digits, or null where the sender gave none
 * @param span       the sender's own span; 16 lower hex digits, or an opaque text from an older client,
 *                   or null
 * @param parentSpan the span that caused it, likewise
 * @param sampled    whether the caller records the trace, or null where it did not say
 * @param state      the {@code tracestate} that came with it, passed on as it is, or null
 */
@PublicApi
public record TraceContext(String traceId, String span, String parentSpan, Boolean sampled, String state) {

    private static final int SAMPLED = 1;
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;
    private static final int UUID_LENGTH = 36;

    private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{2}");

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

    /**
     * Makes a context without flags and state.
     *
     * @param traceId    the trace, or null
     * @param span       the sender's own span, or null
     * @param parentSpan the span that caused it, or null
     */
    public TraceContext(String traceId, String span, String parentSpan) {
        this(traceId, span, parentSpan, null, null);
    }

    /**
     * {@return the trace of a request that came without one, the same on every server} Its id is a UUID's 32 digits, else
     * the first 16 bytes of the SHA-256 of the request id.
     *
     * @param requestId the request, not null
     */
    public static TraceContext ofRequest(String requestId) {
        String digits = requestId.length() == UUID_LENGTH ? requestId.replace("-", "") : "";
        return new TraceContext(isTraceId(digits) ? digits : hash(requestId), null, null);
    }

    /**
     * {@return a context with a trace: the given one, in the trace of the request where it names none}
     *
     * @param given     what is known of the trace, or null
     * @param requestId the request, not null
     */
    public static TraceContext orOfRequest(TraceContext given, String requestId) {
        if (given != null && given.traceId != null) {
            return given;
        }
        TraceContext made = ofRequest(requestId);
        return given == null ? made
                : new TraceContext(made.traceId, given.span, given.parentSpan, given.sampled, given.state);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, TRACE_DIGITS / 2);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

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
        return Optional.of(new TraceContext(matcher.group(1), matcher.group(2), null)
                .withFlags(header.substring(53, 55)));
    }

    /**
     * {@return the same with the flags that came with it}
     *
     * @param flags 2 lower hex digits, of which the flag "sampled" is kept (W3C Trace Context, section 3.2.2.5); anything
     *              else, or null, says nothing
     */
    public TraceContext withFlags(String flags) {
        boolean says = flags != null && FLAGS.matcher(flags).matches();
        return new TraceContext(traceId, span, parentSpan,
                says ? (Boolean) ((Integer.parseInt(flags, 16) & SAMPLED) != 0) : null, state);
    }

    /**
     * {@return the same with the {@code tracestate} that came with it}
     *
     * @param tracestate the header, its lines joined by commas, or null; one that breaks W3C Trace Context, section 3.3.1,
     *                   is left out, and of one over {@value TraceState#MAX_LENGTH} characters what section 3.3.1.5 says
     */
    public TraceContext withState(String tracestate) {
        return new TraceContext(traceId, span, parentSpan, sampled, TraceState.read(tracestate).orElse(null));
    }

    /** {@return the flags as 2 hex digits, or null where the caller did not say} */
    public String flags() {
        return sampled == null ? null : sampled ? "01" : "00";
    }

    /**
     * {@return the {@code traceparent} header, in version 00 (W3C Trace Context, section 3.2)} Flags other than "sampled"
     * are unknown to that version and not passed on (section 3.2.2.5). Only for a context with a trace and a span of hex
     * digits.
     *
     * @param unsaid whether a trace is announced as sampled whose caller did not say
     */
    public String toTraceparent(boolean unsaid) {
        return "00-" + traceId + "-" + span + ((sampled == null ? unsaid : sampled) ? "-01" : "-00");
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
        return new TraceContext(traceId, newSpan, span, sampled, state);
    }

    /**
     * {@return whether the text is a trace id: 32 lower hex digits, not all zero}
     *
     * @param text any text, not null
     */
    public static boolean isTraceId(String text) {
        return text.length() == TRACE_DIGITS && isLowerHex(text) && !isZero(text);
    }

    /**
     * {@return whether the text is a span id: 16 lower hex digits, not all zero}
     *
     * @param text any text, or null
     */
    public static boolean isSpanId(String text) {
        return text != null && text.length() == SPAN_DIGITS && isLowerHex(text) && !isZero(text);
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
