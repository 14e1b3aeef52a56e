package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the index promises beside publishers that take the ring round and round. */
@Timeout(30)
class RequestIndexThreadsTest {

    private static final EventContext CONTEXT = new EventContext("one-request", null, null, null, "test");

    private final EventRing ring = Forgetting.ring(8, 2);
    private final RequestIndex index = new RequestIndex(ring);

    @Test
    void findsEventsOfTheRingAloneAndAllOfThemOnceItIsQuiet() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> publishUntil(enough));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> publishUntil(enough));

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < deadline) {
            assertThat(find()).hasSizeLessThanOrEqualTo(ring.capacity())
                    .allMatch(event -> event.context() == CONTEXT);
        }
        enough.set(true);
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);

        assertThat(ring.claimedCount()).isGreaterThan(1_000);
        assertThat(find()).hasSize(8);
    }

    private List<ObservabilityEvent> find() {
        List<ObservabilityEvent> found = new ArrayList<>();
        index.find("one-request", 0, found::add);
        return found;
    }

    private void publishUntil(AtomicBoolean enough) {
        while (!enough.get()) {
            ring.put(new ObservabilityEvent(ring.claim(), "bus", null, "test.event", 0, CONTEXT,
                    EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
        }
    }
}
