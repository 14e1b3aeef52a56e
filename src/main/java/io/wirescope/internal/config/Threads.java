package io.wirescope.internal.config;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * The threads that a component may use; in a server all of them are the container's. Payara Micro has no
 * default {@code ManagedThreadFactory}, so what runs as long as the application runs on the executor too.
 *
 * @param executor  for work that must leave the caller's thread; does not wait, for on WildFly there are two threads for each
 *                  processor
 * @param scheduler for work at a later time
 * @param closer    for what holds its thread: closes (on Open Liberty one takes five seconds when the peer is stuck),
 *                  connections to an engine, questions that wait
 */
public record Threads(Executor executor, ScheduledExecutorService scheduler, Executor closer) {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Threads.class.getName()));

    /**
     * Without threads of their own for closes.
     *
     * @param executor  for work that must leave the caller's thread, closes too
     * @param scheduler for work at a later time
     */
    public Threads(Executor executor, ScheduledExecutorService scheduler) {
        this(executor, scheduler, executor);
    }

    /**
     * Does something again and again until it is cancelled. What fails is logged, and its turn comes again: a scheduler
     * on its own never repeats a task that threw.
     *
     * @param period from one begin to the next, and to the first; in milliseconds at the finest
     * @param round  what is done
     * @return to be cancelled before the application ends
     */
    public Future<?> every(Duration period, Runnable round) {
        return scheduler.scheduleAtFixedRate(() -> {
            try {
                round.run();
            } catch (Throwable e) { // an error such as a missing class, too
                FAILURES.warn("Periodic task failed (every " + period + ")", e);
            }
        }, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a close, not on the caller's thread unless the server goes down and has no other to give.
     *
     * @param close closes the way to one peer; may block while the peer is stuck
     */
    public void close(Runnable close) {
        try {
            closer.execute(close);
        } catch (Throwable e) { // not only a rejection: managed threads end with their component, or can't be made
            close.run();
        }
    }
}
