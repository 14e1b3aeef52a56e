package io.wirescope.internal.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.ingest.Posted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private static final String KEY = "wirescope.ingest.max-body-bytes";

    private final BodyReader reader = new BodyReader(MapSettings.with(KEY, "1024"));

    /** A body without end that counts what was read of it. */
    private static final class Endless extends InputStream {
        private int read;

        @Override
        public int read() {
            read++;
            return ' ';
        }
    }

    @Test
    void readsUpToTheLimit() {
        assertThat(reader.read(new ByteArrayInputStream(new byte[1024]), 1024)).hasSize(1024);
        assertThat(reader.read(new ByteArrayInputStream(new byte[1024]), -1)).hasSize(1024);
        assertThat(reader.read(InputStream.nullInputStream(), -1)).isEmpty();
        assertThat(reader.read(null, -1)).isEmpty();
    }

    @Test
    void stopsBehindTheLimit() {
        Endless body = new Endless();

        RefusedRequestException refusal = assertThrows(RefusedRequestException.class, () -> reader.read(body, -1));

        assertThat(body.read).isEqualTo(1025);
        assertThat(refusal.status()).isEqualTo(413);
        assertThat(refusal.error().code()).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(refusal.error().details()).hasToString("{\"max_body_bytes\":1024}");
    }

    @Test
    void readsNothingThatIsAnnouncedTooLarge() {
        Endless body = new Endless();

        assertThat(assertThrows(RefusedRequestException.class, () -> reader.read(body, 1025)).status()).isEqualTo(413);
        assertThat(body.read).isZero();
    }

    @Test
    void believesNoAnnouncementThatIsTooSmall() {
        assertThat(assertThrows(RefusedRequestException.class, () -> reader.read(new Endless(), 10)).status())
                .isEqualTo(413);
    }

    @Test
    void aBodyThatBreaksOffIsTheSendersFault() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThat(assertThrows(RefusedRequestException.class, () -> reader.read(broken, -1)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "67108865", "1MiB", "-1"})
    void refusesALimitThatMakesNoSense(String limit) {
        assertThat(assertThrows(InvalidSettingException.class, () -> new BodyReader(MapSettings.with(KEY, limit))))
                .hasMessageContaining(KEY);
    }

    @Test
    void theDefaultIsOneMebibyte() {
        BodyReader byDefault = new BodyReader(MapSettings.with());

        assertThat(byDefault.read(new ByteArrayInputStream(new byte[1_048_576]), -1)).hasSize(1_048_576);
        assertThrows(RefusedRequestException.class, () -> byDefault.read(InputStream.nullInputStream(), 1_048_577));
    }

    @Test
    void headersTellTheLengthOrNone() {
        assertThat(Posted.headersOf("content-length", "12").contentLength()).isEqualTo(12);
        assertThat(Posted.headersOf("Content-Length", "x").contentLength()).isEqualTo(-1);
        assertThat(Posted.headersOf("Content-Length", "9".repeat(30)).contentLength()).isEqualTo(-1);
        assertThat(Posted.headersOf().contentLength()).isEqualTo(-1);
    }
}
