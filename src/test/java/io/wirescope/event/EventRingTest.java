package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRingTest {

    @Test
    void isEmptyAtFirst() {
        EventRing ring = Forgetting.ring(4, 0);

        assertThat(ring.size()).isZero();
        assertThat(ring.claimedCount()).isZero();
        assertThat(ring.newest()).isLessThan(ring.oldest());
        assertThat(ring.get(0)).isNull();
        assertThat(ring.get(1)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "1,7", "2,2", "2,5", "3,3", "3,4", "3,10", "4,4", "4,9", "5,64", "500,499", "500,1501"})
    void keepsTheLastOnes(int capacity, int published) {
        EventRing ring = Forgetting.ring(capacity, 0);

        publish(ring, published);

        assertThat(ring.capacity()).isEqualTo(capacity);
        assertThat(content(ring)).containsExactlyElementsOf(range(Math.max(1, published - capacity + 1), published));
        assertThat(ring.size()).isEqualTo(Math.min(capacity, published));
        assertThat(ring.newest()).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "4,9,1", "500,1501,6"})
    void keepsTheLastOnesWhereverSequencesBegin(int capacity, int published, int shift) {
        long start = 1_755_308_219_923_393L;
        EventRing ring = new EventRing(capacity, shift, start, new Forgetting());
        assertThat(ring.size()).isZero();
        assertThat(ring.newest()).isEqualTo(start).isLessThan(ring.oldest());
        assertThat(ring.latest()).isNull();

        publish(ring, published);

        assertThat(content(ring)).containsExactlyElementsOf(
                range(start + Math.max(1, published - capacity + 1), start + published));
        assertThat(ring.size()).isEqualTo(Math.min(capacity, published));
        assertThat(ring.claimedCount()).isEqualTo(published);
        assertThat(ring.clear()).isEqualTo(Math.min(capacity, published));
        assertThat(publish(ring, 1)).isEqualTo(start + published + 1);
        assertThat(ring.latest().sequence()).isEqualTo(start + published + 1);
    }

    @Property(tries = 300)
    void keepsTheLastOnesSinceTheLastClear(@ForAll @IntRange(min = 1, max = 17) int capacity,
            @ForAll @IntRange(max = 60) int before, @ForAll @IntRange(max = 60) int after) {
        EventRing ring = Forgetting.ring(capacity, 0);

        publish(ring, before);
        long cleared = ring.clear();
        publish(ring, after);

        long newest = before + after;
        assertThat(cleared).isEqualTo(Math.min(capacity, before));
        assertThat(content(ring)).containsExactlyElementsOf(
                range(Math.max(before + 1, newest - capacity + 1), newest));
        assertThat(ring.size()).isEqualTo(Math.min(capacity, after));
    }

    @Test
    void newestStopsBeforeAnEventThatIsClaimedButNotPut() {
        EventRing ring = Forgetting.ring(4, 0);
        publish(ring, 1);
        long stalled = ring.claim();
        publish(ring, 1);

        assertThat(ring.newest()).isEqualTo(1);
        assertThat(ring.get(stalled)).isNull();

        ring.put(event(stalled));

        assertThat(ring.newest()).isEqualTo(3);
        assertThat(content(ring)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void newestGoesOnOnceAStalledWriterIsOutOfTheWindow() {
        EventRing ring = Forgetting.ring(4, 0);
        ring.claim();

        publish(ring, 3);
        assertThat(ring.newest()).isZero();

        publish(ring, 1);
        assertThat(ring.newest()).isEqualTo(5);
        assertThat(content(ring)).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aWriterThatStalledForALapDoesNotOverwriteWhatIsNewer() {
        EventRing ring = Forgetting.ring(4, 0);
        long stalled = ring.claim();
        publish(ring, 4); // the window is past the stalled one

        ring.put(event(stalled));

        assertThat(content(ring)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(ring.get(stalled)).isNull();
    }

    @Test
    void aWriterThatStalledOutOfTheWindowIsNotSeenThoughItsPlaceIsFree() {
        EventRing ring = Forgetting.ring(3, 0);
        long stalled = ring.claim();
        publish(ring, 3);

        ring.put(event(stalled));

        assertThat(ring.get(stalled)).isNull();
        assertThat(content(ring)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void clearEmptiesTheRingAndSequencesGoOn() {
        EventRing ring = Forgetting.ring(4, 0);
        publish(ring, 3);

        assertThat(ring.clear()).isEqualTo(3);

        assertThat(ring.size()).isZero();
        assertThat(ring.get(3)).isNull();
        assertThat(ring.newest()).isLessThan(ring.oldest());
        assertThat(ring.clear()).isZero();
        assertThat(publish(ring, 1)).isEqualTo(4);
        assertThat(content(ring)).containsExactly(4L);
    }

    @Test
    void anEventThatWasClaimedBeforeAClearAndPutAfterIsCleared() {
        EventRing ring = Forgetting.ring(4, 0);
        long stalled = ring.claim();
        ring.clear();

        ring.put(event(stalled));

        assertThat(ring.get(stalled)).isNull();
        assertThat(ring.size()).isZero();
        publish(ring, 1);
        assertThat(content(ring)).containsExactly(2L);
    }

    @Test
    void knowsTheLatestEventThoughANewerIsClaimed() {
        EventRing ring = Forgetting.ring(1, 0);
        assertThat(ring.latest()).isNull();
        publish(ring, 1);
        long stalled = ring.claim();

        assertThat(ring.latest().sequence()).isEqualTo(1);

        ring.put(event(stalled));
        assertThat(ring.latest().sequence()).isEqualTo(2);
        ring.clear();
        assertThat(ring.latest()).isNull();
        assertThat(ring.floor()).isEqualTo(3);
    }

    private static long publish(EventRing ring, int events) {
        long sequence = ring.claimedCount();
        for (int i = 0; i < events; i++) {
            sequence = ring.claim();
            ring.put(event(sequence));
        }
        return sequence;
    }

    private static ObservabilityEvent event(long sequence) {
        return new ObservabilityEvent(sequence, "bus", null, "test.event", sequence, EventContext.of("test"),
                EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }

    private static List<Long> content(EventRing ring) {
        return LongStream.rangeClosed(ring.oldest() - 2 * ring.capacity(), ring.newest() + 2)
                .mapToObj(ring::get)
                .filter(event -> event != null)
                .map(ObservabilityEvent::sequence).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
