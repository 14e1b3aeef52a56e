package io.wirescope.delivery;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Those who wait until the lanes of a channel have room, those of one channel in their order, so many at most. Thread-safe.
 *
 * <p>They go on in the thread that makes room, a lane's, or one that comes to wait.
 */
final class Backlog {

    private final int bound;
    private final Predicate<String> hasRoom;
    private final AtomicInteger calls = new AtomicInteger();

    // By channel; guarded by itself; nothing is called under it but hasRoom (lock order: package description).
    private final Map<String, Queue<CompletableFuture<Void>>> queues = new LinkedHashMap<>();
    private int size;

    /** Whether somebody waits. */
    private volatile boolean waiting;

    private record Next(String channel, CompletableFuture<Void> stage) {
    }

    /**
     * @param bound   how many may wait
     * @param hasRoom whether a channel's lanes have room
     */
    Backlog(int bound, Predicate<String> hasRoom) {
        this.bound = bound;
        this.hasRoom = hasRoom;
    }

    /**
     * {@return a stage that completes when there is room, after those that came before for the channel} It fails with
     * {@link DeliveryOverloadedException} where as many wait as may.
     */
    CompletionStage<Void> whenRoom(String channel) {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        synchronized (queues) {
            if (!queues.containsKey(channel) && hasRoom.test(channel)) {
                return CompletableFuture.completedFuture(null);
            }
            if (size >= bound) {
                return CompletableFuture.failedFuture(new DeliveryOverloadedException());
            }
            queues.computeIfAbsent(channel, name -> new ArrayDeque<>()).add(stage);
            size++;
            waiting = true;
        }
        letGoOn(); // there may be room by now, and nothing more to come that would look
        return stage;
    }

    /** Lets those go on that there is room for. */
    void letGoOn() {
        if (!waiting || calls.getAndIncrement() > 0) {
            return; // who is at it looks once more
        }
        int seen;
        do {
            seen = calls.get();
            for (Next next = next(); next != null; next = next()) {
                next.stage().complete(null);
                done(next.channel());
            }
        } while (!calls.compareAndSet(seen, 0));
    }

    // It stays in the queue until it has gone on, so that nobody overtakes it.
    private Next next() {
        synchronized (queues) {
            for (Map.Entry<String, Queue<CompletableFuture<Void>>> queue : queues.entrySet()) {
                if (hasRoom.test(queue.getKey())) {
                    return new Next(queue.getKey(), queue.getValue().peek());
                }
            }
            return null;
        }
    }

    private void done(String channel) {
        synchronized (queues) {
            queues.computeIfPresent(channel, (name, queue) -> {
                queue.remove();
                return queue.isEmpty() ? null : queue;
            });
            size--;
            waiting = size > 0;
        }
    }
}
