package io.wirescope.internal.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Text of clients in HTTP headers: percent-encoded as CloudEvents has it (HTTP binding 1.0, section 3.1.3.2). */
final class HeaderText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";

    private HeaderText() {
    }

    /** {@return a text as the value of a header; what is not visible ASCII, quotes and percent signs are encoded} */
    static String encode(String text) {
        return encode(text, c -> c > ' ' && c < 0x7f && c != '"' && c != '%');
    }

    /** {@return a text as a segment of a path (RFC 3986, section 3.3)} */
    static String segment(String text) {
        return encode(text, c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || UNRESERVED.indexOf(c) >= 0);
    }

    private static String encode(String text, IntPredicate plain) {
        if (text.chars().allMatch(plain)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            int c = one & 0xff;
            if (plain.test(c)) {
                encoded.append((char) c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(one));
            }
        }
        return encoded.toString();
    }

    /** {@return the text that a header's value stands for; what is no encoding stays as it is} */
    static String decode(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(value.length());
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1])
                    && HexFormat.isHexDigit(bytes[i + 2])) {
                decoded.write(HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
