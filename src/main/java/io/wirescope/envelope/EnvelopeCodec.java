package io.wirescope.envelope;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Reads and writes envelopes (contract, sections 2 and 5). Stateless and thread-safe.
 *
 * <p>Types are checked, not coerced: JSON-B would turn a 5 into {@code "5"} and 1.5 into 1 without a
 * word.
 */
public final class EnvelopeCodec {

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
    public IncomingMessage read(String text) throws InvalidMessageException {
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
        Members members = new Members(object);
        members.requireVersion();
        return new Envelope(members.type(), members.timestamp(), members.requestId(), members.trace(),
                members.requiredObject("payload"), members.meta());
    }

    /**
     * Writes an envelope.
     *
     * @param envelope what to write; {@code request_id} is written even when null, other optional
     *                 members only when they have content
     * @return the JSON text
     */
    public String write(Envelope envelope) {
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
    public String writeFlat(Envelope envelope) {
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

    /** The members of one object under validation. Each getter names the member and the rule it broke. */
    private record Members(JsonObject object) {

        void requireVersion() throws InvalidMessageException {
            if (!(object.get(VERSION_MEMBER) instanceof JsonNumber number)
                    || number.bigDecimalValue().compareTo(BigDecimal.ONE) != 0) {
                throw broken(VERSION_MEMBER, "must be the integer " + Envelope.VERSION);
            }
        }

        String type() throws InvalidMessageException {
            String type = requiredString("type");
            if (type.isEmpty() || type.codePointCount(0, type.length()) > MessageType.MAX_LENGTH) {
                throw broken("type", "must be 1 to " + MessageType.MAX_LENGTH + " characters");
            }
            return type;
        }

        String timestamp() throws InvalidMessageException {
            String timestamp = requiredString("timestamp");
            if (Rfc3339.parse(timestamp).isEmpty()) {
                throw broken("timestamp", "must be an RFC 3339 timestamp such as 2025-08-16T01:36:59Z");
            }
            return timestamp;
        }

        String requestId() throws InvalidMessageException {
            String id = optionalString(object, "request_id", "request_id");
            if (id != null && !Identifier.isValid(id)) {
                throw broken("request_id", Identifier.RULE);
            }
            return id;
        }

        TraceContext trace() throws InvalidMessageException {
            JsonObject trace = optionalObject("trace");
            if (trace == null) {
                return null;
            }
            String traceId = optionalString(trace, "trace_id", "trace.trace_id");
            String span = usable(optionalString(trace, "span", "trace.span"));
            String parentSpan = usable(optionalString(trace, "parent_span", "trace.parent_span"));
            if (traceId != null && !TraceContext.isTraceId(traceId)) {
                throw broken("trace.trace_id", "must be 32 lower hex digits, not all zero");
            }
            TraceContext context = new TraceContext(traceId, span, parentSpan);
            return context.isEmpty() ? null : context;
        }

        // Older clients invent spans, which is no error (contract, section 2); but events keep and replies repeat them.
        private static String usable(String span) {
            return span == null || span.codePointCount(0, span.length()) > Identifier.MAX_LENGTH ? null : span;
        }

        JsonObject meta() throws InvalidMessageException {
            JsonObject meta = optionalObject("meta");
            if (meta == null) {
                return null;
            }
            JsonValue retries = meta.get("retries");
            if (isPresent(retries) && !isInteger(retries)) {
                throw broken("meta.retries", "must be an integer, not " + JsonFormat.kind(retries));
            }
            JsonValue debug = meta.get("debug");
            if (isPresent(debug) && !JsonValue.TRUE.equals(debug) && !JsonValue.FALSE.equals(debug)) {
                throw broken("meta.debug", "must be a boolean, not " + JsonFormat.kind(debug));
            }
            return meta;
        }

        JsonObject requiredObject(String member) throws InvalidMessageException {
            JsonValue value = required(member);
            if (value instanceof JsonObject found) {
                return found;
            }
            throw broken(member, "must be an object, not " + JsonFormat.kind(value));
        }

        private String requiredString(String member) throws InvalidMessageException {
            JsonValue value = required(member);
            if (value instanceof JsonString text) {
                return text.getString();
            }
            throw broken(member, "must be a string, not " + JsonFormat.kind(value));
        }

        private JsonValue required(String member) throws InvalidMessageException {
            JsonValue value = object.get(member);
            if (value == null) {
                throw broken(member, "is required");
            }
            return value;
        }

        private JsonObject optionalObject(String member) throws InvalidMessageException {
            JsonValue value = object.get(member);
            if (!isPresent(value)) {
                return null;
            }
            if (value instanceof JsonObject found) {
                return found;
            }
            throw broken(member, "must be an object or null, not " + JsonFormat.kind(value));
        }

        private String optionalString(JsonObject parent, String name, String path)
                throws InvalidMessageException {
            JsonValue value = parent.get(name);
            if (!isPresent(value)) {
                return null;
            }
            if (value instanceof JsonString text) {
                return text.getString();
            }
            throw broken(path, "must be a string or null, not " + JsonFormat.kind(value));
        }

        private static boolean isPresent(JsonValue value) {
            return value != null && value.getValueType() != JsonValue.ValueType.NULL;
        }

        private static boolean isInteger(JsonValue value) {
            return value instanceof JsonNumber number
                    && number.bigDecimalValue().stripTrailingZeros().scale() <= 0;
        }

        /** {@return the trace where it breaks no rule itself, so that an error about another member keeps it} */
        private TraceContext readableTrace() {
            if (!(object.get("trace") instanceof JsonObject trace)
                    || !(trace.get("trace_id") instanceof JsonString id) || !TraceContext.isTraceId(id.getString())) {
                return null;
            }
            return new TraceContext(id.getString(), textOrNull(trace, "span"), textOrNull(trace, "parent_span"));
        }

        private static String textOrNull(JsonObject parent, String name) {
            return parent.get(name) instanceof JsonString text ? text.getString() : null;
        }

        private InvalidMessageException broken(String member, String rule) {
            String id = textOrNull(object, "request_id");
            return InvalidMessageException.brokenRule(member, rule, Identifier.isValid(id) ? id : null,
                    readableTrace());
        }
    }
}
