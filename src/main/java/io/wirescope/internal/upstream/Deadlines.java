package io.wirescope.internal.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends calls that take longer than the time that all of them have. One timer is for all of them: to arm one for each call
 * costs more than the rest of many a call. Thread-safe.
 */
final class Deadlines {

    private static final Logger LOG = Logger.getLogger(Deadlines.class.getName());

    /** Runs something once after a time. */
    interface Timer {

        /** Runs it after so many nanoseconds, on any thread. */
        void after(long nanos, Runnable run);
    }

    private final long timeoutNanos;
    private final LongSupplier nanos;
    private final Timer timer;

    // Guarded by this: a list in the order of the deadlines, from the earliest.
    private Deadline first;
    private Deadline last;
    private boolean armed;

    /**
     * @param timeout  the time that each call has
     * @param nanos    a monotonic clock
     * @param executor where calls are ended, or the JVM's own timer thread where it takes nothing
     */
    Deadlines(Duration timeout, LongSupplier nanos, Executor executor) {
        this(timeout, nanos, (delay, run) -> CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, due -> {
            try {
                executor.execute(due);
            } catch (RuntimeException e) {
                due.run();
            }
        }).execute(run));
    }

    Deadlines(Duration timeout, LongSupplier nanos, Timer timer) {
        this.timeoutNanos = timeout.toNanos();
        this.nanos = nanos;
        this.timer = timer;
    }

    /** The deadline of one call. */
    final class Deadline {

        private final Runnable missed;

        // Guarded by the deadlines.
        private long at;
        private boolean pending;
        private Deadline earlier;
        private Deadline later;

        private Deadline(Runnable missed) {
            this.missed = missed;
        }

        /** Begins the time. Called once. */
        void begin() {
            boolean arm;
            synchronized (Deadlines.this) {
                at = nanos.getAsLong() + timeoutNanos;
                append(this);
                arm = !armed;
                armed = true;
            }
            if (arm) {
                timer.after(timeoutNanos, Deadlines.this::expire);
            }
        }

        /** Forgets the deadline, which nobody will miss. May be called again, and after it was missed. */
        void met() {
            synchronized (Deadlines.this) {
                remove(this);
            }
        }
    }

    /**
     * {@return the deadline of a call, to be begun}
     *
     * @param missed runs when the time is over; must not block
     */
    Deadline of(Runnable missed) {
        return new Deadline(missed);
    }

    private void append(Deadline deadline) {
        deadline.pending = true;
        deadline.earlier = last;
        if (last == null) {
            first = deadline;
        } else {
            last.later = deadline;
        }
        last = deadline;
    }

    private void remove(Deadline deadline) {
        if (!deadline.pending) {
            return;
        }
        deadline.pending = false;
        if (deadline.earlier == null) {
            first = deadline.later;
        } else {
            deadline.earlier.later = deadline.later;
        }
        if (deadline.later == null) {
            last = deadline.earlier;
        } else {
            deadline.later.earlier = deadline.earlier;
        }
        deadline.earlier = null;
        deadline.later = null;
    }

    private void expire() {
        List<Deadline> due = new ArrayList<>();
        long delay = 0;
        synchronized (this) {
            long now = nanos.getAsLong();
            while (first != null && first.at - now <= 0) {
                due.add(first);
                remove(first);
            }
            armed = first != null;
            if (armed) {
                delay = first.at - now;
            }
        }
        if (delay > 0) {
            timer.after(delay, this::expire);
        }
        due.forEach(Deadlines::miss);
    }

    private static void miss(Deadline deadline) {
        try {
            deadline.missed.run();
        } catch (RuntimeException e) { // the others are over as well
            LOG.log(Level.SEVERE, "Call could not be ended after its time", e);
        }
    }
}
