package io.wirescope.internal.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wirescope.envelope.InvalidFieldException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    private static QueryParameters with(String... values) {
        MultivaluedMap<String, String> map = new MultivaluedHashMap<>();
        for (String value : values) {
            map.add("p", value);
        }
        return new QueryParameters(map);
    }

    private static void assertRefused(ThrowingCallable reading, String rule) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(reading).satisfies(refusal -> {
            assertThat(refusal.field()).isEqualTo("p");
            assertThat(refusal.rule()).contains(rule);
            assertThat(refusal.getMessage()).isEqualTo("p " + refusal.rule());
        });
    }

    @Test
    void hasDefaultsForWhatIsNotThere() {
        assertThat(with().all("p")).isEmpty();
        assertThat(with().single("p")).isEmpty();
        assertThat(with().id("p")).isNull();
        assertThat(with().integer("p", 1, 10, 7)).isEqualTo(7);
        assertThat(with().flag("p", true)).isTrue();
        assertThat(with().flag("p", false)).isFalse();
        assertThat(with().instant("p")).isNull();
    }

    @Test
    void refusesASecondValueWhereOneIsMeant() {
        QueryParameters twice = with("1", "1");

        assertThat(twice.all("p")).containsExactly("1", "1");
        assertRefused(() -> twice.single("p"), "once");
        assertRefused(() -> twice.id("p"), "once");
        assertRefused(() -> twice.integer("p", 1, 10, 7), "once");
        assertRefused(() -> twice.flag("p", true), "once");
        assertRefused(() -> twice.instant("p"), "once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5", "10", "007"})
    void readsWholeNumbers(String text) {
        assertThat(with(text).integer("p", 1, 10, 3)).isEqualTo(Long.parseLong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "", " 5", "5 ", "1.0", "1e1", "five", "99999999999999999999"})
    void refusesOtherNumbers(String text) {
        assertRefused(() -> with(text).integer("p", 1, 10, 3), "whole number from 1 to 10");
    }

    @Test
    void aNumberMayBeWithoutAnUpperLimit() {
        assertThat(with("9223372036854775807").integer("p", 0, Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
        assertRefused(() -> with("-1").integer("p", 0, Long.MAX_VALUE, 0), "whole number from 0");
    }

    @Test
    void readsFlags() {
        assertThat(with("true").flag("p", false)).isTrue();
        assertThat(with("false").flag("p", true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TRUE", "1", "yes", "true "})
    void refusesOtherFlags(String text) {
        assertRefused(() -> with(text).flag("p", true), "true or false");
    }

    @Test
    void readsIds() {
        assertThat(with("grüße").id("p")).isEqualTo("grüße");
        assertThat(with("x".repeat(128)).id("p")).hasSize(128);
    }

    @Test
    void refusesWhatIsNoId() {
        assertRefused(() -> with("").id("p"), "1 to 128");
        assertRefused(() -> with("a\nb").id("p"), "control characters");
        assertRefused(() -> with("x".repeat(129)).id("p"), "1 to 128");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-08-16T01:36:59Z,             2025-08-16T01:36:59Z",
        "2025-08-16T01:36:59.923393+00:00, 2025-08-16T01:36:59.923393Z",
        "2025-08-16T01:36:59.5 02:00,      2025-08-15T23:36:59.5Z",
        "2025-08-16T01:36:59-02:00,        2025-08-16T03:36:59Z",
        "0,                                1970-01-01T00:00:00Z",
        "1755308219.923393,                2025-08-16T01:36:59.923393Z",
        "1755308219.000000001,             2025-08-16T01:36:59.000000001Z",
        "1755308219.5,                     2025-08-16T01:36:59.5Z",
        "253402300799,                     9999-12-31T23:59:59Z"})
    void readsInstants(String text, Instant instant) {
        assertThat(with(text).instant("p")).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2025-08-16", "2025-08-16T01:36:59", "-1", "1.", ".5", "1e9", "253402300800",
        "253402300799.5", "1.0000000001", "9999999999999", "٥", "NaN"})
    void refusesWhatIsNoInstant(String text) {
        assertRefused(() -> with(text).instant("p"), "RFC 3339 timestamp or seconds");
    }
}
