package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final String PEER = "10.0.0.1";

    private static ClientAddress behind(int proxies) {
        return behind(proxies, "X-Forwarded-For, Forwarded");
    }

    private static ClientAddress behind(int proxies, String headers) {
        return new ClientAddress(MapSettings.with("wirescope.http.trusted-proxies", Integer.toString(proxies),
                "wirescope.http.forwarded-headers", headers));
    }

    private static HeaderFields fields(String... headers) {
        return new HeaderFields(ServletFakes.request(headers));
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
        "1, '198.51.100.1,203.0.113.7, ,',         203.0.113.7",
        "1, 2001:db8::7,                           2001:db8::7",
        "10, '198.51.100.1, 203.0.113.7',          198.51.100.1"})
    void isTheOneThatTheOutermostTrustedProxySaw(int proxies, String forwardedFor, String address) {
        assertThat(behind(proxies).of(PEER, fields("X-Forwarded-For: " + forwardedFor))).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7:4711,             203.0.113.7",
        "::ffff:203.0.113.7,           203.0.113.7",
        "[::ffff:203.0.113.7]:4711,    203.0.113.7",
        "::FFFF:CB00:7107,             203.0.113.7",
        "'\"203.0.113.7:4711\"',       203.0.113.7",
        "[2001:db8::7],                2001:db8::7",
        "[2001:DB8:0:0:0:0:0:7]:4711,  2001:db8::7",
        "2001:0db8:0::0:0007,          2001:db8::7",
        "'\"[2001:db8::7]:4711\"',     2001:db8::7",
        "[2001:db8::7]:_obf,           2001:db8::7"})
    void isOneHoweverItIsSpelled(String node, String address) {
        assertThat(behind(1).of(PEER, fields("X-Forwarded-For: " + node))).isEqualTo(address);
        assertThat(behind(1).of(PEER, fields("Forwarded: for=" + (node.contains("\"") ? node : '"' + node + '"'))))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 | for=203.0.113.7                                             | 203.0.113.7",
        "1 | For=203.0.113.7;proto=https;by=10.0.0.2                     | 203.0.113.7",
        "1 | proto=https; FOR=203.0.113.7                                | 203.0.113.7",
        "1 | for=198.51.100.1, for=203.0.113.7                           | 203.0.113.7",
        "2 | for=203.0.113.7, for=192.0.2.1                              | 203.0.113.7",
        "2 | for=203.0.113.7;host=\"a,b;for=9.9.9.9\", proto=http        | 203.0.113.7",
        "1 | for=\"\\2\\03.0.113.7\"                                     | 203.0.113.7",
        "1 | for=203.0.113.7, proto=https                                | 10.0.0.1",
        "1 | for=unknown                                                 | 10.0.0.1",
        "1 | for=_hidden                                                 | 10.0.0.1",
        "1 | for=203.0.113.7;for=198.51.100.1                            | 10.0.0.1",
        "1 | for=                                                        | 10.0.0.1",
        "0 | for=203.0.113.7                                             | 10.0.0.1"})
    void isWhatForwardedSaysToo(int proxies, String forwarded, String address) {
        assertThat(behind(proxies).of(PEER, fields("Forwarded: " + forwarded))).isEqualTo(address);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(behind(1).of(PEER, fields("Forwarded: for=198.51.100.1", "forwarded: for=203.0.113.7")))
                .isEqualTo("203.0.113.7");
        assertThat(behind(2).of(PEER, fields("X-Forwarded-For: 203.0.113.7", "x-forwarded-for: 192.0.2.1")))
                .isEqualTo("203.0.113.7");
    }

    // A client behind a proxy that writes one of the headers can send the other.
    @Test
    void theHeaderThatTheProxiesWriteCounts() {
        HeaderFields both = fields("Forwarded: for=198.51.100.1", "X-Forwarded-For: 203.0.113.7");

        assertThat(behind(1).of(PEER, both)).isEqualTo("203.0.113.7");
        assertThat(behind(1, "Forwarded").of(PEER, both)).isEqualTo("198.51.100.1");
        assertThat(behind(1, "x-forwarded-for").of(PEER, fields("Forwarded: for=198.51.100.1"))).isEqualTo(PEER);
        assertThat(behind(1, "Forwarded").of(PEER, fields("X-Forwarded-For: 198.51.100.1"))).isEqualTo(PEER);
        assertThatThrownBy(() -> behind(1, "X-Real-IP")).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.http.forwarded-headers");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void isThePeersWhereNoProxySaidAnything(int proxies) {
        assertThat(behind(proxies).of(PEER, fields())).isEqualTo(PEER);
        assertThat(behind(proxies).of(PEER, fields("X-Forwarded-For: "))).isEqualTo(PEER);
        assertThat(behind(proxies).of(PEER, fields("Forwarded:  ", "X-Forwarded-For: \t"))).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ", ,", ",,,", "unknown", "_x", "localhost", "gr\u00fc\u00dfe", "1.2.3", "1.2.3.4:", "1.2.3.4:x",
        "[1.2.3.4]", "[::1", "::1]", "[]", "203.0.113.7 203.0.113.8", "2001:db8::7]:4711", "<script>"})
    void isThePeersWhereTheProxySaidNothingUsable(String forwardedFor) {
        assertThat(behind(1).of(PEER, fields("X-Forwarded-For: " + forwardedFor))).isEqualTo(PEER);
    }

    @Property
    void isAnAddressWhateverIsSent(@ForAll @CharRange(from = ' ', to = '~') String sent) {
        for (String header : List.of("X-Forwarded-For: ", "Forwarded: ", "Forwarded: for=")) {
            assertThat(behind(1).of(PEER, fields(header + sent))).matches("[0-9a-f:.]+");
        }
    }

    @Test
    void thePeersHasOneSpellingToo() {
        assertThat(behind(0).of("0:0:0:0:0:0:0:1", fields())).isEqualTo("::1");
        assertThat(behind(0).of("::ffff:127.0.0.1", fields())).isEqualTo("127.0.0.1");
        assertThat(behind(0).of("somebody", fields())).isEqualTo("somebody");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11})
    void theNumberOfProxiesHasLimits(int proxies) {
        assertThatThrownBy(() -> behind(proxies)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.http.trusted-proxies=" + proxies);
    }
}
