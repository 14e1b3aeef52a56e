package io.wirescope.delivery;

import io.wirescope.internal.config.FailureLog;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;

/**
 * Hands messages to some of the connections, one message after the other, on a thread of its own. Thread-safe.
 *
 * <p>What waits is bounded by those who publish: they look at {@link #isFull} first, so that there may be one more for each that
 * publishes at the moment. Where no thread is to be had, and when the application ends, whoever adds a message hands out.
 */
final class Lane implements Runnable {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Lane.class.getName()));

    private final int bound;
    private final Executor threads;
    private final Runnable onProgress;
    private final BlockingQueue<Round> queue = new LinkedBlockingQueue<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean inHand = new AtomicBoolean();
    private final LongAdder rounds = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();

    private volatile Thread worker;
    private volatile boolean stopped;
    private volatile long lastStep = System.nanoTime();

    /** Whether there is no thread, nor will be. */
    private volatile boolean withoutThread;

    /** What is being handed out; for the thread, and for whoever goes on after it. */
    private Round current;

    /**
     * @param bound      how many messages may wait
     * @param threads    gives the thread, or null where there is none
     * @param onProgress is called after each message
     */
    Lane(int bound, Executor threads, Runnable onProgress) {
        this.bound = bound;
        this.threads = threads;
        this.withoutThread = threads == null;
        this.onProgress = onProgress;
    }

    /** Queues a message. Must be followed by {@link #wake}, once no lock is held. */
    void add(Round round) {
        queue.add(round);
    }

    /** Hands out what waits, here or on the lane's thread. */
    void wake() {
        if (withoutThread) {
            handOutHere();
        } else if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
    }

    /** {@return whether as many messages wait as may} */
    boolean isFull() {
        return queue.size() >= bound;
    }

    /** {@return how many messages wait} */
    int depth() {
        return queue.size();
    }

    /** {@return how many messages were handed out} */
    long rounds() {
        return rounds.sum();
    }

    /** {@return how long those have waited before, together, in nanoseconds} */
    long waitedNanos() {
        return waitedNanos.sum();
    }

    /** {@return for how long no member was handed anything although something waits, in nanoseconds} */
    long stalledNanos() {
        Round next = queue.peek();
        return next == null ? 0 : Math.min(next.waitedNanos(), System.nanoTime() - lastStep);
    }

    /** {@return whether the caller is the lane's thread} */
    boolean isCurrent() {
        return worker == Thread.currentThread();
    }

    private void start() {
        try {
            threads.execute(this);
        } catch (Throwable e) { // an error where no thread can be made
            FAILURES.warn("No thread for a lane; whoever publishes delivers", e);
            goOnWithoutThread();
        }
    }

    /** Ends the thread, once it has handed out what waits. It is not interrupted: that would close the socket it writes to. */
    void stop() {
        stopped = true;
        queue.add(Round.empty());
        wake();
    }

    @Override
    public void run() {
        worker = Thread.currentThread();
        try {
            work();
        } finally {
            worker = null;
            if (stopped) {
                goOnWithoutThread();
            } else { // the thread ends, and another goes on where it was
                start();
            }
        }
    }

    private void work() {
        while (!stopped) {
            try {
                if (current == null) {
                    current = queue.take();
                }
            } catch (InterruptedException e) { // the server takes its threads back, or what was called left the mark
                return;
            }
            handOut();
        }
    }

    private void goOnWithoutThread() {
        handOut();
        withoutThread = true;
        handOutHere();
    }

    // One at a time, or a connection's messages would change places. Who finds another at it has its message handed out by that.
    private void handOutHere() {
        while (!queue.isEmpty() && inHand.compareAndSet(false, true)) {
            try {
                for (current = queue.poll(); current != null; current = queue.poll()) {
                    handOut();
                }
            } finally {
                inHand.set(false);
            }
        }
    }

    private void handOut() {
        Round round = current;
        if (round == null) {
            return;
        }
        waitedNanos.add(round.waitedNanos());
        boolean more = true;
        while (more) {
            lastStep = System.nanoTime();
            try {
                more = round.step();
            } catch (Throwable e) { // an error too: the others get the message all the same
                FAILURES.warn("A message could not be delivered to one member", e);
            }
        }
        current = null;
        rounds.increment();
        onProgress.run();
    }
}
