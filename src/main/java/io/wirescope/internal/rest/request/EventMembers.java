package io.wirescope.internal.rest.request;

import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventData;
import io.wirescope.event.EventType;
import io.wirescope.internal.rest.error.InvalidEventException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/**
 * The members of one event as it came, each read by its rule. Types are checked and never coerced; null
 * counts as missing, as in envelopes and in CloudEvents (JSON Event Format, section 2.2).
 *
 * @param object the event
 */
public record EventMembers(JsonObject object) {

    private static final BigDecimal YEAR_0 = BigDecimal.valueOf(-62_167_219_200L);
    private static final BigDecimal YEAR_10000 = BigDecimal.valueOf(253_402_300_800L);

    /** Digits of a fraction beyond which a number is no time but an attack: 1e-999999999 takes gigabytes to round. */
    private static final int MAX_SCALE = 64;

    /** @throws InvalidEventException when the value is no object */
    public static EventMembers of(JsonValue event) throws InvalidEventException {
        if (event instanceof JsonObject object) {
            return new EventMembers(object);
        }
        throw new InvalidEventException("event", "must be an object, not " + JsonFormat.kind(event));
    }

    /** {@return the member, or empty where it is missing or null} */
    public Optional<JsonValue> value(String name) {
        return Optional.ofNullable(object.get(name))
                .filter(value -> value.getValueType() != JsonValue.ValueType.NULL);
    }

    /** {@return a text, or null where it is missing or null} */
    public String text(String name) throws InvalidEventException {
        JsonValue value = value(name).orElse(null);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new InvalidEventException(name, "must be a string, not " + JsonFormat.kind(value));
    }

    /** {@return a text that must be there} */
    public String requiredText(String name) throws InvalidEventException {
        String text = text(name);
        if (text == null) {
            throw new InvalidEventException(name, "is required");
        }
        return text;
    }

    /** {@return an id as {@link Identifier} has it, or null where it is missing or null} */
    public String id(String name) throws InvalidEventException {
        String id = text(name);
        if (id != null && !Identifier.isValid(id)) {
            throw new InvalidEventException(name, Identifier.RULE);
        }
        return id;
    }

    /** {@return an id that must be there} */
    public String requiredId(String name) throws InvalidEventException {
        requiredText(name);
        return id(name);
    }

    /** {@return an event's type, which must be there and be named by the rule} */
    public String eventType(String name) throws InvalidEventException {
        String type = requiredText(name);
        if (!EventType.isValid(type)) {
            throw new InvalidEventException(name, EventType.RULE);
        }
        return type;
    }

    /** {@return an event's data, an empty object where it is missing or null} */
    public EventData data(String name) throws InvalidEventException {
        JsonValue value = value(name).orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject data) {
            return EventData.received(data);
        }
        throw new InvalidEventException(name, "must be an object, not " + JsonFormat.kind(value));
    }

    /** {@return an RFC 3339 timestamp, or null where it is missing or null} */
    public Instant rfc3339(String name) throws InvalidEventException {
        String text = text(name);
        return text == null ? null : Rfc3339.parse(text).orElseThrow(() -> new InvalidEventException(name,
                "must be an RFC 3339 timestamp such as 2025-08-16T01:36:59Z"));
    }

    /**
     * {@return a time as an RFC 3339 timestamp or a number of seconds since 1970-01-01T00:00:00Z, what is
     * below the nanosecond cut off; null where it is missing or null}
     */
    public Instant time(String name) throws InvalidEventException {
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
        return time.orElseThrow(() -> new InvalidEventException(name, "must be an RFC 3339 timestamp or"
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
}
