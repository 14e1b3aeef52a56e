package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EventTypeLogTest {

    private final EventTypeLog log = new EventTypeLog("test.event", 2);

    private static List<ObservabilityEvent> events(long... sequences) {
        return LongStream.of(sequences).mapToObj(sequence -> new ObservabilityEvent(sequence, "bus", null, "test.event",
                0, EventContext.of("test"), EventData.of(JsonValue.EMPTY_JSON_OBJECT))).toList();
    }

    private static List<Long> kept(EventTypeLog log) {
        return log.reserve().stream().map(ObservabilityEvent::sequence).toList();
    }

    @Test
    void keepsTheLastFew() {
        assertThat(kept(log)).isEmpty();

        log.keep(events(3));
        assertThat(kept(log)).containsExactly(3L);

        log.keep(events(7, 9));
        assertThat(kept(log)).containsExactly(7L, 9L);
    }

    @Test
    void anEventThatComesLateDoesNotTakeThePlaceOfANewerOne() {
        log.keep(events(7, 9));
        log.keep(events(3, 8));

        assertThat(kept(log)).containsExactly(8L, 9L);
    }

    @Property(tries = 500)
    void keepsTheNewestOfAllThatItWasGivenInWhateverOrder(@ForAll @IntRange(max = 5) int size,
            @ForAll @Size(max = 8) List<@Size(max = 6) Set<@IntRange(min = 1, max = 20) Integer>> given) {
        EventTypeLog any = new EventTypeLog("test.event", size);

        given.forEach(some -> any.keep(events(some.stream().mapToLong(Integer::longValue).sorted().toArray())));

        long[] all = given.stream().flatMap(Set::stream).mapToLong(Integer::longValue).sorted().distinct().toArray();
        assertThat(kept(any)).containsExactlyElementsOf(
                Arrays.stream(all, Math.max(0, all.length - size), all.length).boxed().toList());
    }

    @Test
    void clearDropsWhatIsNotNewer() {
        log.keep(events(3, 7));
        log.clear(2);
        assertThat(kept(log)).containsExactly(3L, 7L);

        log.clear(3);

        assertThat(kept(log)).containsExactly(7L);
    }

    @Test
    void countsWhatLeftAndWhatIsStillThere() {
        log.countLeft(5, 2);

        assertThat(log.left().and(4, 1)).isEqualTo(new EventTypeCount("test.event", 9, 4));
    }

    @Test
    void whatWasPushedOutWasPublishedThoughItIsCountedLater() {
        assertThat(log.left().and(1, 60)).isEqualTo(new EventTypeCount("test.event", 60, 60));
    }

    @Test
    void countsNeverFallWhileAnEventLeaves() {
        EventTypeLog.Left before = log.left();
        assertThat(before.and(4, 1)).isEqualTo(new EventTypeCount("test.event", 4, 1));

        assertThat(before.and(0, 0)).as("it left the ring after the log was asked")
                .isEqualTo(new EventTypeCount("test.event", 4, 1));
        log.countLeft(4, 0);
        assertThat(log.left().and(1, 0)).isEqualTo(new EventTypeCount("test.event", 5, 4));
    }
}
