package io.wirescope.internal.capture;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.envelope.Utf8;
import io.wirescope.internal.event.MessageText;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A payload as it may be kept: redacted first, then cut.
 *
 * @param part          which part of its message
 * @param json          whether it is JSON
 * @param bytes         what is kept, as UTF-8
 * @param originalBytes how long it was
 * @param cut           whether the end is missing
 * @param redacted      what was redacted
 */
record PreparedPayload(String part, boolean json, byte[] bytes, int originalBytes, boolean cut, RedactedText redacted) {

    /**
     * Prepares a payload.
     *
     * @param text     what the message says
     * @param redactor takes secrets out
     * @param pointers what is a secret besides
     * @param raw      whether what is no JSON is kept too
     * @param maxBytes the most that is kept
     * @return what may be kept, or null where it is no JSON and that is not wanted
     */
    static PreparedPayload of(MessageText text, Redactor redactor, List<PayloadPointer> pointers, boolean raw,
            int maxBytes) {
        JsonValue document = read(text.text());
        if (document == null && !raw) {
            return null;
        }
        RedactedText redacted = document == null ? redactor.mask(text.text()) : redactor.redact(document, pointers);
        byte[] bytes = redacted.text().getBytes(StandardCharsets.UTF_8);
        boolean cut = bytes.length > maxBytes;
        return new PreparedPayload(text.part(), document != null, cut ? cut(bytes, maxBytes) : bytes,
                Utf8.length(text.text()), cut, redacted);
    }

    private static JsonValue read(String text) {
        try {
            return JsonFormat.read(text);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    // Not within a character.
    private static byte[] cut(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
