package io.wirescope.internal.rest.send;

import io.wirescope.envelope.InvalidFieldException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private static Optional<String> key(String... values) {
        return IdempotencyKey.of(name -> name.equals("Idempotency-Key") ? List.of(values) : List.of());
    }

    @Test
    void isTheHeaderAsItIs() {
        assertThat(key()).isEmpty();
        assertThat(key("a")).contains("a");
        assertThat(key("\"8e03978e-40d5 ~\"")).contains("\"8e03978e-40d5 ~\"");
        assertThat(key("x".repeat(255))).contains("x".repeat(255));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00e9", "a\tb", "\u007f"})
    void oneThatBreaksTheRuleIsRefused(String key) {
        assertThatThrownBy(() -> key(key)).isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("Idempotency-Key must be 1 to 255");
    }

    @Test
    void soIsOneThatIsTooLongAndOneThatIsThereTwice() {
        assertThatThrownBy(() -> key("x".repeat(256))).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> key("a", "a")).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void aFingerprintIsOfTheOperationTheChannelAndTheBytesOfTheBody() throws IOException {
        assertThat(fingerprint("message", "a", "{}")).isEqualTo(fingerprint("message", "a", "{}")).hasSize(64)
                .isNotEqualTo(fingerprint("batch", "a", "{}"))
                .isNotEqualTo(fingerprint("message", "b", "{}"))
                .isNotEqualTo(fingerprint("message", "a", "{ }"));
    }

    private static String fingerprint(String operation, String channel, String body) throws IOException {
        Fingerprint fingerprint = new Fingerprint(operation, channel);
        try (InputStream in = fingerprint.of(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))) {
            in.readNBytes(10);
        }
        return fingerprint.text();
    }
}
