package io.wirescope.internal.upstream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/** Counts the bytes that {@link io.wirescope.envelope.JsonFormat#write(JsonValue)} makes of a value, without making them. */
final class PayloadBytes {

    private static final int ESCAPE = 6; // backslash, u and four digits

    private PayloadBytes() {
    }

    /** {@return the length of a value as JSON in UTF-8} */
    static int of(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> ofObject((JsonObject) value);
            case ARRAY -> ofArray((JsonArray) value);
            case STRING -> ofText(((JsonString) value).getString());
            case NUMBER -> value.toString().length();
            case TRUE, NULL -> 4;
            case FALSE -> 5;
        };
    }

    private static int ofObject(JsonObject object) {
        int bytes = 1 + Math.max(1, object.size()); // braces and commas
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            bytes += ofText(member.getKey()) + 1 + of(member.getValue());
        }
        return bytes;
    }

    private static int ofArray(JsonArray array) {
        int bytes = 1 + Math.max(1, array.size()); // brackets and commas
        for (JsonValue element : array) {
            bytes += of(element);
        }
        return bytes;
    }

    private static int ofText(String text) {
        int bytes = text.length() + 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                bytes += isShort(c) ? 1 : ESCAPE - 1;
            } else if (c == '"' || c == '\\') {
                bytes++;
            } else if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                bytes += pair ? 2 : ESCAPE - 1;
                i += pair ? 1 : 0;
            } else if (c >= 0x80) {
                bytes += c < 0x800 ? 1 : 2;
            }
        }
        return bytes;
    }

    private static boolean isShort(char c) {
        return c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }
}
