package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RequestIndexTest {

    @Property(tries = 500)
    void findsWhatAScanOfTheRingFinds(@ForAll @IntRange(min = 1, max = 20) int capacity,
            @ForAll @IntRange(max = 80) int published, @ForAll long seed) {
        EventRing ring = new EventRing(capacity);
        RequestIndex index = new RequestIndex(ring);
        Random random = new Random(seed);
        for (int i = 0; i < published; i++) {
            ring.put(event(ring.claim(), "request-" + random.nextInt(4)));
            if (random.nextInt(10) == 0) {
                index.catchUp(); // the pump's thread came by
            }
        }

        for (int request = 0; request < 4; request++) {
            assertThat(index.find("request-" + request).values()).containsExactlyElementsOf(scan(ring, "request-" + request));
        }
    }

    @Test
    void tellsRequestsOfOneBucketApart() {
        EventRing ring = new EventRing(1); // one slot, one bucket
        RequestIndex index = new RequestIndex(ring);
        ring.put(event(ring.claim(), "mine"));

        assertThat(index.find("mine")).hasSize(1);
        assertThat(index.find("another")).isEmpty();
    }

    @Test
    void anEventWithoutARequestIsNotIndexed() {
        EventRing ring = new EventRing(4);
        RequestIndex index = new RequestIndex(ring);
        ring.put(event(ring.claim(), null));

        assertThat(index.find("null")).isEmpty();
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
