package io.wirescope.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.config.InvalidSettingException;
import io.wirescope.event.MapSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final String PEER = "10.0.0.1";

    private static ClientAddress behind(int proxies) {
        return new ClientAddress(MapSettings.with("wirescope.http.trusted-proxies", Integer.toString(proxies)));
    }

    @ParameterizedTest
    @CsvSource({
        // trusted proxies, X-Forwarded-For, the client's address
        "0, 203.0.113.7,                           10.0.0.1",
        "1, 203.0.113.7,                           203.0.113.7",
        "1, '198.51.100.1, 203.0.113.7',           203.0.113.7",
        "1, '203.0.113.7, 203.0.113.7',            203.0.113.7",
        "2, '203.0.113.7, 192.0.2.1',              203.0.113.7",
        "2, '198.51.100.1, 203.0.113.7, 192.0.2.1', 203.0.113.7",
        "2, 203.0.113.7,                           203.0.113.7",
        "1, ' 203.0.113.7 ',                       203.0.113.7",
        "1, '198.51.100.1,203.0.113.7',            203.0.113.7",
        "1, 2001:db8::7,                           2001:db8::7",
        "10, '198.51.100.1, 203.0.113.7',          198.51.100.1"})
    void isTheOneThatTheOutermostTrustedProxySaw(int proxies, String forwardedFor, String address) {
        assertThat(behind(proxies).of(PEER, forwardedFor)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void isThePeersWhereNoProxySaidAnything(int proxies) {
        assertThat(behind(proxies).of(PEER, null)).isEqualTo(PEER);
        assertThat(behind(proxies).of(PEER, "")).isEqualTo(PEER);
        assertThat(behind(proxies).of(PEER, "  ")).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ", ,", ",,,"})
    void isThePeersWhereTheProxySaidNothingUsable(String forwardedFor) {
        assertThat(behind(1).of(PEER, forwardedFor)).isEqualTo(PEER);
    }

    @Test
    void isThePeersWhereWhatWasSaidIsTooLong() {
        assertThat(behind(1).of(PEER, "f".repeat(64))).hasSize(64);
        assertThat(behind(1).of(PEER, "f".repeat(65))).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11})
    void theNumberOfProxiesHasLimits(int proxies) {
        assertThatThrownBy(() -> behind(proxies)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.http.trusted-proxies=" + proxies);
    }
}
