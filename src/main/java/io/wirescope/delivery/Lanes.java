package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The lanes that hand messages of channels to connections, outside any channel's lock. Each connection has one, for all its
 * channels. Thread-safe.
 */
@Service
public class Lanes implements Eager {

    private static final int MOST_BY_CORES = 8;

    private final Lane[] lanes;
    private volatile Runnable onProgress = () -> { };

    /**
     * @param settings have their number and how many messages may wait in each
     * @param threads  give each a thread, with the first message
     */
    @Inject
    public Lanes(Settings settings, Threads threads) {
        this(number(settings), settings.integer("wirescope.channels.lane-queue", 1, 1_000_000), threads.closer());
    }

    /** @param threads give each lane a thread; null where whoever publishes delivers */
    Lanes(int number, int bound, Executor threads) {
        lanes = Stream.generate(() -> new Lane(bound, threads, () -> onProgress.run())).limit(number).toArray(Lane[]::new);
    }

    private static int number(Settings settings) {
        int number = settings.integer("wirescope.channels.lanes", 0, 64);
        return number > 0 ? number : Math.min(MOST_BY_CORES, Runtime.getRuntime().availableProcessors());
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    /** Ends the threads. Whoever publishes from then on delivers. */
    @PreDestroy
    void stop() {
        for (Lane lane : lanes) {
            lane.stop();
        }
    }

    /** Sets what is called after each message of a lane. */
    void onProgress(Runnable action) {
        onProgress = action;
    }

    int count() {
        return lanes.length;
    }

    Lane get(int lane) {
        return lanes[lane];
    }

    /** {@return which lane is a connection's} */
    int of(Connection connection) {
        return Math.floorMod(connection.connectionId().hashCode(), lanes.length);
    }

    /** Hands out what was queued. */
    void wake() {
        for (Lane lane : lanes) {
            lane.wake();
        }
    }

    /** {@return whether the caller is the thread of a lane} */
    boolean isOnLane() {
        return Stream.of(lanes).anyMatch(Lane::isCurrent);
    }

    /** {@return how many messages wait; one for the members of several lanes counts in each} */
    public long depth() {
        return sum(Lane::depth);
    }

    /** {@return how many messages were handed out; one for the members of several lanes counts in each} */
    public long rounds() {
        return sum(Lane::rounds);
    }

    /** {@return how long those have waited for their lanes, together, in microseconds} */
    public long waitedMicros() {
        return sum(Lane::waitedNanos) / 1_000;
    }

    /** {@return for how long the lane that is stuck for longest has handed out nothing although something waits} */
    public Duration stalled() {
        return Duration.ofNanos(Stream.of(lanes).mapToLong(Lane::stalledNanos).max().orElse(0));
    }

    private long sum(ToLongFunction<Lane> value) {
        return Stream.of(lanes).mapToLong(value).sum();
    }
}
