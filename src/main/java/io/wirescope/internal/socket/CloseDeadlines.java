package io.wirescope.internal.socket;

import io.wirescope.internal.config.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Closes connections whose client does not answer a close in time. Thread-safe. */
final class CloseDeadlines {

    private static final Logger LOG = Logger.getLogger(CloseDeadlines.class.getName());

    private final Duration linger;
    private final Threads threads;
    private final Map<GuardedConnection, Future<?>> deadlines = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /**
     * @param linger  how long a client has
     * @param threads closes what is late
     */
    CloseDeadlines(Duration linger, Threads threads) {
        this.linger = linger;
        this.threads = threads;
    }

    /**
     * Gives a client its time.
     *
     * @return whether it has any
     */
    boolean begin(GuardedConnection connection) {
        if (ended || linger.isZero()) {
            return false;
        }
        try {
            deadlines.put(connection, threads.scheduler().schedule(() -> threads.close(connection::closeNow),
                    linger.toMillis(), TimeUnit.MILLISECONDS));
            return true;
        } catch (RuntimeException e) { // the server is going down and won't wait that long
            LOG.log(Level.FINE, "Close deadline not scheduled", e);
            return false;
        }
    }

    /** Forgets a connection that is closed. */
    void forget(GuardedConnection connection) {
        Future<?> deadline = deadlines.remove(connection);
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** Runs something on a thread that may block. */
    void elsewhere(Runnable action) {
        threads.close(action);
    }

    /** Plans nothing more: who has been given time is closed by the server, which is about to stop. */
    void end() {
        ended = true;
        deadlines.values().forEach(deadline -> deadline.cancel(false));
        deadlines.clear();
    }
}
