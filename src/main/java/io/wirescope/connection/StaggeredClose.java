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
     * Begins to close connections, the first at once, and returns. Each is sent what waits on it before. One whose close
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
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile Future<?> timer;

        Run(List<Connection> order, CloseCode code, String reason, int portions, Duration window) {
            this.order = order;
            this.code = code;
            this.reason = reason;
            this.portions = portions;
            this.pauseNanos = portions < 2 ? 0 : window.toNanos() / (portions - 1);
        }

        void closePortion(int portion) {
            if (done.isDone()) { // cancelled
                return;
            }
            closeUpTo(portion, portion + 1);
            if (portion + 1 >= portions) {
                done.complete(null);
                return;
            }
            try {
                timer = threads.scheduler().schedule(() -> closePortion(portion + 1), pauseNanos, TimeUnit.NANOSECONDS);
            } catch (Throwable e) { // the server stops, or has no thread to give: nobody is left open for want of a timer
                closeUpTo(portion + 1, portions);
                done.complete(null);
            }
            if (done.isDone()) {
                forgetTimer();
            }
        }

        // Open Liberty logs an error when it comes due in an application that is gone by then.
        void forgetTimer() {
            Future<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
        }

        private void closeUpTo(int first, int end) {
            order.subList(index(first), index(end)).forEach(this::close);
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
