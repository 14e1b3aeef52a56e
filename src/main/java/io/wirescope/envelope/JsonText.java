package io.wirescope.envelope;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes JSON text, to the letter as JSON-P's generator does without options, but copies what is still text. A lone
 * surrogate, which UTF-8 can't carry, is written as its escape. For one text and one thread.
 */
final class JsonText {

    private static final int LONGEST_ESCAPE = 6;
    private static final String HEX = "0123456789abcdef";

    private char[] chars;
    private int length;
    private boolean surrogates;

    /** @param expected how many characters there may be; more are taken, too */
    JsonText(int expected) {
        chars = new char[expected];
    }

    /** {@return what was written} */
    @Override
    public String toString() {
        return surrogates ? escapeLoneSurrogates() : new String(chars, 0, length);
    }

    private String escapeLoneSurrogates() {
        JsonText escaped = new JsonText(length + 4 * LONGEST_ESCAPE);
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (!Character.isSurrogate(c)) {
                escaped.put(c);
            } else if (i + 1 < length && Character.isSurrogatePair(c, chars[i + 1])) {
                escaped.put(c);
                escaped.put(chars[++i]);
            } else {
                escaped.hex(c);
            }
        }
        return new String(escaped.chars, 0, escaped.length);
    }

    private void room(int more) {
        if (chars.length - length < more) {
            chars = Arrays.copyOf(chars, Math.max(2 * chars.length, length + more));
        }
    }

    private void put(char c) {
        room(1);
        chars[length++] = c;
    }

    /** Writes text that is JSON already, such as a comma and a name; it has no surrogates. */
    JsonText raw(String json) {
        int more = json.length();
        room(more);
        json.getChars(0, more, chars, length);
        length += more;
        return this;
    }

    /** Writes a string, with quotes and escapes; null for null. */
    JsonText string(String text) {
        if (text == null) {
            return raw("null");
        }
        int more = text.length();
        room(more + 2);
        chars[length] = '"';
        text.getChars(0, more, chars, length + 1);
        if (isWrittenAsIs(length + 1, length + 1 + more)) {
            length += more + 2;
            chars[length - 1] = '"';
        } else {
            length++;
            room(LONGEST_ESCAPE * more + 1);
            for (int i = 0; i < more; i++) {
                character(text.charAt(i));
            }
            put('"');
        }
        return this;
    }

    private boolean isWrittenAsIs(int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (c == '"' || c == '\\' || c < ' ') {
                return false;
            }
            bits |= c;
        }
        surrogates |= bits >= Character.MIN_SURROGATE; // or not, which is found out at the end
        return true;
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\b' -> escape('b');
            case '\f' -> escape('f');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            default -> {
                if (c < ' ') {
                    hex(c);
                } else {
                    surrogates |= Character.isSurrogate(c);
                    put(c);
                }
            }
        }
    }

    private void escape(char c) {
        put('\\');
        put(c);
    }

    private void hex(char c) {
        raw("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX.charAt(c >> shift & 15));
        }
    }

    /** Writes a value; its objects' members in their order. */
    JsonText value(JsonValue value) {
        switch (value.getValueType()) {
            case OBJECT -> object(value.asJsonObject());
            case ARRAY -> array(value.asJsonArray());
            case STRING -> string(((JsonString) value).getString());
            case NUMBER -> raw(value.toString());
            case TRUE -> raw("true");
            case FALSE -> raw("false");
            case NULL -> raw("null");
        }
        return this;
    }

    private void object(JsonObject object) {
        if (object instanceof JsonSlice slice) {
            slice.writeTo(this);
            return;
        }
        char before = '{';
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            put(before);
            string(member.getKey());
            put(':');
            value(member.getValue());
            before = ',';
        }
        raw(before == '{' ? "{}" : "}");
    }

    private void array(Iterable<JsonValue> array) {
        char before = '[';
        for (JsonValue element : array) {
            put(before);
            value(element);
            before = ',';
        }
        raw(before == '[' ? "[]" : "]");
    }

    /** Writes a part of a text that was checked, and is written as it stands. */
    void copy(char[] text, int from, int to, boolean mayHaveSurrogates) {
        room(to - from);
        System.arraycopy(text, from, chars, length, to - from);
        length += to - from;
        surrogates |= mayHaveSurrogates;
    }

    /** Writes a part of a text that was checked, and is written as it stands but for its white space. */
    void compact(String text, int from, int to, boolean hasEscapes, boolean mayHaveSurrogates) {
        room(to - from);
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '"') {
                int after = 1 + (hasEscapes ? endOfString(text, at + 1) : text.indexOf('"', at + 1));
                text.getChars(at, after, chars, length);
                length += after - at;
                at = after;
            } else {
                chars[length] = c;
                length += c > ' ' ? 1 : 0;
                at++;
            }
        }
        surrogates |= mayHaveSurrogates;
    }

    private static int endOfString(String text, int from) {
        int at = from;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** Writes a part of a text that was checked, as it would be written after reading it. */
    void rewrite(char[] text, int from, int to) {
        room(to - from); // a number may need more
        int at = from;
        while (at < to) {
            char c = text[at];
            if (c == '"') {
                at = rewriteString(text, at);
            } else if (c == '-' || c >= '0' && c <= '9') {
                at = rewriteNumber(text, at, to);
            } else {
                chars[length] = c;
                length += c > ' ' ? 1 : 0;
                at++;
            }
        }
    }

    private int rewriteString(char[] text, int quote) {
        chars[length++] = '"';
        int at = rewriteRun(text, quote + 1);
        while (text[at] == '\\') {
            at = rewriteRun(text, rewriteEscape(text, at + 1));
        }
        chars[length++] = '"';
        return at + 1;
    }

    /** {@return the place of the next quote or escape} */
    private int rewriteRun(char[] text, int from) {
        int at = from;
        int bits = 0;
        char c = text[at];
        while (c != '"' && c != '\\') {
            bits |= c;
            c = text[++at];
        }
        surrogates |= bits >= Character.MIN_SURROGATE;
        System.arraycopy(text, from, chars, length, at - from);
        length += at - from;
        return at;
    }

    private int rewriteEscape(char[] text, int at) {
        switch (text[at]) {
            case '/' -> put('/');
            case 'u' -> {
                character((char) Integer.parseInt(new String(text, at + 1, 4), 16));
                return at + 5;
            }
            default -> escape(text[at]);
        }
        return at + 1;
    }

    private int rewriteNumber(char[] text, int from, int to) {
        boolean plain = true;
        int at = from;
        while (isOfNumber(text[at])) {
            plain &= text[at] < 'E';
            at++;
        }
        if (plain && JsonIndex.isPlain(text, from, at)) {
            System.arraycopy(text, from, chars, length, at - from);
            length += at - from;
        } else {
            raw(JsonIndex.number(new String(text, from, at - from)).toString());
            room(to - at);
        }
        return at;
    }

    private static boolean isOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
    }
}
