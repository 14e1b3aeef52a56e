package io.wirescope.envelope;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the members of a JSON object, each by its rule. Types are checked and never coerced. A member that breaks its
 * rule throws {@link InvalidFieldException}, which names both.
 *
 * <p>An optional member may be null everywhere. Whether null counts as missing where a member is required depends on
 * who sent it: it does in events and requests ({@link #of}), as in CloudEvents (JSON Event Format, section 2.2), and is a
 * value of the wrong type in envelopes ({@link #ofEnvelope}).
 *
 * @param object        the object
 * @param path          what goes before a member's name in an error, such as {@code trace.}
 * @param nullIsMissing whether null counts as missing where a member is required
 */
public record JsonMembers(JsonObject object, String path, boolean nullIsMissing) {

    private static final BigDecimal YEAR_0 = BigDecimal.valueOf(-62_167_219_200L);
    private static final BigDecimal YEAR_10000 = BigDecimal.valueOf(253_402_300_800L);

    /** Digits of a fraction beyond which a number is not a time but an attack: 1e-999999999 takes gigabytes to round. */
    private static final int MAX_SCALE = 64;

    /** {@return the members of an event or a request's body} */
    public static JsonMembers of(JsonObject object) {
        return new JsonMembers(object, "", true);
    }

    /**
     * {@return the members of a value that must be an object}
     *
     * @param name  what the value is called in an error
     * @param value the value
     * @throws InvalidFieldException when it is not an object
     */
    public static JsonMembers of(String name, JsonValue value) {
        if (value instanceof JsonObject object) {
            return of(object);
        }
        throw new InvalidFieldException(name, "must be an object, not " + JsonFormat.kind(value));
    }

    /** {@return the members of an envelope} */
    static JsonMembers ofEnvelope(JsonObject object) {
        return new JsonMembers(object, "", false);
    }

    /** {@return the members of a member that {@link #object(String)} has returned} */
    JsonMembers below(String nameAndDot, JsonObject member) {
        return new JsonMembers(member, path.isEmpty() ? nameAndDot : path + nameAndDot, nullIsMissing);
    }

    /** {@return a member's value, or empty where it is missing or null} */
    public Optional<JsonValue> value(String name) {
        JsonValue value = object.get(name);
        return isAbsent(value) ? Optional.empty() : Optional.of(value);
    }

    /**
     * {@return a required member's value}
     *
     * @throws InvalidFieldException when it is missing
     */
    public JsonValue required(String name) {
        JsonValue value = object.get(name);
        if (value == null || nullIsMissing && isAbsent(value)) {
            throw invalid(name, "is required");
        }
        return value;
    }

    /** {@return a string, or null where it is missing or null} */
    public String text(String name) {
        JsonValue value = object.get(name);
        if (isAbsent(value)) {
            return null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw otherKind(name, "a string" + orNull(), value);
    }

    /** {@return a required string} */
    public String requiredText(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw otherKind(name, "a string", value);
    }

    /** {@return an id as {@link Identifier} has it, or null where it is missing or null} */
    public String id(String name) {
        return checkedId(name, text(name));
    }

    private String checkedId(String name, String id) {
        if (id != null && !Identifier.isValid(id)) {
            throw invalid(name, Identifier.RULE);
        }
        return id;
    }

    /** {@return a required id} */
    public String requiredId(String name) {
        return checkedId(name, requiredText(name));
    }

    /** {@return a required message type as {@link MessageType} has it} */
    public String messageType(String name) {
        String type = requiredText(name);
        if (!MessageType.isValid(type)) {
            throw invalid(name, MessageType.RULE);
        }
        return type;
    }

    /** {@return a W3C trace id, or null where it is missing or null} */
    public String traceId(String name) {
        String id = text(name);
        if (id != null && !TraceContext.isTraceId(id)) {
            throw invalid(name, "must be 32 lower hex digits, not all zero");
        }
        return id;
    }

    /** {@return an object, or null where it is missing or null} */
    public JsonObject object(String name) {
        JsonValue value = object.get(name);
        if (isAbsent(value)) {
            return null;
        }
        if (value instanceof JsonObject found) {
            return found;
        }
        throw otherKind(name, "an object" + orNull(), value);
    }

    /** {@return a required object} */
    public JsonObject requiredObject(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonObject found) {
            return found;
        }
        throw otherKind(name, "an object", value);
    }

    /** {@return a number, or null where it is missing or null} */
    public JsonNumber number(String name) {
        JsonValue value = value(name).orElse(null);
        if (value == null || value instanceof JsonNumber) {
            return (JsonNumber) value;
        }
        throw otherKind(name, "a number", value);
    }

    /** {@return a boolean, or null where it is missing or null} */
    public Boolean flag(String name) {
        JsonValue value = value(name).orElse(null);
        if (value == null || JsonValue.TRUE.equals(value) || JsonValue.FALSE.equals(value)) {
            return value == null ? null : JsonValue.TRUE.equals(value);
        }
        throw otherKind(name, "a boolean", value);
    }

    /** Checks that a member is a whole number, where it is neither missing nor null. */
    void requireInteger(String name) {
        JsonValue value = object.get(name);
        if (!isAbsent(value) && !isInteger(value)) {
            throw otherKind(name, "an integer", value);
        }
    }

    private static boolean isInteger(JsonValue value) {
        return value instanceof JsonNumber number && number.bigDecimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** {@return a required RFC 3339 timestamp as it was written} */
    String timestamp(String name) {
        String text = requiredText(name);
        instant(name, text);
        return text;
    }

    /** {@return an RFC 3339 timestamp, or null where it is missing or null} */
    public Instant rfc3339(String name) {
        String text = text(name);
        return text == null ? null : instant(name, text);
    }

    private Instant instant(String name, String text) {
        return Rfc3339.parse(text).orElseThrow(() ->
                invalid(name, "must be an RFC 3339 timestamp such as 2025-08-16T01:36:59Z"));
    }

    /**
     * {@return a time as an RFC 3339 timestamp or a number of seconds since 1970-01-01T00:00:00Z, cut off below the
     * nanosecond; null where it is missing or null}
     */
    public Instant time(String name) {
        JsonValue value = value(name).orElse(null);
        if (value == null) {
            return null;
        }
        Optional<Instant> time = Optional.empty();
        if (value instanceof JsonString text) {
            time = Rfc3339.parse(text.getString());
        } else if (value instanceof JsonNumber number) {
            time = epochSeconds(number.bigDecimalValue());
        }
        return time.orElseThrow(() -> invalid(name, "must be an RFC 3339 timestamp or"
                + " seconds since 1970-01-01T00:00:00Z, of the years 0 to 9999"));
    }

    private static Optional<Instant> epochSeconds(BigDecimal seconds) {
        if (seconds.compareTo(YEAR_0) < 0 || seconds.compareTo(YEAR_10000) >= 0 || seconds.scale() > MAX_SCALE) {
            return Optional.empty();
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        return Optional.of(Instant.ofEpochSecond(whole.longValueExact(),
                seconds.subtract(whole).movePointRight(9).longValue()));
    }

    /** {@return the exception for a member that breaks a rule} */
    public InvalidFieldException invalid(String name, String rule) {
        return new InvalidFieldException(path + name, rule);
    }

    private InvalidFieldException otherKind(String name, String allowed, JsonValue found) {
        return invalid(name, "must be " + allowed + ", not " + JsonFormat.kind(found));
    }

    private String orNull() {
        return nullIsMissing ? "" : " or null";
    }

    private static boolean isAbsent(JsonValue value) {
        return value == null || value.getValueType() == JsonValue.ValueType.NULL;
    }
}
