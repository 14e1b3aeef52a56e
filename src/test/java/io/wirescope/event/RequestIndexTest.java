package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RequestIndexTest {

    @Property(tries = 500)
    void findsWhatAScanOfTheRingFinds(@ForAll @IntRange(min = 1, max = 20) int capacity,
            @ForAll @IntRange(max = 80) int published, @ForAll @IntRange(max = 3) int shift, @ForAll long seed) {
        EventRing ring = Forgetting.ring(capacity, shift);
        RequestIndex index = new RequestIndex(ring);
        Random random = new Random(seed);
        for (int i = 0; i < published; i++) {
            ring.put(event(ring.claim(), "request-" + random.nextInt(4)));
            if (random.nextInt(10) == 0) {
                index.catchUp(); // the pump's thread came by
            }
        }

        for (int request = 0; request < 4; request++) {
            List<ObservabilityEvent> newestFirst = scan(ring, "request-" + request);
            Collections.reverse(newestFirst);
            assertThat(find(index, "request-" + request, 0)).isEqualTo(newestFirst);
            assertThat(find(index, "request-" + request, published / 2)).isEqualTo(newestFirst.stream()
                    .filter(event -> event.sequence() > published / 2).toList());
        }
    }

    @Test
    void tellsRequestsOfOneBucketApart() {
        EventRing ring = Forgetting.ring(1, 1); // one slot, one bucket
        RequestIndex index = new RequestIndex(ring);
        ring.put(event(ring.claim(), "mine"));

        assertThat(find(index, "mine", 0)).hasSize(1);
        assertThat(find(index, "another", 0)).isEmpty();
    }

    @Test
    void anEventWithoutARequestIsNotIndexed() {
        EventRing ring = Forgetting.ring(4, 1);
        RequestIndex index = new RequestIndex(ring);
        ring.put(event(ring.claim(), null));

        assertThat(find(index, "null", 0)).isEmpty();
    }

    /** {@return an index that knows a thousand events of one request, and from then on reads count} */
    private static RequestIndex indexOfAThousand(CountingRing ring) {
        RequestIndex index = new RequestIndex(ring);
        for (int i = 0; i < 1000; i++) {
            ring.publish("mine");
        }
        index.catchUp();
        ring.resetReads();
        return index;
    }

    @Test
    void readsNoMoreThanIsWanted() {
        CountingRing ring = new CountingRing(1000);
        RequestIndex index = indexOfAThousand(ring);

        index.find("mine", 0, event -> event.sequence() > 998);
        assertThat(ring.reads()).as("until the taker had enough").isEqualTo(3);
        ring.resetReads();
        assertThat(find(index, "mine", 995)).hasSize(5);
        assertThat(ring.reads()).as("until the place that was given").isEqualTo(5);
    }

    @Test
    void aQueryForTheNewestOfALongRequestReadsOneEvent() {
        CountingRing ring = new CountingRing(1000);
        RequestIndex index = indexOfAThousand(ring);
        EventFilter mine = new EventFilter(Set.of(), "mine", null, null, null, null, null);
        EventSearch search = new EventSearch(EventQuery.newest(mine, 1), ring.newest(), ring.oldest());

        search.search(ring, index);

        assertThat(search.found()).extracting(ObservabilityEvent::sequence).containsExactly(1000L);
        assertThat(ring.reads()).isEqualTo(1);
    }

    @Test
    void thePumpDoesNotWaitForAQuestion() {
        EventRing ring = Forgetting.ring(4, 1);
        RequestIndex index = new RequestIndex(ring);
        ring.put(event(ring.claim(), "mine"));

        index.find("mine", 0, event -> {
            CompletableFuture.runAsync(index::catchUp).orTimeout(10, TimeUnit.SECONDS).join();
            return true;
        });

        assertThat(find(index, "mine", 0)).hasSize(1);
    }

    private static List<ObservabilityEvent> find(RequestIndex index, String requestId, long after) {
        List<ObservabilityEvent> found = new ArrayList<>();
        index.find(requestId, after, found::add);
        return found;
    }

    private static List<ObservabilityEvent> scan(EventRing ring, String requestId) {
        List<ObservabilityEvent> found = new ArrayList<>();
        for (long at = ring.oldest(); at <= ring.newest(); at++) {
            if (requestId.equals(ring.get(at).context().requestId())) {
                found.add(ring.get(at));
            }
        }
        return found;
    }

    private static ObservabilityEvent event(long sequence, String requestId) {
        return new ObservabilityEvent(sequence, "test", null, "cache.rebuild", 0,
                new EventContext(requestId, null, null, null, "test"), EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }
}
