package io.wirescope.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler that keeps what it was given, for the test to run. */
public final class ManualScheduler extends ScheduledThreadPoolExecutor {

    /** What was scheduled. */
    public static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final Runnable action;
        private final Duration delay;
        private final Duration period;

        Task(Runnable action, Duration delay, Duration period) {
            super(action, null);
            this.action = action;
            this.delay = delay;
            this.period = period;
        }

        public Duration delay() {
            return delay;
        }

        /** {@return the time between two runs, or null where there is one run alone} */
        public Duration period() {
            return period;
        }

        /** Does what was to be done; any number of times, as a period would. */
        public void runNow() {
            action.run();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(delay);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final List<Task> tasks = new ArrayList<>();

    public ManualScheduler() {
        super(0);
    }

    public List<Task> tasks() {
        return tasks;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
        return keep(new Task(action, Duration.of(delay, unit.toChronoUnit()), null));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable action, long delay, long period, TimeUnit unit) {
        return keep(new Task(action, Duration.of(delay, unit.toChronoUnit()),
                Duration.of(period, unit.toChronoUnit())));
    }

    private Task keep(Task task) {
        if (isShutdown()) {
            throw new RejectedExecutionException("shut down");
        }
        tasks.add(task);
        return task;
    }
}
