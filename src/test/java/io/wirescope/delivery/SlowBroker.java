package io.wirescope.delivery;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** An engine elsewhere: every answer comes later, by the engine's thread. It may be away. */
final class SlowBroker implements Broker {

    private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(400);

    private final MemoryBroker memory;
    private final Executor engine;
    private final Random delays = new Random(14);
    private volatile boolean away;

    /**
     * @param memory what the engine keeps
     * @param engine one thread
     */
    SlowBroker(MemoryBroker memory, Executor engine) {
        this.memory = memory;
        this.engine = engine;
    }

    /** Makes all that is asked for from now on fail, or no more. */
    void away(boolean isAway) {
        away = isAway;
    }

    private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> action) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        engine.execute(() -> {
            if (away) {
                answer.completeExceptionally(new BrokerUnavailableException("the engine of the test is away", null));
                return;
            }
            LockSupport.parkNanos((long) (delays.nextDouble() * MOST_NANOS));
            action.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        });
        return answer;
    }

    @Override
    public void listen(Listener listener) {
        memory.listen(listener);
    }

    @Override
    public CompletionStage<StreamPosition> publish(String channel, Payload payload) {
        return later(() -> memory.publish(channel, payload));
    }

    @Override
    public void requireSize(String channel, Payload payload) {
        memory.requireSize(channel, payload);
    }

    @Override
    public CompletionStage<HistoryPage> history(String channel, StreamPosition since, int limit) {
        return later(() -> memory.history(channel, since, limit));
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        return later(() -> memory.subscribe(channel));
    }

    @Override
    public void unsubscribe(String channel) {
        engine.execute(() -> memory.unsubscribe(channel));
    }

    @Override
    public CompletionStage<Optional<StreamPosition>> newest(String channel) {
        return later(() -> memory.newest(channel));
    }
}
