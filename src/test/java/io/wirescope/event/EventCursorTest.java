package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader gets that comes for its events itself. */
@Timeout(60)
class EventCursorTest {

    private static final EventContext CONTEXT = EventContext.of("test");
    private static final JsonObject DATA = JsonValue.EMPTY_JSON_OBJECT;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Runnable NOBODY = () -> { };

    /** The sequence before the first of a server that began at {@link SettableClock#START}. */
    private static final long RUN = 1_755_308_219_923_393L;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<ObservabilityEventBus> buses = new ArrayList<>();
    private final ObservabilityEventBus bus = bus(500);
    private final Recorder recorder = new Recorder();

    /** A bus as a server makes it, whose sequences begin at the microseconds since 1970. */
    private ObservabilityEventBus restarted() {
        ObservabilityEventBus made = new ObservabilityEventBus(MapSettings.with(), new SettableClock(),
                new CountingIds(), new Threads(pool, null), new SequenceStart(new SettableClock(), () -> 0));
        buses.add(made);
        return made;
    }

    private ObservabilityEventBus bus(int bufferSize) {
        ObservabilityEventBus made = new ObservabilityEventBus(
                new EventBusConfig(bufferSize, 0, 100, Duration.ofMinutes(1)),
                new SettableClock(), new CountingIds(), new Threads(pool, null));
        buses.add(made);
        return made;
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        buses.forEach(ObservabilityEventBus::stop);
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).as("the bus lets its threads go").isTrue();
    }

    @Test
    void givesEachEventOnceAndInOrderOnTheReadersThread() {
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, NOBODY);
        publish(bus, 3);

        assertThat(cursor.advance(recorder)).isTrue();
        assertThat(recorder.sequences).containsExactly(1L);
        drain(cursor);

        assertThat(recorder.sequences).containsExactly(1L, 2L, 3L);
        assertThat(recorder.threads).containsOnly(Thread.currentThread());
        assertThat(cursor.sequence()).isEqualTo(3);
        assertThat(cursor.stats()).isEqualTo(new SubscriptionStats(3, 0, 0, 0, null));
    }

    @Test
    void goesOnBehindTheLastThatTheReaderHasSeen() {
        publish(bus, 3);

        drain(bus.openCursor(EventFilter.ALL, 1, NOBODY));

        assertThat(recorder.sequences).containsExactly(2L, 3L);
    }

    @Test
    void cantGoOnFromWhereNothingWasPublishedYet() {
        publish(bus, 3);

        assertThatIllegalArgumentException().isThrownBy(() -> bus.openCursor(EventFilter.ALL, 4, NOBODY));
        assertThatIllegalArgumentException().isThrownBy(() -> bus.openCursor(EventFilter.ALL, -1, NOBODY));
        assertThat(bus.stats().activeSubscriberCount()).isZero();
        assertThat(bus.lastSequence()).isEqualTo(3);
        assertThat(bus.openCursor(EventFilter.ALL, bus.lastSequence(), NOBODY).advance(recorder)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {RUN - 1, 12_001, 1})
    void aReaderFromBeforeARestartIsToldOfTheGapAndGetsAllThatIsHere(long after) {
        ObservabilityEventBus restarted = restarted();
        publish(restarted, 2);

        EventCursor cursor = restarted.openCursor(EventFilter.ALL, after, NOBODY);
        drain(cursor);

        assertThat(recorder.gaps).containsExactly(after + 1 + "-" + RUN);
        assertThat(recorder.sequences).containsExactly(RUN + 1, RUN + 2);
        assertThat(cursor.stats()).as("nothing of this run is lost").isEqualTo(new SubscriptionStats(2, 0, 0, 0, null));
    }

    @Test
    void aReaderFromBeforeARestartIsToldOfTheGapBeforeTheFirstEvent() {
        EventCursor cursor = restarted().openCursor(EventFilter.ALL, 12_001, NOBODY);

        drain(cursor);

        assertThat(recorder.gaps).containsExactly("12002-" + RUN);
        assertThat(cursor.sequence()).isEqualTo(RUN);
    }

    @ParameterizedTest
    @ValueSource(longs = {RUN + 3, Long.MAX_VALUE})
    void aSequenceThatWasNeverGivenIsOfAnotherRun(long after) {
        ObservabilityEventBus restarted = restarted();
        publish(restarted, 2);

        drain(restarted.openCursor(EventFilter.ALL, restarted.resumeAfter(after), NOBODY));

        assertThat(recorder.gaps).containsExactly(RUN + "-" + RUN);
        assertThat(recorder.sequences).containsExactly(RUN + 1, RUN + 2);
    }

    @Test
    void fromZeroOnIsAllThatIsHereWithoutAGap() {
        ObservabilityEventBus restarted = restarted();
        publish(restarted, 2);

        drain(restarted.openCursor(EventFilter.ALL, 0, NOBODY));

        assertThat(recorder.gaps).isEmpty();
        assertThat(recorder.sequences).containsExactly(RUN + 1, RUN + 2);
    }

    @Test
    void looksAtOneEventAtATimeAlsoAtThoseThatTheFilterDoesNotWant() {
        EventCursor cursor = bus.openCursor(EventFilter.ofTypes("drift.status"), 0, NOBODY);
        publish(bus, 2);
        bus.publish("drift.status", CONTEXT, DATA);

        assertThat(cursor.advance(recorder)).isTrue();
        assertThat(cursor.sequence()).isEqualTo(1);
        assertThat(recorder.sequences).isEmpty();
        drain(cursor);

        assertThat(recorder.sequences).containsExactly(3L);
        assertThat(cursor.stats().delivered()).isEqualTo(1);
    }

    @Test
    void aReaderThatDoesNotComeFallsBehindAndIsToldWhatItMissed() {
        ObservabilityEventBus small = bus(4);
        EventCursor cursor = small.openCursor(EventFilter.ALL, 0, NOBODY);
        publish(small, 1);
        cursor.advance(recorder);

        publish(small, 9);
        assertThat(cursor.stats().lag()).isEqualTo(9);
        drain(cursor);

        assertThat(recorder.sequences).containsExactly(1L, 7L, 8L, 9L, 10L);
        assertThat(recorder.gaps).containsExactly("2-6");
        assertThat(cursor.stats()).isEqualTo(new SubscriptionStats(5, 0, 5, 0, null));
    }

    @Test
    void isToldOfEventsThatWereClearedBeforeItCameToThem() {
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, NOBODY);
        publish(bus, 3);
        bus.clear();
        publish(bus, 1);

        drain(cursor);

        assertThat(recorder.gaps).containsExactly("1-3");
        assertThat(recorder.sequences).containsExactly(4L);
    }

    @Test
    void callsWhenThereIsMoreOnceTheReaderHasFoundNothing() {
        AtomicInteger calls = new AtomicInteger();
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, calls::incrementAndGet);
        AtomicInteger otherCalls = new AtomicInteger();
        EventCursor other = bus.openCursor(EventFilter.ALL, 0, otherCalls::incrementAndGet);

        assertThat(other.advance(recorder)).isFalse();
        publish(bus, 1);
        eventually(() -> otherCalls.get() == 1);
        assertThat(calls).as("calls to one that has not looked").hasValue(0);

        drain(cursor);
        publish(bus, 1);
        eventually(() -> calls.get() == 1);
        publish(bus, 5);
        publishUntil(() -> otherCalls.get() == 2, other);
        assertThat(calls).as("calls to one that has not looked again").hasValue(1);
    }

    @Test
    void missesNoCall() throws Exception {
        ObservabilityEventBus large = bus(100_000);
        Semaphore more = new Semaphore(0);
        EventCursor cursor = large.openCursor(EventFilter.ALL, 0, more::release);

        for (int writer = 0; writer < 2; writer++) {
            pool.execute(() -> IntStream.range(0, 20_000).forEach(i -> {
                publish(large, 1);
                if (i % 50 == 0) {
                    Thread.yield(); // so that the reader finds nothing now and then
                }
            }));
        }
        while (recorder.sequences.size() < 40_000) {
            if (!cursor.advance(recorder)) {
                assertThat(more.tryAcquire(10, TimeUnit.SECONDS)).as("a call after nothing was found").isTrue();
            }
        }

        assertThat(recorder.sequences).containsExactlyElementsOf(LongStream.rangeClosed(1, 40_000).boxed().toList());
        assertThat(recorder.gaps).isEmpty();
    }

    @Test
    void isCalledAtOnceThoughNobodyWaitedBefore() {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5 && quickest > 200; i++) {
            AtomicInteger calls = new AtomicInteger();
            try (EventCursor cursor = bus.openCursor(EventFilter.ALL, bus.lastSequence(), calls::incrementAndGet)) {
                cursor.advance(recorder);
                long published = System.nanoTime();
                publish(bus, 1);
                eventually(() -> calls.get() == 1);
                quickest = Math.min(quickest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - published));
            }
        }

        assertThat(quickest).as("milliseconds; a pump that nobody wakes sleeps for a second").isLessThan(500);
    }

    @Test
    void aCallThatThrowsIsMadeAgainAndHarmsNobody() {
        AtomicInteger calls = new AtomicInteger();
        EventCursor throwing = bus.openCursor(EventFilter.ALL, 0, () -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("no room");
            }
        });
        AtomicInteger otherCalls = new AtomicInteger();
        EventCursor other = bus.openCursor(EventFilter.ALL, 0, otherCalls::incrementAndGet);
        throwing.advance(recorder);
        other.advance(recorder);

        publish(bus, 1);

        eventually(() -> calls.get() == 3 && otherCalls.get() == 1);
        assertThat(throwing.stats().failures()).isEqualTo(2);
        assertThat(throwing.stats().lastError()).contains("no room");
    }

    @Test
    void whatTheListenerThrowsGoesToTheReaderAndItsEventIsTaken() {
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, NOBODY);
        publish(bus, 2);

        assertThatIllegalStateException().isThrownBy(() -> cursor.advance(event -> {
            throw new IllegalStateException("broken pipe");
        }));

        drain(cursor);
        assertThat(recorder.sequences).containsExactly(2L);
    }

    @Test
    void countsUntilItIsClosedAndIsNotCalledAfterwards() {
        AtomicInteger calls = new AtomicInteger();
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, calls::incrementAndGet);
        AtomicInteger otherCalls = new AtomicInteger();
        EventCursor other = bus.openCursor(EventFilter.ALL, 0, otherCalls::incrementAndGet);
        cursor.advance(recorder);
        other.advance(recorder);
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(2);

        cursor.close();
        cursor.close();
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
        publish(bus, 1);

        eventually(() -> otherCalls.get() == 1);
        assertThat(calls).hasValue(0);
    }

    @Test
    void isNoSubscriptionWhoseTroublesAreTheServersOwn() {
        ObservabilityEventBus small = bus(2);
        publish(small, 5);
        EventCursor cursor = small.openCursor(EventFilter.ALL, 0, NOBODY);
        drain(cursor);

        assertThat(cursor.stats().lost()).isEqualTo(3);
        assertThat(small.subscriptions()).isEmpty();
    }

    private void publishUntil(BooleanSupplier condition, EventCursor looking) {
        eventually(() -> {
            drain(looking);
            publish(bus, 1);
            return condition.getAsBoolean();
        });
    }

    private void drain(EventCursor cursor) {
        while (cursor.advance(recorder)) {
            // the recorder has it
        }
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

    private static final class Recorder implements EventListener {

        private final List<Long> sequences = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();

        @Override
        public void onEvent(ObservabilityEvent event) {
            sequences.add(event.sequence());
            threads.add(Thread.currentThread());
        }

        @Override
        public void onGap(long first, long last) {
            gaps.add(first + "-" + last);
        }
    }
}
