package io.wirescope.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void aCloseForWhichNoThreadCanBeMadeIsRunByTheCaller() {
        Threads exhausted = new Threads(task -> {
            throw new NoClassDefFoundError("gone");
        }, null);
        CountDownLatch closed = new CountDownLatch(1);

        exhausted.close(closed::countDown);

        assertThat(closed.getCount()).isZero();
    }

    @Test
    void aRoundThatFailsIsLoggedAndItsTurnComesAgain() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch rounds = new CountDownLatch(3);
        try (KeptRecords log = KeptRecords.of(Threads.class)) {
            Future<?> all = new Threads(Runnable::run, scheduler).every(Duration.ofMillis(1), () -> {
                rounds.countDown();
                throw new NoClassDefFoundError("gone");
            });

            assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
            all.cancel(true);
            assertThat(log.messages()).hasSizeGreaterThanOrEqualTo(2)
                    .first().isEqualTo("Periodic task failed (every PT0.001S)");
            assertThat(log.records().get(0).getThrown()).hasMessage("gone");
        } finally {
            scheduler.shutdownNow();
        }
    }
}
