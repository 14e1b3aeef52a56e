package io.wirescope.internal.upstream;

import io.wirescope.connection.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Refuses messages no faster than their client takes the refusals, which are made at once and would otherwise fill its
 * outbox: it would be closed for what it was meant to send again later. Up to {@value #MAX_WAITING} wait for each
 * connection and {@value #MAX_WAITING_OF_ALL} for all, a few hundred bytes each; beyond, they go to the outbox, whose bounds
 * decide. Thread-safe.
 */
final class Refusals {

    /** How many wait for one connection. */
    static final int MAX_WAITING = 10_000;

    /** How many wait for all connections. */
    static final int MAX_WAITING_OF_ALL = 100_000;

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Supplier<ScheduledExecutorService> scheduler;
    private final int room;

    private final AtomicInteger all = new AtomicInteger();

    // The queues are guarded by the map.
    private final Map<Connection, Queue<Runnable>> waiting = new ConcurrentHashMap<>();

    /**
     * @param scheduler looks again whether a client has taken what waits
     * @param room      of how many messages in its outbox a connection gets refusals at once
     */
    Refusals(Supplier<ScheduledExecutorService> scheduler, int room) {
        this.scheduler = scheduler;
        this.room = room;
    }

    /** {@return refusals that are all made at once, for what sends nothing to the client} */
    static Refusals immediate() {
        return new Refusals(() -> {
            throw new IllegalStateException("nothing waits");
        }, Integer.MAX_VALUE);
    }

    /**
     * Refuses a message, now or when the client has taken what it was sent before.
     *
     * @param connection whose message it is
     * @param refusal    sends the refusal, or finds that the client has left; must not block, and holds little
     */
    void add(Connection connection, Runnable refusal) {
        if (!waiting.containsKey(connection) && connection.queueDepth() < room) {
            refusal.run();
            return;
        }
        boolean[] kept = new boolean[1];
        boolean[] first = new boolean[1];
        waiting.compute(connection, (key, present) -> {
            first[0] = present == null;
            Queue<Runnable> queue = present == null ? new ArrayDeque<>() : present;
            kept[0] = queue.size() < MAX_WAITING && all.get() < MAX_WAITING_OF_ALL && queue.add(refusal);
            if (kept[0]) {
                all.incrementAndGet();
            }
            return queue.isEmpty() ? null : queue;
        });
        if (!kept[0]) {
            refusal.run();
        } else if (first[0]) {
            lookAgain(connection);
        }
    }

    private void lookAgain(Connection connection) {
        try {
            scheduler.get().schedule(() -> send(connection), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) { // the server ends
            sendAll(connection);
        }
    }

    private void send(Connection connection) {
        while (connection.queueDepth() < room) {
            Runnable next = next(connection);
            if (next == null) {
                return;
            }
            next.run();
        }
        if (connection.hasEnded()) {
            sendAll(connection);
        } else {
            lookAgain(connection);
        }
    }

    private void sendAll(Connection connection) {
        for (Runnable next = next(connection); next != null; next = next(connection)) {
            next.run();
        }
    }

    private Runnable next(Connection connection) {
        Runnable[] next = new Runnable[1];
        waiting.computeIfPresent(connection, (key, queue) -> {
            next[0] = queue.poll();
            if (next[0] == null) {
                return null;
            }
            all.decrementAndGet();
            return queue;
        });
        return next[0];
    }
}
