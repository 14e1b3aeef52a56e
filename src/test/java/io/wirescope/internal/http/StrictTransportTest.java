package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictTransportTest {

    private static final String KEY = "wirescope.http.hsts";

    private static StrictTransport strict(String... settings) {
        return new StrictTransport(MapSettings.with(settings));
    }

    @Test
    void isOffAsShipped() {
        assertThat(strict().header(true)).isEmpty();
    }

    @Test
    void isSentOverTlsOnly() {
        assertThat(strict(KEY, "P365D").header(true)).contains("max-age=31536000");
        assertThat(strict(KEY, "P365D").header(false)).isEmpty();
    }

    @Test
    void isSentWherePeopleComeOverTlsToAProxy() {
        assertThat(strict(KEY, "P1D", "wirescope.http.public-url", "HTTPS://gateway.example").header(false))
                .contains("max-age=86400");
        assertThat(strict(KEY, "P1D", "wirescope.http.public-url", "http://gateway.example").header(false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P731D", "-PT1S", "31536000"})
    void anythingElseIsRefused(String time) {
        assertThatThrownBy(() -> strict(KEY, time)).isInstanceOf(InvalidSettingException.class).hasMessageContaining(KEY);
    }
}
