package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the configuration of the servers to leaving forwarding headers to the gateway: a server that takes an address from
 * a header makes everybody local who sends one.
 */
class ServerConfigTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "payara-micro/pre-boot.asadmin  | auth-pass-through-enabled=false                  | auth-pass-through-enabled=true",
        "payara-server/pre-boot.asadmin | auth-pass-through-enabled=false                  | auth-pass-through-enabled=true",
        "wildfly/configure.cli          | name=proxy-address-forwarding, value=false       | proxy-address-forwarding, value=true",
        "liberty/server.xml             | trustedHeaderOrigin=\"none\"                     | <remoteIp",
        "liberty/server.xml             | trustedSensitiveHeaderOrigin=\"none\"            | <remoteIp"})
    void noServerTakesAnAddressFromAHeader(String file, String off, String on) throws IOException {
        assertThat(Files.readString(Path.of("server-config", file))).contains(off).doesNotContain(on);
    }
}
