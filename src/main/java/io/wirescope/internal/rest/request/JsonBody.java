package io.wirescope.internal.rest.request;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** JSON as bytes: UTF-8 without exception (RFC 8259, section 8.1), and as strict as {@link JsonFormat}. */
public final class JsonBody {

    private JsonBody() {
    }

    /**
     * Reads one JSON value.
     *
     * @throws RefusedRequestException 400 {@code INVALID_JSON} with the position, when it is none
     */
    public static JsonValue read(byte[] bytes) {
        try {
            return JsonFormat.read(text(bytes));
        } catch (MalformedJsonException e) {
            throw RefusedRequestException.notJson(e);
        }
    }

    // new String(bytes, UTF_8) would put U+FFFD where bytes are wrong, without a word.
    private static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length); // a byte never makes more than one char
        boolean broken = decoder.decode(ByteBuffer.wrap(bytes), text, true).isError();
        String read = text.flip().toString();
        if (broken) {
            throw RefusedRequestException.notUtf8(read);
        }
        return read;
    }
}
