package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventPumpTest {

    private final Logger log = Logger.getLogger(EventPump.class.getName());

    @BeforeEach
    void keepQuiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        log.setLevel(null);
    }

    @Test
    void goesOnWhenHousekeepingThrows() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        EventPump pump = new EventPump(Set.of(), () -> {
            runs.countDown();
            throw new IllegalStateException("a bug");
        });
        Thread thread = new Thread(pump);
        thread.start();

        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();

        pump.stop();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void anErrorEndsNeitherItselfNorWhatComesAfterIt() throws Exception {
        EventRing ring = Forgetting.ring(4, 0);
        EventCursor failing = new EventCursor(new EventPosition(ring, EventFilter.ALL, 0), () -> {
            throw new OutOfMemoryError("unable to create native thread");
        }, cursor -> { });
        CountDownLatch calls = new CountDownLatch(2);
        EventCursor other = new EventCursor(new EventPosition(ring, EventFilter.ALL, 0), calls::countDown,
                cursor -> { });
        CountDownLatch looks = new CountDownLatch(3);
        EventPump pump = new EventPump(new LinkedHashSet<>(List.of(failing, other)), () -> {
            looks.countDown();
            throw new NoClassDefFoundError("gone");
        });
        Thread thread = new Thread(pump);
        thread.start();

        for (int round = 0; round < 2; round++) {
            failing.advance(event -> { });
            other.advance(event -> { });
            ring.put(new ObservabilityEvent(ring.claim(), "bus", null, "test.event", 0, EventContext.of("test"),
                    EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
            pump.signal();
            long wanted = 1 - round;
            await(() -> calls.getCount() == wanted);
            other.advance(event -> { });
        }

        assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.isAlive()).isTrue();
        pump.stop();
        thread.join(10_000);
    }

    @Test
    void anErrorOfTheReadersThemselvesDoesNotEndIt() throws Exception {
        CountDownLatch looks = new CountDownLatch(3);
        EventPump pump = new EventPump(new AbstractSet<EventCursor>() {
            @Override
            public Iterator<EventCursor> iterator() {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public int size() {
                return 1;
            }
        }, looks::countDown);
        Thread thread = new Thread(pump);
        thread.start();

        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pump.isDead()).isFalse();
        pump.stop();
        thread.join();
        assertThat(pump.isDead()).as("dead after it was stopped").isFalse();
    }

    @Test
    void isDeadOnceItsThreadHasEnded() throws Exception {
        EventPump pump = new EventPump(Set.of(), () -> { });
        Thread thread = new Thread(pump);
        thread.start();

        thread.interrupt();
        thread.join();

        assertThat(pump.isDead()).isTrue();
    }

    @Test
    void isSeenToLookWhileItRunsAndNotOnceItHasEnded() throws Exception {
        EventPump pump = new EventPump(Set.of(), () -> { });
        Thread thread = new Thread(pump);
        thread.start();
        Duration before = pump.sinceLastLook();
        await(() -> pump.sinceLastLook().compareTo(before) < 0);

        thread.interrupt();
        thread.join(10_000);

        await(() -> pump.sinceLastLook().toMillis() > 1_500);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000); // the class has a time limit
        }
    }

    @Test
    void aFloodDoesNotWakeItForEachEventWhileAllListenersAreBusy() throws Exception {
        EventRing ring = Forgetting.ring(4, 0);
        EventCursor busy = new EventCursor(new EventPosition(ring, EventFilter.ALL, 0), () -> { }, cursor -> { });
        LongAdder looks = new LongAdder();
        EventPump pump = new EventPump(Set.of(busy), looks::increment);
        Thread thread = new Thread(pump);
        thread.start();

        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() < end) {
            pump.signal();
        }

        assertThat(looks.sum()).as("looks in 300 ms").isPositive().isLessThan(400);
        pump.stop();
        thread.join(10_000);
    }
}
