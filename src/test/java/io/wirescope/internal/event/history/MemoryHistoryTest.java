package io.wirescope.internal.event.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {

    private static final Instant NOW = SettableClock.START;

    private final SettableClock clock = new SettableClock();
    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            MapSettings.with("wirescope.events.buffer-size", "100"), clock, IdSource.random(),
            new Threads(task -> { }, null));
    private final MemoryHistory history = new MemoryHistory(bus);

    private void publish(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> bus.publish("test.event", EventContext.of("test"),
                JsonFormat.object().add("n", n).add("name", n % 2 == 0 ? "Even" : "Odd").build()));
    }

    private static HistoryQuery query(EventCriteria criteria, int limit, boolean descending) {
        return new HistoryQuery(criteria, null, null, limit, descending);
    }

    @Test
    void pagesHaveEachEventOnceWhileOthersCome() {
        publish(1, 10);
        List<Long> seen = new ArrayList<>();

        HistoryQuery next = query(EventCriteria.ALL, 3, true);
        while (next != null) {
            HistoryPage page = history.page(next);
            page.events().forEach(event -> seen.add(event.sequence()));
            publish(100, 104);
            next = page.next() == null ? null : next.from(page.next());
        }

        assertThat(seen).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void oldestFirstAPageGoesOnBehindTheOneBefore() {
        publish(1, 5);

        HistoryPage first = history.page(query(EventCriteria.ALL, 3, false));
        HistoryPage second = history.page(query(EventCriteria.ALL, 3, false).from(first.next()));

        assertThat(second.events()).extracting(ObservabilityEvent::sequence).containsExactly(4L, 5L);
        assertThat(second.next()).isNull();
    }

    @Test
    void findsATextInTheDataWhateverItsCase() {
        publish(1, 4);

        assertThat(history.page(query(new EventCriteria(EventFilter.ALL, "\"even\""), 10, false)).events())
                .extracting(ObservabilityEvent::sequence).containsExactly(2L, 4L);
    }

    @Test
    void countsByTime() {
        publish(1, 3);
        clock.set(NOW.plusSeconds(10));
        publish(4, 5);
        clock.set(NOW.plusSeconds(19));
        publish(6, 6);

        EventHistogram histogram = history.histogram(EventCriteria.ALL, TimeBuckets.of(NOW, NOW.plusSeconds(20), 2));

        assertThat(histogram.counts()).containsExactly(3, 3);
        assertThat(histogram.total()).isEqualTo(6);
    }

    @Test
    void aPlaceOfAnotherRunIsBeforeAllThatIsHere() {
        publish(1, 2);

        HistoryQuery later = new HistoryQuery(EventCriteria.ALL, EventPlace.behind(1_000_000), null, 10, false);

        assertThat(history.page(later).events()).hasSize(2);
    }
}
