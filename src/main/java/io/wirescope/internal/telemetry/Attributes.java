package io.wirescope.internal.telemetry;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of a span, a log record or a resource, in the order in which they were added. Values are texts, whole
 * numbers, doubles and booleans; null adds nothing. At most {@value #LIMIT}, as the specification has it by default;
 * what is over is counted. Not thread-safe.
 */
final class Attributes {

    /** {@code OTEL_ATTRIBUTE_COUNT_LIMIT}'s default (OpenTelemetry specification, "Attribute limits"). */
    static final int LIMIT = 128;

    /** Objects that are nested deeper become their JSON. */
    private static final int MAX_DEPTH = 8;

    private final Map<String, Object> values = new LinkedHashMap<>();
    private int dropped;

    Attributes add(String name, String value) {
        return put(name, value);
    }

    Attributes add(String name, long value) {
        return put(name, value);
    }

    Attributes add(String name, boolean value) {
        return put(name, value);
    }

    /**
     * Adds the members of an object, those of objects within it under names with dots. An array becomes its JSON. A name
     * that is there already keeps its value.
     *
     * @param prefix begins every name, with its dot
     */
    Attributes addAll(String prefix, JsonObject members) {
        addAll(prefix, members, 1);
        return this;
    }

    private void addAll(String prefix, JsonObject members, int depth) {
        members.forEach((name, value) -> addMember(prefix + name, value, depth));
    }

    private void addMember(String name, JsonValue value, int depth) {
        if (value instanceof JsonObject members && depth < MAX_DEPTH) {
            addAll(name + ".", members, depth + 1);
            return;
        }
        switch (value.getValueType()) {
            case OBJECT, ARRAY -> put(name, JsonFormat.write(value));
            case STRING -> put(name, ((JsonString) value).getString());
            case NUMBER -> put(name, number((JsonNumber) value));
            case TRUE, FALSE -> put(name, value == JsonValue.TRUE);
            case NULL -> { } // no attribute has a null
        }
    }

    private static Object number(JsonNumber value) {
        if (value.isIntegral()) {
            try {
                return value.longValueExact();
            } catch (ArithmeticException e) { // larger than 64 bits
                return value.doubleValue();
            }
        }
        return value.doubleValue();
    }

    private Attributes put(String name, Object value) {
        if (value == null || values.containsKey(name)) {
            return this;
        }
        if (values.size() < LIMIT) {
            values.put(name, value);
        } else {
            dropped++;
        }
        return this;
    }

    /** {@return how many were left out because of the limit} */
    int dropped() {
        return dropped;
    }

    /** {@return the values, not to be changed} */
    Map<String, Object> values() {
        return values;
    }

    /** @param field the number of the repeated field {@code attributes} */
    void writeTo(ProtobufWriter out, int field) {
        values.forEach((name, value) -> out.message(field, pair -> pair.presentText(1, name)
                .message(2, any -> writeValue(any, value))));
    }

    // opentelemetry.proto.common.v1.AnyValue
    private static void writeValue(ProtobufWriter any, Object value) {
        if (value instanceof String text) {
            any.presentText(1, text);
        } else if (value instanceof Boolean flag) {
            any.presentInteger(2, flag ? 1 : 0);
        } else if (value instanceof Long number) {
            any.presentInteger(3, number);
        } else {
            any.presentDouble(4, (Double) value);
        }
    }
}
