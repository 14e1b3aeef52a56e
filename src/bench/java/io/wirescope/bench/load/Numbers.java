package io.wirescope.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds members in JSON text without parsing all of it: the load generator has no time for that. */
final class Numbers {

    private static final byte[] K = "\"k\":".getBytes(StandardCharsets.US_ASCII);

    /** Where an envelope has its type. */
    private static final int HEAD = 64;

    private Numbers() {
    }

    /** {@return the number that follows {@code "k":}, or -1 where there is none} */
    static long k(ByteBuffer text) {
        int at = find(text, K);
        if (at < 0) {
            return -1;
        }
        long number = 0;
        for (int i = at + K.length; i < text.limit() && text.get(i) >= '0' && text.get(i) <= '9'; i++) {
            number = number * 10 + text.get(i) - '0';
        }
        return number;
    }

    private static int find(ByteBuffer text, byte[] wanted) {
        for (int i = text.position(); i <= text.limit() - wanted.length; i++) {
            int matched = 0;
            while (matched < wanted.length && text.get(i + matched) == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    /** {@return whether a text holds another within its first bytes} */
    static boolean beginsWith(ByteBuffer text, byte[] wanted) {
        return find(text.slice(text.position(), Math.min(text.remaining(), HEAD)), wanted) >= 0;
    }

    /** {@return the text} */
    static String text(ByteBuffer text) {
        return StandardCharsets.UTF_8.decode(text.duplicate()).toString();
    }
}
