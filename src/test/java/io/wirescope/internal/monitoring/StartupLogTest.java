package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupLogTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/", "https://gateway.example.com", "http://[::1]:8080/"})
    void endsInTheAddressToOpen(String url) {
        assertThat(log(url).line()).isEqualTo("Wirescope started: open " + url);
    }

    @Test
    void namesNoAddressWhereNoneIsConfigured() {
        assertThat(log("").line()).isEqualTo("Wirescope started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "/", "ftp://localhost/", "http://", "http://a b/", "http://a/?q", "http://a/#f"})
    void refusesWhatIsNoUrlOfAPage(String url) {
        assertThatThrownBy(() -> log(url).line()).isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("wirescope.http.public-url", url, "absolute http or https URL");
    }

    private static StartupLog log(String url) {
        return new StartupLog(new Settings(key -> Optional.of(url)));
    }
}
