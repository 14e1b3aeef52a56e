package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ring promises while several threads write to it. */
@Timeout(60)
class EventRingThreadsTest {

    private static final int WRITERS = 3;
    private static final int EVENTS_EACH = 40_000;
    private static final int ALL = WRITERS * EVENTS_EACH;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CyclicBarrier start = new CyclicBarrier(WRITERS + 1);

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 500})
    void aReaderGetsEachEventOnceAndInOrderAndMissesOnlyWhatWasPushedOut(int capacity) throws Exception {
        EventRing ring = Forgetting.ring(capacity, 2);
        Future<Seen> reader = threads.submit(() -> readAll(ring));
        List<Future<?>> writers = startWriters(ring);

        Seen seen = reader.get(30, TimeUnit.SECONDS);

        for (Future<?> writer : writers) {
            writer.get(10, TimeUnit.SECONDS);
        }
        assertThat(seen.missedInTheWindow).isEmpty();
        assertThat(seen.outOfOrder).isEmpty();
        assertThat(seen.count + seen.pushedOut).isEqualTo(ALL);
        assertThat(ring.size()).isEqualTo(capacity);
        for (long sequence = ALL - capacity + 1L; sequence <= ALL; sequence++) {
            assertThat(ring.get(sequence)).isNotNull();
        }
    }

    @Test
    void aReaderThatFindsRoomForAllMissesNothing() throws Exception {
        EventRing ring = Forgetting.ring(ALL, 2);
        Future<Seen> reader = threads.submit(() -> readAll(ring));
        startWriters(ring);

        Seen seen = reader.get(30, TimeUnit.SECONDS);

        assertThat(seen.count).isEqualTo(ALL);
        assertThat(seen.outOfOrder).isEmpty();
    }

    @Test
    void clearBesideWritersRemovesEachEventOnce() throws Exception {
        EventRing ring = Forgetting.ring(ALL, 2);
        Future<Long> clearer = threads.submit(() -> clearUntilAllAreWritten(ring));
        List<Future<?>> writers = startWriters(ring);
        for (Future<?> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }

        long cleared = clearer.get(30, TimeUnit.SECONDS);

        assertThat(cleared + ring.size()).isEqualTo(ALL);
        assertThat(ring.newest()).isEqualTo(ALL);
        for (long sequence = ring.oldest(); sequence <= ALL; sequence++) {
            assertThat(ring.get(sequence)).isNotNull();
        }
    }

    @Test
    void newestNeverGoesBackWhileOthersClear() throws Exception {
        EventRing ring = Forgetting.ring(16, 2);
        Future<Long> clearer = threads.submit(() -> clearUntilAllAreWritten(ring));
        Future<Boolean> watcher = threads.submit(() -> {
            long last = 0;
            boolean rising = true;
            while (last < ALL && rising) {
                long newest = ring.newest();
                rising = newest >= last && newest <= ring.claimedCount();
                last = newest;
            }
            return rising;
        });
        startWriters(ring);

        assertThat(watcher.get(30, TimeUnit.SECONDS)).isTrue();
        clearer.get(10, TimeUnit.SECONDS);
    }

    private List<Future<?>> startWriters(EventRing ring) throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String name = Integer.toString(writer);
            Callable<Void> task = () -> {
                start.await();
                for (int number = 1; number <= EVENTS_EACH; number++) {
                    long sequence = ring.claim();
                    ring.put(event(sequence, name, number));
                }
                return null;
            };
            writers.add(threads.submit(task));
        }
        start.await();
        return writers;
    }

    private static long clearUntilAllAreWritten(EventRing ring) {
        long cleared = 0;
        while (ring.claimedCount() < ALL) {
            cleared += ring.clear();
        }
        return cleared;
    }

    /** What a reader that follows the ring came upon. */
    private static final class Seen {
        private final List<Long> missedInTheWindow = new ArrayList<>();
        private final List<Long> outOfOrder = new ArrayList<>();
        private final long[] lastOfWriter = new long[WRITERS];
        private long count;
        private long pushedOut;

        void take(ObservabilityEvent event, long expected) {
            int writer = Integer.parseInt(event.context().source());
            if (event.sequence() != expected || event.epochMicros() <= lastOfWriter[writer]) {
                outOfOrder.add(expected);
            }
            lastOfWriter[writer] = event.epochMicros();
            count++;
        }
    }

    private static Seen readAll(EventRing ring) {
        Seen seen = new Seen();
        long position = 0;
        while (position < ALL) {
            long newest = ring.newest();
            while (position < newest) {
                position++;
                ObservabilityEvent event = ring.get(position);
                if (event != null) {
                    seen.take(event, position);
                } else if (position < ring.oldest()) {
                    seen.pushedOut++;
                } else {
                    seen.missedInTheWindow.add(position);
                }
            }
        }
        return seen;
    }

    // The writer's own number stands where the time would be.
    private static ObservabilityEvent event(long sequence, String writer, int number) {
        return new ObservabilityEvent(sequence, "bus", null, "test.event", number, EventContext.of(writer),
                EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }
}
