package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wirescope.internal.config.Threads;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of one request, and in which order it is told. */
class CorrelationTest {

    private final SettableClock clock = new SettableClock();
    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            MapSettings.with("wirescope.events.buffer-size", "2000"), clock, new CountingIds(),
            new Threads(task -> { }, null));

    private void publish(String requestId) {
        bus.publish("ws.message.in", EventContext.of("test").with(requestId, null), JsonValue.EMPTY_JSON_OBJECT);
    }

    private void ingest(String requestId, Duration sinceStart) {
        bus.publishAll(List.of(new EventDraft("inference.audit", null, SettableClock.START.plus(sinceStart),
                EventContext.of("model").with(requestId, null), EventData.of(JsonValue.EMPTY_JSON_OBJECT))));
    }

    @Test
    void hasTheEventsOfItsRequestAlone() {
        publish("other");
        publish("mine");
        publish(null);
        publish("mine");

        Correlation mine = Correlation.find(bus, "mine").orElseThrow();

        assertThat(mine.requestId()).isEqualTo("mine");
        assertThat(mine.events()).extracting(ObservabilityEvent::sequence).containsExactly(2L, 4L);
    }

    @Test
    void isNotThereWithoutAnEvent() {
        publish("other");

        assertThat(Correlation.find(bus, "mine")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Correlation("mine", List.of(), false));
    }

    @Test
    void tellsTheTimeSinceTheFirstToTheMicrosecond() {
        publish("mine");
        clock.advance(Duration.ofNanos(1_234_567));
        publish("mine");
        clock.advance(Duration.ofDays(400));
        publish("mine");

        Correlation mine = Correlation.find(bus, "mine").orElseThrow();

        assertThat(mine.events()).extracting(mine::offset).containsExactly(Duration.ZERO,
                Duration.ofNanos(1_234_000), Duration.ofDays(400).plusNanos(1_234_000));
        assertThat(mine.duration()).isEqualTo(mine.offset(mine.last()));
    }

    @Test
    void tellsEventsAsTheyHappenedAndNotAsTheyCame() {
        publish("mine");
        ingest("mine", Duration.ofSeconds(2));
        ingest("mine", Duration.ofSeconds(-1));
        ingest("mine", Duration.ofSeconds(2));

        Correlation mine = Correlation.find(bus, "mine").orElseThrow();

        assertThat(mine.events()).extracting(ObservabilityEvent::sequence).containsExactly(3L, 1L, 2L, 4L);
        assertThat(mine.duration()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, false", "999, 999, false", "1000, 1000, false", "1001, 1000, true", "1999, 1000, true"})
    void isCutOffAfterTheFirstThousand(int published, int told, boolean truncated) {
        IntStream.range(0, published).forEach(i -> publish("mine"));
        publish("other");

        Correlation mine = Correlation.find(bus, "mine").orElseThrow();

        assertThat(mine.events()).hasSize(told);
        assertThat(mine.first().sequence()).isEqualTo(1);
        assertThat(mine.truncated()).isEqualTo(truncated);
    }
}
