package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What subscribers get, and what they can't do to others. */
@Timeout(60)
class EventSubscriptionTest {

    private static final EventContext CONTEXT = EventContext.of("test");
    private static final JsonObject DATA = JsonValue.EMPTY_JSON_OBJECT;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final AtomicReference<Thread> pump = new AtomicReference<>();
    private final AtomicInteger rejections = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<ObservabilityEventBus> buses = new ArrayList<>();
    private volatile Throwable refusal = new RejectedExecutionException("full");
    private volatile boolean full;
    private final ObservabilityEventBus bus = bus(500);

    private ObservabilityEventBus bus(int bufferSize) {
        ObservabilityEventBus made = new ObservabilityEventBus(
                new EventBusConfig(bufferSize, 0, 100, Duration.ofMinutes(1)),
                new SettableClock(), new CountingIds(), new Threads(executor(), null));
        buses.add(made);
        return made;
    }

    private Executor executor() {
        return task -> {
            if (full) {
                rejections.incrementAndGet();
                refuse();
            }
            pool.execute(() -> {
                if (task instanceof EventPump) {
                    pump.set(Thread.currentThread());
                }
                task.run();
            });
        };
    }

    private void refuse() {
        if (refusal instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) refusal;
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        released.countDown();
        full = false;
        buses.forEach(ObservabilityEventBus::stop);
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).as("the bus lets its threads go").isTrue();
    }

    @Test
    void getsEachEventOnceAndInOrderOnAnotherThread() {
        Recorder recorder = new Recorder();
        EventSubscription subscription = bus.subscribe(EventFilter.ALL, recorder);

        for (int i = 0; i < 1_000; i++) {
            publish(bus, 1);
            int published = i + 1;
            if (published % 100 == 0) {
                eventually(() -> recorder.sequences().size() == published);
            }
        }

        assertThat(recorder.sequences()).containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(recorder.threads).doesNotContain(Thread.currentThread());
        assertThat(recorder.gaps).isEmpty();
        eventually(() -> subscription.stats().equals(new SubscriptionStats(1_000, 0, 0, 0, null)));
    }

    @Test
    void isNeverCalledTwiceAtATime() {
        ObservabilityEventBus large = bus(50_000);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        List<Long> sequences = Collections.synchronizedList(new ArrayList<>());
        large.subscribe(EventFilter.ALL, event -> {
            together.accumulateAndGet(inside.incrementAndGet(), Math::max);
            sequences.add(event.sequence());
            inside.decrementAndGet();
        });

        IntStream.range(0, 2).forEach(writer -> pool.execute(() -> publish(large, 20_000)));

        eventually(() -> sequences.size() == 40_000);
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(together).hasValue(1);
    }

    @Test
    void getsOnlyWhatItsFilterWants() {
        Recorder recorder = new Recorder();
        EventSubscription subscription = bus.subscribe(EventFilter.ofTypes("drift.status"), recorder);

        publish(bus, 3);
        bus.publish("drift.status", CONTEXT, DATA);

        eventually(() -> recorder.sequences().equals(List.of(4L)));
        eventually(() -> subscription.stats().delivered() == 1);
        assertThat(recorder.gaps).isEmpty();
    }

    @Test
    void getsWhatIsPublishedFromNowOn() {
        publish(bus, 3);
        Recorder recorder = new Recorder();

        bus.subscribe(EventFilter.ALL, recorder);
        publish(bus, 1);

        eventually(() -> recorder.sequences().equals(List.of(4L)));
    }

    @Test
    void goesOnBehindTheLastThatItHasSeen() {
        publish(bus, 3);
        Recorder recorder = new Recorder();

        bus.subscribe(EventFilter.ALL, 1, recorder);

        eventually(() -> recorder.sequences().equals(List.of(2L, 3L)));
        assertThat(recorder.gaps).isEmpty();
    }

    @Test
    void isToldWhatIsGoneOfWhatItAsksFor() {
        ObservabilityEventBus small = bus(4);
        publish(small, 10);
        Recorder recorder = new Recorder();

        EventSubscription subscription = small.subscribe(EventFilter.ALL, 2, recorder);

        eventually(() -> recorder.sequences().equals(List.of(7L, 8L, 9L, 10L)));
        assertThat(recorder.gaps).containsExactly("3-6");
        assertThat(subscription.stats().lost()).isEqualTo(4);
    }

    @Test
    void cantGoOnFromWhereNothingWasPublishedYet() {
        publish(bus, 3);

        assertThatIllegalArgumentException().isThrownBy(() -> bus.subscribe(EventFilter.ALL, 4, new Recorder()));
        assertThatIllegalArgumentException().isThrownBy(() -> bus.subscribe(EventFilter.ALL, -1, new Recorder()));
        assertThat(bus.stats().activeSubscriberCount()).isZero();
        bus.subscribe(EventFilter.ALL, 3, new Recorder());
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
    }

    @Test
    void oneThatFellBehindIsToldWhatItMissed() {
        ObservabilityEventBus small = bus(4);
        Blocked blocked = new Blocked();
        EventSubscription subscription = small.subscribe(EventFilter.ALL, blocked);
        publish(small, 1);
        blocked.awaitEntered();

        publish(small, 9);
        released.countDown();

        eventually(() -> blocked.sequences().equals(List.of(1L, 7L, 8L, 9L, 10L)));
        assertThat(blocked.gaps).containsExactly("2-6");
        eventually(() -> subscription.stats().equals(new SubscriptionStats(5, 0, 5, 0, null)));
    }

    @Test
    void isToldOfEventsThatWereClearedBeforeItCameToThem() {
        Blocked blocked = new Blocked();
        bus.subscribe(EventFilter.ALL, blocked);
        publish(bus, 1);
        blocked.awaitEntered();

        publish(bus, 2);
        bus.clear();
        publish(bus, 1);
        released.countDown();

        eventually(() -> blocked.sequences().equals(List.of(1L, 4L)));
        assertThat(blocked.gaps).containsExactly("2-3");
    }

    @Test
    void oneThatBlocksHarmsNobodyAndShowsInItsStatistics() {
        Blocked blocked = new Blocked();
        Recorder other = new Recorder();
        EventSubscription slow = bus.subscribe(EventFilter.ALL, blocked);
        bus.subscribe(EventFilter.ALL, other);

        publish(bus, 1);
        blocked.awaitEntered();
        publish(bus, 99);

        eventually(() -> other.sequences().size() == 100);
        assertThat(slow.stats().lag()).isEqualTo(99);
        assertThat(slow.stats().delivered()).isZero();
        released.countDown();
        eventually(() -> blocked.sequences().size() == 100);
    }

    @Test
    void oneThatThrowsHarmsNobodyAndShowsInItsStatistics() {
        Recorder other = new Recorder();
        EventSubscription throwing = bus.subscribe(EventFilter.ALL, event -> {
            if (event.sequence() == 1) {
                throw new IllegalStateException("disk full");
            }
            throw new NoClassDefFoundError("gone");
        });
        bus.subscribe(EventFilter.ALL, other);

        publish(bus, 1);
        eventually(() -> throwing.stats().failures() == 1);
        assertThat(throwing.stats().lastError()).contains("disk full");
        publish(bus, 2);

        eventually(() -> throwing.stats().equals(
                new SubscriptionStats(3, 0, 0, 3, "java.lang.NoClassDefFoundError: gone")));
        eventually(() -> other.sequences().equals(List.of(1L, 2L, 3L)));
        assertThat(bus.subscriptions()).extracting(SubscriptionStats::failures).containsExactlyInAnyOrder(0L, 3L);
    }

    @Test
    void whatIsThrownIsLoggedAtTheFirstTimeTheSecondTheFourthAndSoOn() {
        try (KeptRecords log = KeptRecords.of(EventSubscription.class)) {
            EventSubscription throwing = bus.subscribe(EventFilter.ALL, event -> {
                throw new IllegalStateException("disk full at " + event.sequence());
            });
            publish(bus, 9);
            eventually(() -> throwing.stats().failures() == 9);
            assertThat(log.records()).extracting(entry -> entry.getThrown().getMessage()).containsExactly(
                    "disk full at 1", "disk full at 2", "disk full at 4", "disk full at 8");
        }
    }

    @Test
    void oneThatThrowsAtAGapGoesOn() {
        ObservabilityEventBus small = bus(2);
        publish(small, 5);
        List<Long> sequences = Collections.synchronizedList(new ArrayList<>());

        EventSubscription subscription = small.subscribe(EventFilter.ALL, 0, new EventListener() {
            @Override
            public void onEvent(ObservabilityEvent event) {
                sequences.add(event.sequence());
            }

            @Override
            public void onGap(long first, long last) {
                throw new IllegalStateException(first + "-" + last);
            }
        });

        eventually(() -> sequences.equals(List.of(4L, 5L)));
        eventually(() -> subscription.stats().equals(
                new SubscriptionStats(2, 0, 3, 1, "java.lang.IllegalStateException: 1-3")));
    }

    @Test
    void getsNothingOnceItIsClosed() {
        Recorder closed = new Recorder();
        Recorder open = new Recorder();
        EventSubscription subscription = bus.subscribe(EventFilter.ALL, closed);
        bus.subscribe(EventFilter.ALL, open);
        publish(bus, 1);
        eventually(() -> closed.sequences().size() == 1);

        subscription.close();
        subscription.close();
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
        publish(bus, 50);

        eventually(() -> open.sequences().size() == 51);
        assertThat(closed.sequences()).containsExactly(1L);
    }

    @Test
    void anEventThatIsBeingDeliveredWhenItIsClosedIsTheLast() {
        Blocked blocked = new Blocked();
        Recorder open = new Recorder();
        EventSubscription subscription = bus.subscribe(EventFilter.ALL, blocked);
        bus.subscribe(EventFilter.ALL, open);
        publish(bus, 3);
        blocked.awaitEntered();

        subscription.close();
        released.countDown();

        eventually(() -> subscription.stats().delivered() == 1);
        publish(bus, 1);
        eventually(() -> open.sequences().size() == 4);
        assertThat(blocked.sequences()).containsExactly(1L);
    }

    static Stream<Throwable> refusals() {
        return Stream.of(new RejectedExecutionException("full"),
                new IllegalStateException("full: as managed executors say when their component stops"),
                new OutOfMemoryError("full: unable to create native thread"), new StackOverflowError("full"),
                new NoClassDefFoundError("full"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void goesOnWhenTheExecutorTakesWorkAgain(Throwable thrown) {
        refusal = thrown;
        Recorder recorder = new Recorder();
        EventSubscription subscription = bus.subscribe(EventFilter.ALL, recorder);

        full = true;
        publish(bus, 1);
        eventually(() -> subscription.stats().lastError() != null);
        assertThat(subscription.stats().lastError()).contains("full");
        full = false;

        eventually(() -> recorder.sequences().equals(List.of(1L)));
    }

    @Test
    void anEventThatComesWhileAllSleepIsDeliveredAtOnce() {
        Recorder recorder = new Recorder();
        bus.subscribe(EventFilter.ALL, recorder);

        long quickest = Long.MAX_VALUE;
        for (int i = 1; i <= 5 && quickest > 200; i++) {
            awaitDeepSleep();
            long published = System.nanoTime();
            publish(bus, 1);
            int count = i;
            eventually(() -> recorder.sequences().size() == count);
            quickest = Math.min(quickest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - published));
        }

        assertThat(quickest).as("milliseconds; a pump that nobody wakes sleeps for a second").isLessThan(500);
    }

    @Test
    void oneThatGoesOnWhileAllSleepIsServedAtOnce() {
        publish(bus, 1);

        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5 && quickest > 200; i++) {
            awaitDeepSleep();
            long subscribed = System.nanoTime();
            Recorder recorder = new Recorder();
            EventSubscription subscription = bus.subscribe(EventFilter.ALL, 0, recorder);
            eventually(() -> recorder.sequences().size() == 1);
            quickest = Math.min(quickest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - subscribed));
            subscription.close();
        }

        assertThat(quickest).as("milliseconds; a pump that nobody wakes sleeps for a second").isLessThan(500);
    }

    @Test
    void oneThatWasBlockedGetsWhatWaitedAtOnce() {
        Blocked blocked = new Blocked();
        bus.subscribe(EventFilter.ALL, blocked);
        publish(bus, 400); // more than is given in one go
        blocked.awaitEntered();
        awaitDeepSleep();

        long from = System.nanoTime();
        released.countDown();
        eventually(() -> blocked.sequences().size() == 400);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).as("milliseconds").isLessThan(700);
    }

    @Test
    void thereAreNoneOnceTheBusHasStopped() {
        bus.subscribe(EventFilter.ALL, new Recorder());

        bus.stop();

        assertThat(bus.stats().activeSubscriberCount()).isZero();
        assertThat(bus.subscriptions()).isEmpty();
    }

    @Test
    void oneThatBlocksKeepsNoThreadBusy() {
        Blocked blocked = new Blocked();
        bus.subscribe(EventFilter.ALL, blocked);
        publish(bus, 2);
        blocked.awaitEntered();

        long from = System.nanoTime();
        long burntBefore = pumpsCpuNanos();
        eventually(() -> pumpsCpuNanos() - burntBefore > 100_000_000L || System.nanoTime() - from > 400_000_000L);

        assertThat(pumpsCpuNanos() - burntBefore).as("nanoseconds of CPU that the pump took in 400 milliseconds")
                .isLessThan(100_000_000L);
    }

    @Test
    void aFullExecutorIsNotAskedWithoutPause() {
        bus.subscribe(EventFilter.ALL, new Recorder());
        full = true;
        publish(bus, 1);
        eventually(() -> rejections.get() > 0);

        long from = System.nanoTime();
        eventually(() -> rejections.get() >= 2_000 || System.nanoTime() - from > 400_000_000L);

        assertThat(rejections.get()).as("tries in 400 milliseconds").isLessThan(2_000);
    }

    private long pumpsCpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(pumpId());
    }

    private long pumpId() {
        eventually(() -> pump.get() != null);
        return pump.get().getId();
    }

    // A pump that only pauses waits anew each millisecond.
    private void awaitDeepSleep() {
        eventually(() -> {
            long waits = timesWaited();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
            while (System.nanoTime() < until) {
                if (timesWaited() != waits) {
                    return false;
                }
                Thread.onSpinWait();
            }
            return true;
        });
    }

    private long timesWaited() {
        return ManagementFactory.getThreadMXBean().getThreadInfo(pumpId()).getWaitedCount();
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what is waited for comes in time").isLessThan(deadline);
            Thread.yield();
        }
    }

    private static void publish(ObservabilityEventBus bus, int events) {
        for (int i = 0; i < events; i++) {
            bus.publish("test.event", CONTEXT, DATA);
        }
    }

    private static class Recorder implements EventListener {

        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        final List<String> gaps = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> sequences = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onEvent(ObservabilityEvent event) {
            threads.add(Thread.currentThread());
            sequences.add(event.sequence());
        }

        @Override
        public void onGap(long first, long last) {
            gaps.add(first + "-" + last);
        }

        List<Long> sequences() {
            synchronized (sequences) {
                return List.copyOf(sequences);
            }
        }
    }

    /** Blocks in its first event until it is released. */
    private final class Blocked extends Recorder {

        private final CountDownLatch entered = new CountDownLatch(1);

        @Override
        public void onEvent(ObservabilityEvent event) {
            super.onEvent(event);
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitEntered() {
            eventually(() -> entered.getCount() == 0);
        }
    }
}
