package io.wirescope.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long each server keeps an idle HTTP connection, by its configuration. */
class KeepAliveTest {

    private static final int LOAD_BALANCER_SECONDS = 60;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "payara-micro/pre-boot.asadmin  | protocol\\.http-listener\\.http\\.timeout-seconds=(\\d+)                    | 1",
        "payara-server/pre-boot.asadmin | protocol\\.http-listener-1\\.http\\.timeout-seconds=(\\d+)                  | 1",
        "liberty/server.xml             | <httpOptions [^>]*persistTimeout=\"(\\d+)s\"                                | 1",
        "wildfly/configure.cli          | http-listener=default:write-attribute\\(name=no-request-timeout, value=(\\d+)\\) | 1000"})
    void isLongerThanALoadBalancersIdleTimeout(String file, String setting, int perSecond) throws IOException {
        Matcher found = Pattern.compile(setting).matcher(Files.readString(Path.of("server-config", file)));

        assertThat(found.find()).as(setting).isTrue();
        assertThat(Integer.parseInt(found.group(1)) / perSecond).isGreaterThan(LOAD_BALANCER_SECONDS + 10);
    }
}
