package io.wirescope.delivery;

import io.wirescope.internal.config.FailureLog;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Logger;

/** Those who wait until the lanes of a channel have room, in their order, so many at most. Thread-safe. */
final class Backlog {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Backlog.class.getName()));

    private final int bound;
    private final Predicate<String> hasRoom;
    private final Executor executor;
    private final AtomicInteger calls = new AtomicInteger();

    // Guarded by itself; nothing is called under it but hasRoom (lock order: package description).
    private final Queue<Waiting> queue = new ArrayDeque<>();

    /** Whether somebody waits. */
    private volatile boolean waiting;

    private record Waiting(String channel, CompletableFuture<Void> stage) {
    }

    /**
     * @param bound    how many may wait
     * @param hasRoom  whether a channel's lanes have room
     * @param executor lets them go on
     */
    Backlog(int bound, Predicate<String> hasRoom, Executor executor) {
        this.bound = bound;
        this.hasRoom = hasRoom;
        this.executor = executor;
    }

    /**
     * {@return a stage that completes when there is room, after those that came before} It fails with
     * {@link DeliveryOverloadedException} where as many wait as may.
     */
    CompletionStage<Void> whenRoom(String channel) {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        synchronized (queue) {
            if (queue.isEmpty() && hasRoom.test(channel)) {
                return CompletableFuture.completedFuture(null);
            }
            if (queue.size() >= bound) {
                return CompletableFuture.failedFuture(new DeliveryOverloadedException());
            }
            queue.add(new Waiting(channel, stage));
            waiting = true;
        }
        wake(); // there may be room by now, and nothing more to come that would look
        return stage;
    }

    /** Looks for room soon, where somebody waits. */
    void wake() {
        if (!waiting || calls.getAndIncrement() > 0) {
            return; // who is at it looks once more
        }
        try {
            executor.execute(this::letGoOn);
        } catch (Throwable e) { // the server is going down, or has no thread to give
            FAILURES.warn("No thread for those who wait for a lane", e);
            letGoOn();
        }
    }

    private void letGoOn() {
        int seen;
        do {
            seen = calls.get();
            for (Waiting next = next(); next != null; next = next()) {
                next.stage().complete(null);
                done();
            }
        } while (!calls.compareAndSet(seen, 0));
    }

    // It stays in the queue until it has gone on, so that nobody overtakes it.
    private Waiting next() {
        synchronized (queue) {
            Waiting next = queue.peek();
            return next != null && hasRoom.test(next.channel()) ? next : null;
        }
    }

    private void done() {
        synchronized (queue) {
            queue.remove();
            waiting = !queue.isEmpty();
        }
    }
}
