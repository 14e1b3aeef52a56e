package io.wirescope.envelope;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Reads and writes envelopes (contract, sections 2 and 5) by JSON-P's parser and generator, all values as objects: what
 * {@link EnvelopeCodec} must agree with. Stateless and thread-safe.
 *
 * <p>Types are checked, not coerced: JSON-B would turn a 5 into {@code "5"} and 1.5 into 1 without a
 * word.
 */
final class TreeCodec {

    static final String VERSION_MEMBER = "envelope_version";

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
    IncomingMessage read(String text) throws InvalidMessageException {
        JsonObject object = readObject(text);
        return object.containsKey(VERSION_MEMBER)
                ? new EnvelopedMessage(toEnvelope(object), object)
                : new LegacyMessage(object);
    }

    private static JsonObject readObject(String text) throws InvalidMessageException {
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
    String write(Envelope envelope) {
        return JsonFormat.write(generator -> {
            generator.writeStartObject();
            writeMembers(generator, envelope);
            generator.writeEnd();
        });
    }

    /**
     * Writes an envelope whose payload members are at the top level too, for clients that never
     * heard of {@code payload}. Where names collide the envelope's own member stays.
     *
     * @param envelope what to write
     * @return the JSON text
     */
    String writeFlat(Envelope envelope) {
        return JsonFormat.write(generator -> {
            generator.writeStartObject();
            writeMembers(generator, envelope);
            envelope.payload().forEach((name, value) -> {
                if (!ENVELOPE_MEMBERS.contains(name)) {
                    generator.write(name, value);
                }
            });
            generator.writeEnd();
        });
    }

    private static void writeMembers(JsonGenerator out, Envelope envelope) {
        out.write(VERSION_MEMBER, Envelope.VERSION);
        out.write("type", envelope.type());
        out.write("timestamp", envelope.timestamp());
        writeNullable(out, "request_id", envelope.requestId());
        if (envelope.trace() != null && !envelope.trace().isEmpty()) {
            writeTrace(out, envelope.trace());
        }
        out.write("payload", envelope.payload());
        if (envelope.meta() != null && !envelope.meta().isEmpty()) {
            out.write("meta", envelope.meta());
        }
    }

    private static void writeTrace(JsonGenerator out, TraceContext trace) {
        out.writeStartObject("trace");
        writeOptional(out, "trace_id", trace.traceId());
        writeOptional(out, "span", trace.span());
        writeOptional(out, "parent_span", trace.parentSpan());
        out.writeEnd();
    }

    private static void writeNullable(JsonGenerator out, String name, String value) {
        if (value == null) {
            out.writeNull(name);
        } else {
            out.write(name, value);
        }
    }

    private static void writeOptional(JsonGenerator out, String name, String value) {
        if (value != null) {
            out.write(name, value);
        }
    }
}
