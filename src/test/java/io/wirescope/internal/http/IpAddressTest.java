package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,                             203.0.113.7",
        "0.0.0.0,                                 0.0.0.0",
        "255.255.255.255,                         255.255.255.255",
        "::ffff:203.0.113.7,                      203.0.113.7",
        "::FFFF:cb00:7107,                        203.0.113.7",
        "0:0:0:0:0:ffff:203.0.113.7,              203.0.113.7",
        "0000:0000:0000:0000:0000:ffff:cb00:7107, 203.0.113.7",
        "::1,                                     ::1",
        "0:0:0:0:0:0:0:1,                         ::1",
        "::,                                      ::",
        "2001:DB8::7,                             2001:db8::7",
        "2001:0db8:0000:0000:0000:0000:0000:0007, 2001:db8::7",
        "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1,                      2001:0:0:1::1",
        "1::,                                     1::",
        "::7:6:5:4:3:2:1,                         0:7:6:5:4:3:2:1",
        "64:ff9b::203.0.113.7,                    64:ff9b::cb00:7107",
        "fe80::1%eth0,                            fe80::1",
        "fe80:0:0:0:0:0:0:1%2,                    fe80::1"})
    void hasOneSpelling(String text, String spelling) {
        assertThat(IpAddress.normal(text)).contains(spelling);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "localhost", "unknown", "_hidden", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.04",
        "01.2.3.4", "1.2.3.-4", "+1.2.3.4", "1..3.4", "0x7f.0.0.1", "1.2.3.4%eth0", "١.٢.٣.٤", ":", ":::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "1::2::3", "::12345", "::g", "::-1", "1.2.3.4::", "::1.2.3.4:5",
        "::1.2.3.256", "1:2:3:4:5:6:7:1.2.3.4", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "[::1]", "::1 ", "::1/64", "1.2.3.4:80",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555"})
    void readsNothingElse(String text) {
        assertThat(IpAddress.normal(text)).isEmpty();
    }

    @Property
    void everyIpv6AddressIsTheSameInItsOneSpelling(@ForAll @Size(16) byte[] octets) throws UnknownHostException {
        Inet6Address address = Inet6Address.getByAddress(null, octets, -1);
        String spelling = IpAddress.normal(address.getHostAddress()).orElseThrow();

        assertThat(InetAddress.getByName(spelling).getHostAddress())
                .isEqualTo(InetAddress.getByAddress(octets).getHostAddress());
        assertThat(IpAddress.normal(spelling)).contains(spelling);
        assertThat(IpAddress.normal(address.getHostAddress().toUpperCase(Locale.ROOT))).contains(spelling);
    }

    @Property
    void manyZerosAreLeftOut(@ForAll @Size(8) boolean[] zeros) throws UnknownHostException {
        byte[] octets = new byte[16];
        for (int i = 0; i < 8; i++) {
            octets[2 * i + 1] = (byte) (zeros[i] ? 0 : 0xab);
        }
        String spelling = IpAddress.normal(Inet6Address.getByAddress(null, octets, -1).getHostAddress()).orElseThrow();

        assertThat(InetAddress.getByName(spelling).getAddress()).isEqualTo(octets);
        assertThat(spelling.contains("::")).isEqualTo(new String(bits(zeros)).contains("11"));
    }

    private static char[] bits(boolean[] flags) {
        char[] bits = new char[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bits[i] = flags[i] ? '1' : '0';
        }
        return bits;
    }

    @Property
    void everyIpv4AddressIsItself(@ForAll @Size(4) byte[] octets) throws UnknownHostException {
        String text = InetAddress.getByAddress(octets).getHostAddress();

        assertThat(IpAddress.normal(text)).contains(text);
        assertThat(IpAddress.normal("::ffff:" + text)).contains(text);
    }

    @Property
    void readsNoTextThatJavaWouldAskANameServerFor(@ForAll String text) {
        assertThat(IpAddress.normal(text)).satisfies(found -> found.ifPresent(spelling ->
                assertThat(spelling).matches("[0-9a-f:.]+")));
    }
}
