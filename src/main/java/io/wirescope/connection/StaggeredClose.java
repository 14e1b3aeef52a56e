package io.wirescope.connection;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Threads;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Closes many connections evenly over a window, in random order, so that their clients do not all
 * reconnect at the same moment. Thread-safe.
 */
@Dependent // no proxy: a drain during the shutdown must not have to create it
public class StaggeredClose {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(StaggeredClose.class.getName()));

    /** Portions at most: 10,000 connections need no 10,000 timers. */
    private static final int PORTIONS = 100;

    /** How often to look whether those that await answers still do. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Threads threads;
    private final IdSource ids;

    /**
     * @param threads has the scheduler
     * @param ids     gives the chance in the order
     */
    @Inject
    public StaggeredClose(Threads threads, IdSource ids) {
        this.threads = threads;
        this.ids = ids;
    }

    /** {@return the same with another scheduler, for when the container's takes nothing any more} */
    public StaggeredClose on(Threads others) {
        return new StaggeredClose(others, ids);
    }

    /**
     * Begins to close connections, the first at once, and returns. Each is sent what waits on it before. One that awaits
     * answers of an application is closed once they are there, at the end of the window at the latest. One whose close
     * fails is logged and passed over.
     *
     * @param connections whom to close; those that have ended by their turn are passed over
     * @param code        why
     * @param reason      why, in words
     * @param window      by when the last is closed; where nothing can be scheduled any more, at once
     * @return completes when the last close has begun; when it is cancelled, those whose turn has not come are left
     */
    public CompletableFuture<Void> close(Collection<Connection> connections, CloseCode code, String reason,
            Duration window) {
        List<Connection> order = new ArrayList<>(connections);
        Collections.shuffle(order, new Random(HexFormat.fromHexDigitsToLong(ids.newSpan())));
        Run run = new Run(order, code, reason, Math.min(order.size(), PORTIONS), window);
        run.done.whenComplete((all, cancelled) -> run.forgetTimer());
        run.closePortion(0);
        return run.done;
    }

    private final class Run {

        private final List<Connection> order;
        private final CloseCode code;
        private final String reason;
        private final int portions;
        private final long pauseNanos;
        private final long endNanos;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile Future<?> timer;

        // Of one thread at a time, each after the other.
        private List<Connection> awaiting = new ArrayList<>();

        Run(List<Connection> order, CloseCode code, String reason, int portions, Duration window) {
            this.order = order;
            this.code = code;
            this.reason = reason;
            this.portions = portions;
            this.pauseNanos = portions < 2 ? 0 : window.toNanos() / (portions - 1);
            this.endNanos = System.nanoTime() + window.toNanos();
        }

        void closePortion(int portion) {
            if (done.isDone()) { // cancelled
                return;
            }
            closeUpTo(portion, Math.min(portion + 1, portions));
            closeAnswered();
            if (portion + 1 < portions) {
                later(() -> closePortion(portion + 1), pauseNanos, portion + 1);
            } else if (awaiting.isEmpty()) {
                done.complete(null);
            } else {
                later(() -> closePortion(portions), Math.min(LOOK_NANOS, Math.max(0, left())), portions);
            }
        }

        private void later(Runnable next, long nanos, int portion) {
            try {
                timer = threads.scheduler().schedule(next, nanos, TimeUnit.NANOSECONDS);
            } catch (Throwable e) { // the server stops, or has no thread to give: close now rather than never
                closeUpTo(Math.min(portion, portions), portions);
                awaiting.forEach(this::close);
                done.complete(null);
            }
            if (done.isDone()) {
                forgetTimer();
            }
        }

        private long left() {
            return endNanos - System.nanoTime();
        }

        private void closeAnswered() {
            List<Connection> still = new ArrayList<>();
            for (Connection connection : awaiting) {
                closeOrPostpone(connection, still);
            }
            awaiting = still;
        }

        // Open Liberty logs an error when it comes due in an application that is gone by then.
        void forgetTimer() {
            Future<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
        }

        private void closeUpTo(int first, int end) {
            order.subList(index(first), index(end)).forEach(connection -> closeOrPostpone(connection, awaiting));
        }

        private void closeOrPostpone(Connection connection, List<Connection> postponed) {
            if (connection.awaitsAnswers() && left() > 0) {
                postponed.add(connection);
            } else {
                close(connection);
            }
        }

        // One that can't be closed must not keep the others open, nor the drain waiting.
        private void close(Connection connection) {
            try {
                connection.close(code, reason);
            } catch (Throwable e) {
                FAILURES.warn("Close failed connection_id=" + connection.connectionId(), e);
            }
        }

        private int index(int portion) {
            return portions == 0 ? 0 : (int) ((long) order.size() * portion / portions);
        }
    }
}
