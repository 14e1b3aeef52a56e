package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.internal.config.InvalidSettingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTypesTest {

    private static RouteTypes<List<String>> of(String... namesAndPatterns) {
        Map<String, List<String>> routes = new TreeMap<>();
        for (int i = 0; i < namesAndPatterns.length; i += 2) {
            routes.put(namesAndPatterns[i], List.of(namesAndPatterns[i + 1].split(",")));
        }
        return RouteTypes.of(routes, patterns -> patterns);
    }

    @ParameterizedTest
    @CsvSource({"order.create,order.*", "order.a.b,order.*", "chat,chat", "order,*", "orders.x,*", "anything,*", "x.,*"})
    void findsTheRouteOfAType(String type, String pattern) {
        assertThat(of("a", "order.*", "b", "chat", "c", "*").find(type)).contains(List.of(pattern));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "pong", "status", "hello", "error", "echo", "subscribe", "unsubscribe", "publish",
        "published", "auth.refresh", "server.draining", "io.wirescope.connect", "io.wirescope.any"})
    void neverRoutesWhatTheProtocolReserves(String type) {
        assertThat(of("all", "*").find(type)).isEmpty();
        assertThatThrownBy(() -> of("one", type)).isInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid setting wirescope.routes.one.types=" + type
                        + ": must not be a type that the protocol reserves");
    }

    @ParameterizedTest
    @CsvSource({"chat,chat", "order.*,order.*", "*,*", "order.*,order.create", "order.create,order.*", "a.*,a.b.*"})
    void twoRoutesMayNotTakeTheSameType(String one, String other) {
        assertThatThrownBy(() -> of("one", one, "other", other)).isInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid setting wirescope.routes.other.types=" + other
                        + ": must not be taken twice: wirescope.routes.one.types=" + one + " takes it too");
        assertThat(of("one", one + "," + other).find("none.of.these")).isEqualTo(one.equals("*")
                ? Optional.of(List.of("*", "*")) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "a.*.b", "*.a", "**"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> of("one", pattern)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.routes.one.types=" + pattern).hasMessageContaining("order.*");
    }

    @Test
    void withoutARouteThereIsNone() {
        assertThat(of().find("chat")).isEmpty();
    }
}
