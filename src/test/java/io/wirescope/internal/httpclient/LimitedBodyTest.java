package io.wirescope.internal.httpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LimitedBodyTest {

    private int cancelled;

    private CompletableFuture<byte[]> read(LimitedBody body, String... parts) {
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                assertThat(n).isEqualTo(Long.MAX_VALUE);
            }

            @Override
            public void cancel() {
                cancelled++;
            }
        });
        body.onNext(Stream.of(parts).map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII))).toList());
        return body.getBody().toCompletableFuture();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void aBodyOfAllThatIsAllowedIsReadToItsEnd() {
        for (LimitedBody body : List.of(LimitedBody.atMost(6), LimitedBody.first(6))) {
            CompletableFuture<byte[]> read = read(body, "abc", "def");
            assertThat(read).isNotDone();
            body.onComplete();
            assertThat(text(read.join())).isEqualTo("abcdef");
        }
        assertThat(cancelled).isZero();
    }

    @Test
    void oneByteMoreIsRefused() {
        CompletableFuture<byte[]> read = read(LimitedBody.atMost(6), "abc", "defg", "h");

        assertThatThrownBy(read::get).hasCauseInstanceOf(LimitedBody.TooLargeException.class).hasMessageContaining("6 bytes");
        assertThat(cancelled).isOne();
    }

    @Test
    void orIsCut() {
        CompletableFuture<byte[]> read = read(LimitedBody.first(6), "abc", "defg", "h");

        assertThat(text(read.join())).isEqualTo("abcdef");
        assertThat(cancelled).isOne();
    }

    @Test
    void aBrokenBodyFails() {
        LimitedBody body = LimitedBody.first(6);
        CompletableFuture<byte[]> read = read(body, "abc");
        body.onError(new IllegalStateException("reset"));

        assertThatThrownBy(read::get).hasRootCauseMessage("reset");
    }
}
