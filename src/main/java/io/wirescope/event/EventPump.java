package io.wirescope.event;

import io.wirescope.internal.config.FailureLog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;

/**
 * The one thread that notices new events and starts the deliveries that are due.
 *
 * <p>A publisher only looks at a flag, and wakes the thread when that sleeps. Waking costs
 * microseconds, so while events flow the thread does not sleep deeply but looks again every
 * millisecond.
 */
final class EventPump implements Runnable {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(EventPump.class.getName()));

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PAUSES_BEFORE_SLEEP = 20;
    /** Longest sleep: should a wake-up ever be lost, delivery is late by this and not for ever. */
    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<? extends EventWaiter> waiters;
    private final Runnable housekeeping;
    private volatile Thread thread; // null until it runs; unpark takes that
    private volatile boolean sleeping;
    private volatile boolean stopped;
    private volatile boolean dead;
    private volatile long lastLook = System.nanoTime();

    // The pump's own thread only: whether something failed in the last round, and in this one.
    private boolean failing;
    private boolean failed;

    /**
     * @param waiters      whom to tell
     * @param housekeeping is run each time that the thread looks, at least once a second; deliveries go on whatever
     *                     it throws
     */
    EventPump(Set<? extends EventWaiter> waiters, Runnable housekeeping) {
        this.waiters = waiters;
        this.housekeeping = housekeeping;
    }

    /** Called by publishers after each event. */
    void signal() {
        if (sleeping) {
            sleeping = false;
            LockSupport.unpark(thread);
        }
    }

    /** Looks at who waits soon, for one that has just come or just finished a delivery. */
    void wake() {
        LockSupport.unpark(thread);
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            int idle = 0;
            while (!stopped && !thread.isInterrupted()) {
                lastLook = System.nanoTime();
                idle = look(idle);
            }
        } finally {
            dead = !stopped;
        }
    }

    /** {@return whether the thread has ended though nobody has stopped it} */
    boolean isDead() {
        return dead;
    }

    /** {@return how long ago the thread last looked for events; a second at most while it runs} */
    Duration sinceLastLook() {
        return Duration.ofNanos(System.nanoTime() - lastLook);
    }

    private int look(int idle) {
        failed = false;
        boolean any = attempt(this::startDeliveries);
        attempt(housekeeping);
        boolean awake = attempt(() -> pause(any ? 0 : idle + 1));
        if (failed) {
            LockSupport.parkNanos(this, PAUSE_NANOS); // it may be the pause that has failed
        }
        failing = failed;
        return any || awake ? 0 : idle + 1;
    }

    private boolean startDeliveries() {
        boolean any = false;
        for (EventWaiter waiter : waiters) {
            any |= attempt(waiter::startIfDue);
        }
        return any;
    }

    private void attempt(Runnable step) {
        attempt(() -> {
            step.run();
            return true;
        });
    }

    // Without this thread nobody gets an event any more, so nothing may end it: an executor that has no threads to give
    // throws OutOfMemoryError, a reader whose class is missing NoClassDefFoundError. Logged once in a row of failures,
    // because there may be a thousand of them a second.
    private boolean attempt(BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (Throwable e) {
            if (!failing && !failed) {
                FAILURES.warn("Event delivery failed in one step; the next step continues", e);
            }
            failed = true;
            return false;
        }
    }

    /** {@return whether a publisher woke it} */
    private boolean pause(int idle) {
        if (idle < PAUSES_BEFORE_SLEEP) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            return false;
        }
        return sleepUntilAnnounced();
    }

    // The flag goes up before the last look: an event published after that look finds it up.
    // Without anybody who waits it stays down, and publishers never pay for a wake-up. What is due here could not
    // be started, for the executor is full: try again after a pause. A thread that a publisher woke does not sleep
    // again at once, though all listeners may be busy: else each event of a flood would have to wake it.
    private boolean sleepUntilAnnounced() {
        boolean announce = !waiters.isEmpty();
        sleeping = announce;
        boolean due = waiters.stream().anyMatch(EventWaiter::isDue);
        LockSupport.parkNanos(this, due ? PAUSE_NANOS : SLEEP_NANOS);
        boolean announced = announce && !sleeping;
        sleeping = false;
        return announced;
    }
}
