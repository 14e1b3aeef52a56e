package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.upstream.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which calls are ended when, and how many timers that takes. */
class DeadlinesTest {

    private static final long TIMEOUT = 1000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500); // it may overflow, as System.nanoTime may
    private final List<Long> delays = new ArrayList<>();
    private Runnable armed;
    private final List<String> missed = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines(Duration.ofNanos(TIMEOUT), now::get, (delay, run) -> {
        assertThat(armed).as("one timer at a time").isNull();
        delays.add(delay);
        armed = run;
    });

    private Deadline begin(String name) {
        Deadline deadline = deadlines.of(() -> missed.add(name));
        deadline.begin();
        return deadline;
    }

    private void after(long nanos) {
        now.addAndGet(nanos);
    }

    private void fire() {
        Runnable due = armed;
        armed = null;
        due.run();
    }

    @Test
    void whatIsOverIsEndedInOrderAndTheTimerIsForTheNext() {
        begin("a");
        after(300);
        begin("b");
        after(300);
        begin("c");
        after(700);

        fire();

        assertThat(missed).containsExactly("a", "b");
        assertThat(delays).containsExactly(TIMEOUT, 300L);
        after(300);
        fire();
        assertThat(missed).containsExactly("a", "b", "c");
        assertThat(armed).isNull();
    }

    @Test
    void whatIsMetIsNotEndedWhereverItStands() {
        Deadline a = begin("a");
        Deadline b = begin("b");
        begin("c");
        Deadline d = begin("d");
        b.met();
        a.met();
        d.met();
        d.met();
        after(TIMEOUT);

        fire();

        assertThat(missed).containsExactly("c");
    }

    @Test
    void aTimerThatFindsNothingLeftIsArmedAgainWithTheNextCall() {
        begin("a").met();
        begin("b").met();
        after(TIMEOUT);
        fire();
        assertThat(armed).isNull();

        begin("c");
        after(TIMEOUT);
        fire();

        assertThat(missed).containsExactly("c");
        assertThat(delays).hasSize(2);
    }

    @Test
    void aCallThatFailsToEndKeepsNoneFromEnding() {
        deadlines.of(() -> {
            throw new IllegalStateException("a failure of the test's");
        }).begin();
        begin("b");
        after(TIMEOUT);

        fire();

        assertThat(missed).containsExactly("b");
    }

    @Test
    void callsAreEndedThoughTheExecutorTakesNothing() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        new Deadlines(Duration.ofMillis(1), System::nanoTime, task -> {
            throw new RejectedExecutionException("the test has no thread");
        }).of(() -> over.complete(null)).begin();

        over.get(30, TimeUnit.SECONDS);
    }
}
