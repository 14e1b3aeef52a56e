package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What becomes of events that leave the ring; {@link EventReserveTest} asks the bus. */
class EventTypeLogsTest {

    private static final List<String> TYPES = List.of("my.a", "my.b", "my.c");
    private static final int RESERVE = 3;

    private final EventTypeLogs logs = new EventTypeLogs(100, RESERVE);

    private void publish(EventRing ring, String type) {
        logs.admit(type);
        ring.put(event(ring.claim(), type));
    }

    private static ObservabilityEvent event(long sequence, String type) {
        return new ObservabilityEvent(sequence, "bus", null, type, 0, EventContext.of("test"),
                EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }

    private EventTypeCount count(EventRing ring, String type) {
        return logs.counts(ring).stream().filter(count -> count.type().equals(type)).findFirst().orElseThrow();
    }

    private List<Long> pushedOut(EventRing ring) {
        return logs.pushedOut(ring, Set.of(), ring.floor(), ring.oldest(), event -> true).stream()
                .map(ObservabilityEvent::sequence).sorted().toList();
    }

    /** A step is a clear (0), or a publish of one of three types. */
    @Property(tries = 1_000)
    void countsAsAPlainListWould(@ForAll @IntRange(min = 1, max = 9) int capacity, @ForAll @IntRange(max = 3) int shift,
            @ForAll @Size(max = 80) List<@IntRange(max = 9) Integer> steps) {
        EventTypeLogs fresh = new EventTypeLogs(100, RESERVE);
        TYPES.forEach(fresh::admit);
        EventRing ring = new EventRing(capacity, shift, fresh);
        List<String> published = new ArrayList<>();
        List<Integer> evicted = new ArrayList<>();
        int floor = 0;
        for (int step : steps) {
            if (step == 0) {
                ring.clear();
                ring.forgetCleared();
                floor = published.size();
            } else {
                if (step == 1) {
                    fresh.counts(ring); // leaves tallies, which must not serve for the next lap
                }
                published.add(TYPES.get(step % TYPES.size()));
                ring.put(event(ring.claim(), published.get(published.size() - 1)));
                int leaving = published.size() - 1 - capacity;
                if (leaving >= floor) {
                    evicted.add(leaving);
                }
            }
        }

        assertThat(fresh.counts(ring)).filteredOn(count -> TYPES.contains(count.type()))
                .containsExactlyElementsOf(TYPES.stream().map(type -> new EventTypeCount(type,
                        published.stream().filter(type::equals).count(),
                        evicted.stream().filter(place -> published.get(place).equals(type)).count())).toList());
    }

    @Test
    void countsAndKeepsAnEventWhoseWriterStalledForALap() {
        EventRing ring = new EventRing(2, 1, logs);
        long stalled = ring.claim();
        for (int i = 0; i < 20; i++) {
            publish(ring, "my.b");
        }

        ring.put(event(stalled, EventType.DRIFT_STATUS));

        assertThat(count(ring, EventType.DRIFT_STATUS)).isEqualTo(new EventTypeCount(EventType.DRIFT_STATUS, 1, 1));
        assertThat(pushedOut(ring)).contains(stalled);
        assertThat(ring.get(stalled)).isNull();
        assertThat(ring.newest()).isEqualTo(21);
    }

    @Test
    void anEventThatWasClearedWhileItsWriterStalledIsNotKept() {
        EventRing ring = new EventRing(2, 1, logs);
        long stalled = ring.claim();
        ring.clear();
        for (int i = 0; i < 20; i++) {
            publish(ring, "my.b");
        }

        ring.put(event(stalled, EventType.DRIFT_STATUS));

        assertThat(pushedOut(ring)).doesNotContain(stalled);
        assertThat(count(ring, EventType.DRIFT_STATUS).published()).isEqualTo(1);
    }
}
