package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventFilterTest {

    private static final Instant WHEN = SettableClock.START;
    private static final Duration STEP = Duration.ofNanos(1_000);
    private static final ObservabilityEvent EVENT = event(new EventContext("request", new TraceContext("trace",
            "span", null), "client", "connection", "test"));
    private static final ObservabilityEvent BARE = event(EventContext.of("test"));

    static Stream<EventFilter> wanted() {
        return Stream.of(
                EventFilter.ALL,
                EventFilter.ofTypes("drift.status"),
                EventFilter.ofTypes("cache.rebuild", "drift.status"),
                filter("request", null, null, null, null, null),
                filter(null, "trace", null, null, null, null),
                filter(null, null, "client", null, null, null),
                filter(null, null, null, "connection", null, null),
                filter(null, null, null, null, WHEN, null),
                filter(null, null, null, null, null, WHEN),
                filter("request", "trace", "client", "connection", WHEN.minus(STEP), WHEN.plus(STEP)));
    }

    static Stream<EventFilter> unwanted() {
        return Stream.of(
                EventFilter.ofTypes("drift"),
                EventFilter.ofTypes("cache.rebuild", "ws.message.in"),
                filter("Request", null, null, null, null, null),
                filter(null, "span", null, null, null, null),
                filter(null, null, "other", null, null, null),
                filter(null, null, null, "other", null, null),
                filter(null, null, null, null, WHEN.plus(STEP), null),
                filter(null, null, null, null, null, WHEN.minus(STEP)),
                filter("request", "trace", "client", "other", null, null));
    }

    static Stream<EventFilter> naming() {
        return Stream.of(
                filter("request", null, null, null, null, null),
                filter(null, "trace", null, null, null, null),
                filter(null, null, "client", null, null, null),
                filter(null, null, null, "connection", null, null));
    }

    @ParameterizedTest
    @MethodSource("wanted")
    void takesAnEventForWhichEveryConditionHolds(EventFilter filter) {
        assertThat(filter.matches(EVENT)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("unwanted")
    void refusesAnEventForWhichOneConditionDoesNotHold(EventFilter filter) {
        assertThat(filter.matches(EVENT)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("naming")
    void refusesAnEventThatBelongsToNothing(EventFilter filter) {
        assertThat(filter.matches(BARE)).isFalse();
        assertThat(EventFilter.ALL.matches(BARE)).isTrue();
    }

    @Test
    void keepsItsOwnSetOfTypes() {
        Set<String> types = new HashSet<>(Set.of("drift.status"));
        EventFilter filter = new EventFilter(types, null, null, null, null, null, null);

        types.clear();

        assertThat(filter.eventTypes()).containsExactly("drift.status");
    }

    private static EventFilter filter(String request, String trace, String client, String connection, Instant since,
            Instant until) {
        return new EventFilter(Set.of(), request, trace, client, connection, since, until);
    }

    private static ObservabilityEvent event(EventContext context) {
        return new ObservabilityEvent(1, "bus", null, "drift.status", ObservabilityEvent.micros(WHEN), context,
                EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }
}
