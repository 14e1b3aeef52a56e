package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyBufferTest {

    private static final int LIMIT = 16;

    /** What has arrived of a body; to read more would block. */
    private static final class Arriving extends ServletInputStream {

        private String arrived = "";
        private boolean last;

        void arrive(String more) {
            arrived += more;
        }

        void end() {
            last = true;
        }

        @Override
        public boolean isFinished() {
            return last; // also while there is something to read, as on Grizzly
        }

        @Override
        public boolean isReady() {
            return !arrived.isEmpty();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int available() {
            return arrived.length();
        }

        @Override
        public int read() throws IOException {
            if (arrived.isEmpty()) {
                throw new IOException("this would block");
            }
            int next = arrived.charAt(0);
            arrived = arrived.substring(1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int some = Math.min(length, arrived.length());
            for (int i = 0; i < some; i++) {
                target[offset + i] = (byte) read();
            }
            return some;
        }
    }

    private final Arriving in = new Arriving();

    private static String text(BodyBuffer buffer) {
        return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatHasArrivedAndNeverWaits() throws IOException {
        BodyBuffer buffer = new BodyBuffer(in, 6, LIMIT);
        in.arrive("abc");
        buffer.takeAvailable();
        assertThat(buffer.isComplete()).isFalse();
        in.arrive("def");
        buffer.takeReady();

        assertThat(buffer.isComplete()).isTrue();
        assertThat(text(buffer)).isEqualTo("abcdef");
    }

    @Test
    void oneWithoutALengthIsCompleteWhenItHasEndedAndIsRead() throws IOException {
        BodyBuffer buffer = new BodyBuffer(in, -1, LIMIT);
        in.arrive("abc");
        in.end();
        assertThat(buffer.isComplete()).isFalse();
        buffer.takeAvailable();

        assertThat(buffer.isComplete()).isTrue();
        assertThat(text(buffer)).isEqualTo("abc");
    }

    @Test
    void oneThatIsDeclaredTooLargeIsNotRead() throws IOException {
        BodyBuffer buffer = new BodyBuffer(in, LIMIT + 1, LIMIT);
        in.arrive("abc");
        buffer.takeAvailable();

        assertThat(buffer.isTooLarge()).isTrue();
        assertThat(in.available()).isEqualTo(3);
    }

    @Test
    void oneThatGrowsTooLargeIsNotKept() throws IOException {
        BodyBuffer buffer = new BodyBuffer(in, -1, LIMIT);
        in.arrive("x".repeat(LIMIT));
        buffer.takeReady();
        assertThat(buffer.isTooLarge()).isFalse();
        in.arrive("y");
        buffer.takeReady();

        assertThat(buffer.isTooLarge()).isTrue();
        assertThat(buffer.size()).isEqualTo(LIMIT);
    }
}
