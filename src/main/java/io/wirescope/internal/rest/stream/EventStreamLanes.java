package io.wirescope.internal.rest.stream;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs short tasks on a few threads of another executor, so that an event for a thousand readers does not
 * start a thousand threads. Thread-safe; never blocks and never refuses.
 *
 * <p>A task that takes long does not count: Open Liberty 26.0.0.3 blocks in what should be a write that does not
 * block, until its {@code writeTimeout}, and a few readers that stall would hold up all others. There may be 32 such.
 */
final class EventStreamLanes implements Executor {

    private static final int MAX_STUCK = 32;
    private static final Duration STUCK = Duration.ofMillis(500);

    private final Executor executor;
    private final int lanes;
    private final long stuckNanos;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Lane> open = ConcurrentHashMap.newKeySet();

    /**
     * @param executor where the threads come from
     * @param lanes    how many tasks may run at once, besides those that are stuck
     */
    EventStreamLanes(Executor executor, int lanes) {
        this(executor, lanes, STUCK);
    }

    /**
     * @param executor where the threads come from
     * @param lanes    how many tasks may run at once, besides those that are stuck
     * @param stuck    how long a task may take before it counts as stuck
     */
    EventStreamLanes(Executor executor, int lanes, Duration stuck) {
        this.executor = executor;
        this.lanes = lanes;
        this.stuckNanos = stuck.toNanos();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        openLane();
    }

    /**
     * Starts on what waits, should the executor have refused that before, or should those that ran have become
     * stuck since.
     */
    void openLane() {
        int now = running.get();
        while (!tasks.isEmpty() && (now < lanes || now < lanes + stuck())) {
            if (running.compareAndSet(now, now + 1)) {
                start();
                return;
            }
            now = running.get();
        }
    }

    private int stuck() {
        long now = System.nanoTime();
        int stuck = 0;
        for (Lane lane : open) {
            if (lane.isStuck(now)) {
                stuck++;
            }
        }
        return Math.min(stuck, MAX_STUCK);
    }

    private void start() {
        try {
            executor.execute(new Lane());
        } catch (Throwable e) { // out of threads, or the application is being stopped; servers differ in the class
            running.decrementAndGet();
        }
    }

    /** Runs what waits on the caller's thread. */
    void runWaiting() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** One thread that runs tasks. */
    private final class Lane implements Runnable {

        private volatile boolean busy;
        private volatile long since;

        @Override
        public void run() {
            open.add(this);
            try {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    since = System.nanoTime();
                    busy = true;
                    task.run();
                    busy = false;
                }
            } finally {
                open.remove(this);
                running.decrementAndGet();
                openLane(); // for a task that came after the last look
            }
        }

        boolean isStuck(long now) {
            return busy && now - since > stuckNanos;
        }
    }
}
