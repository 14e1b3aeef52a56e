package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.http.ServletFakes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {

    private static HttpServletRequest request(String peer, Map<String, String> headers) {
        return ServletFakes.fake(HttpServletRequest.class, (proxy, called, args) -> switch (called.getName()) {
            case "getRemoteAddr" -> peer;
            case "getHeader" -> headers.get((String) args[0]);
            case "getHeaders" -> Collections.enumeration(headers.containsKey((String) args[0])
                    ? List.of(headers.get((String) args[0])) : List.of());
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }

    private static HttpServletRequest from(String peer, String host) {
        return request(peer, Map.of("Host", host));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,localhost:8080", "127.0.0.1,LOCALHOST", "::1,[::1]:8080", "127.8.9.1,127.0.0.1:1",
            "0:0:0:0:0:0:0:1,localhost", "::ffff:127.0.0.1,localhost"})
    void aCallerOnThisMachineIsLocal(String peer, String host) {
        assertThat(LocalAccess.refusal(from(peer, host))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,localhost", "127.0.0.1,evil.example", "127.0.0.1,0.0.0.0:8080", "127.0.0.1,localhost.evil.example",
            "127.0.0.1,127.0.0.1.evil.example", "::1,[::2]", "127.0.0.1,localhost@evil.example", "127.0.0.1,2130706433"})
    void rebindingIsNotLocal(String peer, String host) {
        assertThat(LocalAccess.refusal(from(peer, host))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"})
    void loopbackWithAForwardingHeaderIsNotLocal(String header) {
        assertThat(LocalAccess.refusal(request("127.0.0.1", Map.of("Host", "localhost", header, "127.0.0.1"))))
                .contains("header " + header);
    }

    @Test
    void onlyTheNamesOfTheSettingsAreAnsweredTo() {
        HostPolicy policy = new HostPolicy(TestSecurity.settings(Map.of("wirescope.http.allowed-hosts", "gw.example, 10.1.2.3",
                "wirescope.http.public-url", "https://public.example:8443/x")));

        for (String host : Arrays.asList("gw.example", "GW.example:8080", "gw.example.", "10.1.2.3:80", "public.example")) {
            assertThat(policy.allows(from("10.0.0.9", host), "/api/v2/x")).as(host).isTrue();
        }
        for (String host : Arrays.asList("evil.example", "gw.example.evil", "localhost", "gw.example/x", "")) {
            assertThat(policy.allows(from("10.0.0.9", host), "/api/v2/x")).as(host).isFalse();
        }
        assertThat(policy.allows(from("127.0.0.1", "localhost"), "/api/v2/x")).isTrue();
        assertThat(policy.allows(from("10.0.0.9", "10.9.9.9"), "/health/live")).isTrue();
    }

    @Test
    void anEntryThatIsNoHostStopsTheStart() {
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new HostPolicy(
                TestSecurity.settings(Map.of("wirescope.http.allowed-hosts", "http://x/"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/dashboard/app.js", "/docs/security.html", "/health", "/health/live",
            "/openapi", "/schemas/envelope-v1.json"})
    void whatDescribesTheServerIsPublic(String path) {
        assertThat(PublicPaths.include(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/observability/stats", "/metrics", "/ws/client", "/;x/api", "//api", "/docs/../api",
            "/docs/%2e%2e/api", "/docs/..;/api", "/docs//../api", "/health/..%2fmetrics", "/healthy", "/docs\\..\\api", "/error"})
    void noSpellingMakesAnotherPathPublic(String path) {
        assertThat(PublicPaths.include(path)).isFalse();
    }
}
