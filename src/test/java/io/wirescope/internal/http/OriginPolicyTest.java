package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    private static OriginPolicy allowing(String origins) {
        return new OriginPolicy(MapSettings.with("wirescope.socket.allowed-origins", origins));
    }

    @Test
    void whoHasNoOriginIsNoBrowser() {
        assertThat(allowing("").allows(null, "gateway")).isTrue();
        assertThat(allowing("").allows(null, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://gateway,         gateway",
        "http://gateway:8080,    gateway:8080",
        "http://gateway,         gateway:80",
        "http://gateway:80,      gateway",
        "https://gateway,        gateway",
        "https://gateway,        gateway:443",
        "https://gateway:443,    gateway",
        "https://gateway:80,     gateway:80",
        "HTTPS://GateWay,        gateway:443",
        "http://gateway,         GATEWAY",
        "http://[::1]:8080,      [::1]:8080",
        "http://[::1],           [::1]:80",
        "https://[::1]:443,      [::1]",
        "http://[2001:DB8::80],  [2001:db8::80]",
        "http://127.0.0.1:8080,  127.0.0.1:8080",
        "http://wire_scope:8080, wire_scope:8080"})
    void aPageOfTheGatewaysOwnHostMayConnect(String origin, String host) {
        assertThat(allowing("").allows(origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil,              gateway",
        "http://gateway.evil,      gateway",
        "http://evil-gateway,      gateway",
        "http://gateway:8080,      gateway",
        "http://gateway,           gateway:8080",
        "http://gateway,           gateway:443",
        "https://gateway,          gateway:80",
        "http://gateway:443,       gateway",
        "https://gateway:4443,     gateway",
        "http://[::1],             [::2]",
        "http://[::1]:8080,        [::1]",
        "null,                     gateway",
        "null,                     null",
        "'',                       gateway",
        "'',                       ''",
        "gateway,                  gateway",
        "file://,                  gateway",
        "http://user@gateway,      gateway",
        "http://gateway@evil,      gateway",
        "http://gateway/,          gateway",
        "http://gateway/path,      gateway",
        "http://gateway?,          gateway",
        "http://gateway#,          gateway",
        "http://gateway http://evil, gateway",
        "'http://gateway, http://gateway', gateway",
        "mailto:gateway,           gateway"})
    void anyOtherPageMayNot(String origin, String host) {
        assertThat(allowing("").allows(origin, host)).isFalse();
    }

    @Test
    void aPageMayNotWhenTheGatewaysHostIsUnknown() {
        assertThat(allowing("").allows("http://gateway", null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example,      https://app.example",
        "https://APP.example,      https://app.example",
        "https://app.example,      HTTPS://App.Example",
        "https://app.example:8443, https://app.example:8443",
        "https://app.example:443,  https://app.example",
        "http://app.example:80,    http://app.example",
        "'http://a, https://b ',   https://b",
        "'http://a, https://b ',   http://a",
        "http://[::1]:3000,        http://[::1]:3000",
        "*,                        https://anything.example",
        "*,                        null"})
    void aListedPageMayConnect(String listed, String origin) {
        assertThat(allowing(listed).allows(origin, "gateway")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example,      http://app.example",
        "https://app.example,      https://app.example:8443",
        "https://app.example,      https://sub.app.example",
        "https://app.example,      https://app.example.evil",
        "https://app.example,      https://app.example/",
        "https://app.example:443,  http://app.example:443",
        "https://app.example,      null"})
    void whatIsNotListedMayNot(String listed, String origin) {
        assertThat(allowing(listed).allows(origin, "gateway")).isFalse();
    }

    @Test
    void theGatewaysOwnPagesMayThoughOthersAreListed() {
        assertThat(allowing("https://app.example").allows("http://gateway", "gateway")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example", "https://app.example/", "https://app.example/path", "https://", "null",
        "https://*.example", "https://user@app.example", "https://app.example?x", "//app.example", "a b",
        "https://ok.example,nope"})
    void doesNotStartWithWhatIsNoOrigin(String listed) {
        assertThatThrownBy(() -> allowing(listed)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.socket.allowed-origins");
    }
}
