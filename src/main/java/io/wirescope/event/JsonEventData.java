package io.wirescope.event;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Objects;

/**
 * Data that a producer brought as JSON.
 *
 * @param toJson    the object
 * @param heapBytes about how many bytes of memory that takes
 */
record JsonEventData(JsonObject toJson, int heapBytes) implements EventData {

    private static final int VALUE = 64;

    JsonEventData {
        Objects.requireNonNull(toJson, "data");
    }

    JsonEventData(JsonObject json) {
        this(json, (int) Math.min(Integer.MAX_VALUE, bytes(Objects.requireNonNull(json, "data"))));
    }

    private static long bytes(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> VALUE + ((JsonObject) value).entrySet().stream().mapToLong(JsonEventData::bytes).sum();
            case ARRAY -> VALUE + ((JsonArray) value).stream().mapToLong(JsonEventData::bytes).sum();
            case STRING -> VALUE + 2L * ((JsonString) value).getChars().length();
            case NUMBER -> VALUE + ((JsonNumber) value).bigDecimalValue().unscaledValue().bitLength() / 8;
            default -> 0;
        };
    }

    private static long bytes(Map.Entry<String, JsonValue> member) {
        return 2 * VALUE + 2L * member.getKey().length() + bytes(member.getValue());
    }
}
