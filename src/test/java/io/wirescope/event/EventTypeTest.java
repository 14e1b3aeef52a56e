package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {

    private static final String OF_64 = "a".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"a", "http.request", "ws.message.out", "cache_rebuild", "a1", "a.1", "a._", "a_", "a.b.c.d.e"})
    void takesLowerCaseWordsJoinedByDots(String name) {
        assertThat(EventType.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a..b", "1a", "_a", "A", "a.B", "a-b", "a b", "a/b", "a\n", "\na",
        "ä", "a.\u0661", "events:*"})
    void refusesAnythingElse(String name) {
        assertThat(EventType.isValid(name)).isFalse();
    }

    @Test
    void takesUpTo64Characters() {
        assertThat(EventType.isValid(OF_64)).isTrue();
        assertThat(EventType.isValid(OF_64 + "a")).isFalse();
    }

    @Test
    void knowsTheContractsTypesInItsOrder() {
        assertThat(EventType.KNOWN).extracting(EventType::name).containsExactly("http.request", "ws.message.out",
                "ws.message.in", "inference.audit", "drift.status", "cache.rebuild", "legacy.usage",
                "upstream.request");
        assertThat(EventType.KNOWN).allSatisfy(type -> {
            assertThat(EventType.isValid(type.name())).isTrue();
            assertThat(type.description()).isNotBlank();
        });
    }
}
