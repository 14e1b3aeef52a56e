package io.wirescope.config;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads that a room may use; in a server all of them are the container's. Payara Micro has no
 * default {@code ManagedThreadFactory}, so what runs as long as the application runs on the executor too.
 *
 * @param executor  for work that must leave the caller's thread
 * @param scheduler for work at a later time
 * @param closer    for closes: on Open Liberty one holds its thread for five seconds when the peer is stuck
 */
public record Threads(Executor executor, ScheduledExecutorService scheduler, Executor closer) {

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
     * Runs a close, not on the caller's thread unless the server goes down and has no other to give.
     *
     * @param close closes the way to one peer; may block while the peer is stuck
     */
    public void close(Runnable close) {
        try {
            closer.execute(close);
        } catch (RuntimeException e) { // not a rejection alone: managed threads end with their component
            close.run();
        }
    }
}
