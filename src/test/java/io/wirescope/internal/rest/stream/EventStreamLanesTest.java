package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamLanesTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean full;

    private final Executor executor = task -> {
        if (full) {
            throw new NoClassDefFoundError("gone");
        }
        threads.add(task);
    };

    private final EventStreamLanes lanes = new EventStreamLanes(executor, 2);

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void asksForAsManyThreadsAsThereAreLanesAndNoMore() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            lanes.execute(() -> done.add(name));
        }

        assertThat(threads).hasSize(2);
        runThreads();
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void givesItsThreadsBackAndAsksAgain() {
        lanes.execute(() -> done.add("a"));
        runThreads();
        lanes.execute(() -> lanes.execute(() -> done.add("c")));
        lanes.execute(() -> done.add("b"));
        runThreads();

        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void aTaskThatThrowsTakesNoLaneWithIt() {
        for (int i = 0; i < 5; i++) {
            lanes.execute(() -> {
                throw new IllegalStateException("task");
            });
        }
        lanes.execute(() -> done.add("a"));

        while (!threads.isEmpty()) {
            try {
                threads.remove().run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("task");
            }
        }
        assertThat(done).containsExactly("a");
    }

    @Test
    void whatWasRefusedAThreadIsDoneLater() {
        full = true;
        lanes.execute(() -> done.add("a"));
        assertThat(threads).isEmpty();

        full = false;
        lanes.openLane();
        runThreads();

        assertThat(done).containsExactly("a");
        lanes.openLane();
        assertThat(threads).as("threads for nothing").isEmpty();
    }

    @Test
    void runsWhatWaitsOnTheCallersThread() {
        full = true;
        lanes.execute(() -> done.add("a"));
        lanes.execute(() -> done.add("b"));

        lanes.runWaiting();

        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void tasksThatAreStuckHoldUpNoOthersUntilThereAreManyOfThem() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        EventStreamLanes stuck = new EventStreamLanes(pool, 2, Duration.ZERO);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        for (int i = 0; i < 40; i++) {
            CountDownLatch next = new CountDownLatch(1);
            stuck.execute(() -> {
                begun.incrementAndGet();
                next.countDown();
                awaitUninterrupted(end);
            });
            assertThat(next.await(i < 34 ? 20_000 : 1, TimeUnit.MILLISECONDS)).as("task " + i).isEqualTo(i < 34);
        }

        end.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(begun).hasValue(40);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runsEachTaskOnceOnAtMostSoManyThreads() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        EventStreamLanes busy = new EventStreamLanes(pool, 3, Duration.ofHours(1));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(40_000);

        for (int caller = 0; caller < 4; caller++) {
            pool.execute(() -> {
                for (int i = 0; i < 10_000; i++) {
                    busy.execute(() -> {
                        together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        left.countDown();
                    });
                }
            });
        }

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(together.get()).isBetween(1, 3);
    }
}
