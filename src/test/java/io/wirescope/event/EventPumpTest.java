package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
