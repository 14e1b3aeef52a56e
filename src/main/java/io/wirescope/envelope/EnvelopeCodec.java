package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Reads and writes envelopes (contract, sections 2 and 5). Stateless and thread-safe.
 *
 * <p>Objects that are read stay text until their members are asked for, and are written by copying that text. What
 * {@link JsonScanner} does not accept is parsed, so that JSON-P decides what is wrong.
 *
 * <p>Types are checked, not coerced: JSON-B would turn a 5 into {@code "5"} and 1.5 into 1 without a
 * word.
 */
@PublicApi
public final class EnvelopeCodec {

    static final String VERSION_MEMBER = "envelope_version";

    private static final int EXPECTED_LENGTH = 1024;

    private static final Set<String> ENVELOPE_MEMBERS =
            Set.of(VERSION_MEMBER, "type", "timestamp", "request_id", "trace", "payload", "meta");

    /**
     * Reads a client's text.
     *
     * @param text as it came from the wire
     * @return an {@link EnvelopedMessage}, or a {@link LegacyMessage} where the object has no
     *         {@code envelope_version}
     * @throws InvalidMessageException {@code INVALID_JSON} when the text is not JSON;
     *         {@code INVALID_ENVELOPE} when it is no object, or has an {@code envelope_version} and
     *         breaks a rule
     */
    public IncomingMessage read(String text) throws InvalidMessageException {
        JsonObject object = readObject(text);
        return object.containsKey(VERSION_MEMBER)
                ? new EnvelopedMessage(toEnvelope(object), object)
                : new LegacyMessage(object);
    }

    private static JsonObject readObject(String text) throws InvalidMessageException {
        JsonIndex index = JsonScanner.scan(text);
        return index == null ? parse(text) : index.root();
    }

    private static JsonObject parse(String text) throws InvalidMessageException {
        try {
            JsonValue value = JsonFormat.read(text);
            if (value instanceof JsonObject object) {
                return object;
            }
            throw InvalidMessageException.notAnObject(JsonFormat.kind(value));
        } catch (MalformedJsonException e) {
            throw InvalidMessageException.notJson(e);
        }
    }

    private static Envelope toEnvelope(JsonObject object) throws InvalidMessageException {
        JsonMembers members = JsonMembers.ofEnvelope(object);
        try {
            requireVersion(members);
            return new Envelope(members.messageType("type"), members.timestamp("timestamp"), members.id("request_id"),
                    trace(members), members.requiredObject("payload"), meta(members));
        } catch (InvalidFieldException e) {
            throw InvalidMessageException.invalidField(e, readableId(object), readableTrace(object));
        }
    }

    private static void requireVersion(JsonMembers members) {
        if (!(members.object().get(VERSION_MEMBER) instanceof JsonNumber number)
                || number.bigDecimalValue().compareTo(BigDecimal.ONE) != 0) {
            throw members.invalid(VERSION_MEMBER, "must be the integer " + Envelope.VERSION);
        }
    }

    private static TraceContext trace(JsonMembers members) {
        JsonObject object = members.object("trace");
        if (object == null) {
            return null;
        }
        JsonMembers trace = members.below("trace.", object);
        String traceId = trace.traceId("trace_id");
        String span = usable(trace.text("span"));
        String parentSpan = usable(trace.text("parent_span"));
        TraceContext context = new TraceContext(traceId, span, parentSpan);
        return context.isEmpty() ? null : context;
    }

    // Older clients invent spans, which is no error (contract, section 2); but events keep and replies repeat them.
    private static String usable(String span) {
        return span == null || span.codePointCount(0, span.length()) > Identifier.MAX_LENGTH ? null : span;
    }

    private static JsonObject meta(JsonMembers members) {
        JsonObject object = members.object("meta");
        if (object != null) {
            JsonMembers meta = members.below("meta.", object);
            meta.requireInteger("retries");
            meta.flag("debug");
        }
        return object;
    }

    /** {@return the request id where it breaks no rule itself, so that an error about another member keeps it} */
    private static String readableId(JsonObject object) {
        String id = textOrNull(object, "request_id");
        return Identifier.isValid(id) ? id : null;
    }

    /** {@return the trace where it breaks no rule itself, so that an error about another member keeps it} */
    private static TraceContext readableTrace(JsonObject object) {
        if (!(object.get("trace") instanceof JsonObject trace)
                || !(trace.get("trace_id") instanceof JsonString id) || !TraceContext.isTraceId(id.getString())) {
            return null;
        }
        return new TraceContext(id.getString(), textOrNull(trace, "span"), textOrNull(trace, "parent_span"));
    }

    private static String textOrNull(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonString text ? text.getString() : null;
    }

    /**
     * Writes an envelope.
     *
     * @param envelope what to write; {@code request_id} is written even when null, other optional
     *                 members only when they have content
     * @return the JSON text
     */
    public String write(Envelope envelope) {
        return members(envelope).raw("}").toString();
    }

    /**
     * Writes an envelope whose payload members are at the top level too, for clients that never
     * heard of {@code payload}. Where names collide the envelope's own member stays.
     *
     * @param envelope what to write
     * @return the JSON text
     */
    public String writeFlat(Envelope envelope) {
        JsonText out = members(envelope);
        envelope.payload().forEach((name, value) -> {
            if (!ENVELOPE_MEMBERS.contains(name)) {
                out.raw(",").string(name).raw(":").value(value);
            }
        });
        return out.raw("}").toString();
    }

    private static JsonText members(Envelope envelope) {
        JsonText out = new JsonText(EXPECTED_LENGTH)
                .raw("{\"envelope_version\":1,\"type\":").string(envelope.type())
                .raw(",\"timestamp\":").string(envelope.timestamp())
                .raw(",\"request_id\":").string(envelope.requestId());
        if (envelope.trace() != null && !envelope.trace().isEmpty()) {
            writeTrace(out, envelope.trace());
        }
        out.raw(",\"payload\":").value(envelope.payload());
        if (envelope.meta() != null && !envelope.meta().isEmpty()) {
            out.raw(",\"meta\":").value(envelope.meta());
        }
        return out;
    }

    private static void writeTrace(JsonText out, TraceContext trace) {
        out.raw(",\"trace\":");
        String before = writeOptional(out, "{", "\"trace_id\":", trace.traceId());
        before = writeOptional(out, before, "\"span\":", trace.span());
        writeOptional(out, before, "\"parent_span\":", trace.parentSpan());
        out.raw("}");
    }

    /** {@return what is written before the next member} */
    private static String writeOptional(JsonText out, String before, String name, String value) {
        if (value == null) {
            return before;
        }
        out.raw(before).raw(name).string(value);
        return ",";
    }
}
