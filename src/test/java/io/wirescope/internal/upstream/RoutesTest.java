package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.TestGateway;
import io.wirescope.internal.config.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of routes, read outside of a server. */
class RoutesTest {

    private static final List<String> ORDERS = List.of("wirescope.routes.orders.types", "order.*",
            "wirescope.routes.orders.url", "http://127.0.0.1:9/orders?key=secret");

    private static Routes routes(String... settings) {
        TestGateway gateway = new TestGateway(settings);
        return new Routes(gateway.settings(), gateway.bus(), gateway.threads(), gateway.clock(), gateway.ids());
    }

    private static Routes orders(String... settings) {
        return routes(Stream.concat(ORDERS.stream(), Arrays.stream(settings)).toArray(String[]::new));
    }

    @Test
    void withoutSettingsThereAreNone() {
        assertThat(routes().all()).isEmpty();
        assertThat(routes().find("order.create")).isEmpty();
    }

    @Test
    void aRouteHasTheDefaults() {
        Route route = orders().find("order.create").orElseThrow();
        assertThat(route.name()).isEqualTo("orders");
        assertThat(route.kind()).isEqualTo("http");
        assertThat(route.target()).isEqualTo("http://127.0.0.1:9/orders");
        assertThat(route.timeout()).hasSeconds(5);
        assertThat(route.maxInFlight()).isEqualTo(64);
        assertThat(route.maxWaiting()).isEqualTo(1000);
        assertThat(route.ordered()).isTrue();
        assertThat(route.breakerState()).isEqualTo("closed");
    }

    @Test
    void isFoundInEnvironmentVariablesToo() {
        // The server looks the values up by their dotted names (MicroProfile Config), the test's source does not.
        assertThatThrownBy(() -> routes("WIRESCOPE_ROUTES_ORDER_DESK_TYPES", "order.*"))
                .hasMessageContaining("wirescope.routes.order-desk.url");
        assertThatThrownBy(() -> routes("WIRESCOPE_ROUTES_ORDERS_MAX_IN_FLIGHT", "1"))
                .hasMessageContaining("wirescope.routes.orders.url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "timeout; PT0S; must be an ISO 8601 duration from PT0.001S to PT10M",
        "timeout; soon; must be an ISO 8601 duration",
        "max-in-flight; 0; must be a whole number from 1 to 10000",
        "queue; -1; must be a whole number from 0 to 1000000",
        "ordered; maybe; must be true or false",
        "idempotent; 1; must be true or false",
        "breaker-failure-ratio; 0; must be a number over 0, at most 1",
        "breaker-failure-ratio; NaN; must be a number over 0, at most 1",
        "url; orders; must be an absolute http or https URL",
        "url; ftp://host/; must be an absolute http or https URL",
        "url; http://host/#part; must be an absolute http or https URL",
        "time-out; PT1S; is not known; there are breaker-calls,"})
    void aWrongSettingStopsTheStartWithKeyValueAndRule(String key, String value, String rule) {
        assertThatThrownBy(() -> orders("wirescope.routes.orders." + key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.routes.orders." + key + "=" + value + ": ").hasMessageContaining(rule);
    }

    @Test
    void noSecretIsInAMessage() {
        assertThatThrownBy(() -> orders("wirescope.routes.orders.url", "http://me:secret@host/"))
                .hasMessageNotContaining("me:secret").hasMessageContaining("(hidden)");
        assertThatThrownBy(() -> orders("wirescope.routes.orders.headers.Host", "secret"))
                .hasMessageNotContaining("secret").hasMessageContaining("must be a header that may be set");
    }

    @Test
    void aRouteNeedsAnUrlTypesAndAName() {
        assertThatThrownBy(() -> routes("wirescope.routes.orders.types", "order.*"))
                .hasMessageContaining("wirescope.routes.orders.url=: must be an http or https URL");
        assertThatThrownBy(() -> routes("wirescope.routes.orders.url", "http://host/"))
                .hasMessageContaining("wirescope.routes.orders.types=: must be types");
        assertThatThrownBy(() -> routes("wirescope.routes.Orders.url", "http://host/"))
                .hasMessageContaining("the name must be lower-case letters, digits and hyphens");
    }

    @Test
    void hooksAreRoutesOfTheirOwn() {
        Routes routes = routes("wirescope.hooks.connect.url", "http://127.0.0.1:9/", "wirescope.hooks.connect.on-failure",
                "allow");
        assertThat(routes.all()).extracting(Route::name).containsExactly("hook.connect");
        assertThat(routes.allowsOnFailure(Hook.CONNECT)).isTrue();
        assertThat(routes.find("io.wirescope.connect")).isEmpty();
        assertThat(routes.all().iterator().next().maxWaiting()).isEqualTo(100_000);
        assertThatThrownBy(() -> routes("wirescope.hooks.connect.url", "http://host/", "wirescope.hooks.connect.on-failure",
                "ignore")).hasMessageContaining("wirescope.hooks.connect.on-failure=ignore: must be refuse or allow");
        assertThatThrownBy(() -> routes("wirescope.hooks.leave.url", "http://host/"))
                .hasMessageContaining("wirescope.hooks.leave").hasMessageContaining("there are connect, connected");
    }

    @Test
    void aTrustStoreHasToBeReadable() {
        assertThatThrownBy(() -> orders("wirescope.upstream.trust-store", "/nowhere",
                "wirescope.upstream.trust-store-password", "secret")).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.upstream.trust-store=/nowhere: must be a readable PKCS12 or JKS file")
                .hasMessageNotContaining("secret");
    }
}
