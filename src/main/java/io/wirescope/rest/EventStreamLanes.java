package io.wirescope.rest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs short tasks on a few threads of another executor, so that an event for a thousand readers does not
 * start a thousand threads. Thread-safe; never blocks and never refuses.
 */
final class EventStreamLanes implements Executor {

    private final Executor executor;
    private final int lanes;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * @param executor where the threads come from
     * @param lanes    how many tasks may run at once
     */
    EventStreamLanes(Executor executor, int lanes) {
        this.executor = executor;
        this.lanes = lanes;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        openLane();
    }

    /** Starts on what waits, should the executor have refused that before. */
    void openLane() {
        int open = running.get();
        while (open < lanes && !tasks.isEmpty()) {
            if (running.compareAndSet(open, open + 1)) {
                start();
                return;
            }
            open = running.get();
        }
    }

    private void start() {
        try {
            executor.execute(this::runAll);
        } catch (Throwable e) { // out of threads, or the application is being stopped; servers differ in the class
            running.decrementAndGet();
        }
    }

    private void runAll() {
        try {
            runWaiting();
        } finally {
            running.decrementAndGet();
            openLane(); // for a task that came after the last look
        }
    }

    /** Runs what waits on the caller's thread. */
    void runWaiting() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
