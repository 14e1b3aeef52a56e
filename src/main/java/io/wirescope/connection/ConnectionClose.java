package io.wirescope.connection;

import io.wirescope.internal.config.Threads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The states in which one connection closes. Thread-safe; no lock is held while others are called.
 *
 * <p>There are two steps, and each is taken once: the connection <em>ends</em>, from when on nothing more is accepted,
 * and its transport is <em>closed</em>. A close takes the second when the outbox is empty or after five seconds, an abort
 * at once; where the peer has closed the transport, only the first is left to take.
 */
final class ConnectionClose {

    /** How long the last messages may take before the connection is closed without them. */
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(ConnectionClose.class.getName());

    /** Receives the end of the connection, once. */
    interface Listener {

        /** @param byServer the code of a close by the server, or null where the peer or the container closed */
        void ended(int code, String reason, CloseCode byServer);
    }

    private final Transport transport;
    private final Outbox outbox;
    private final Threads threads;
    private final Listener listener;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean transportClosed = new AtomicBoolean();
    private final EndReport whenEnded = new EndReport();
    private volatile Future<?> lateClose;

    /**
     * @param transport the way to the peer
     * @param outbox    has what is still to be sent
     * @param threads   runs what may block, and the late close
     * @param listener  receives the end
     */
    ConnectionClose(Transport transport, Outbox outbox, Threads threads, Listener listener) {
        this.transport = transport;
        this.outbox = outbox;
        this.threads = threads;
        this.listener = listener;
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Sets what runs once after the end; at once when the connection has ended. */
    void whenEnded(Runnable action) {
        whenEnded.to((code, reason) -> action.run());
    }

    /** Closes the transport once the outbox is empty, or after five seconds. */
    void close(CloseCode code, String reason) {
        if (end(code.code(), reason, code) && outbox.finish(() -> closeTransport(code, reason))) {
            closeLater(code, reason);
        }
    }

    /** Closes the transport at once and drops what waits. */
    void abort(CloseCode code, String reason) {
        end(code.code(), reason, code);
        outbox.close();
        closeTransport(code, reason);
    }

    /** Notes that the peer or the container has closed the transport. */
    void closedByPeer(int code, String reason) {
        transportClosed.set(true);
        cancelLateClose();
        end(code, reason, null);
        outbox.close();
    }

    private boolean end(int code, String reason, CloseCode byServer) {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            listener.ended(code, reason, byServer);
            whenEnded.ended(code, reason);
        }
        return first;
    }

    private void closeLater(CloseCode code, String reason) {
        try {
            lateClose = threads.scheduler().schedule(() -> closeTransport(code, reason),
                    FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (transportClosed.get()) {
                cancelLateClose();
            }
        } catch (Throwable e) { // the server stops, or has no thread to give
            LOG.log(Level.FINE, "Close deadline not scheduled", e);
        }
    }

    // Open Liberty logs an error when it comes due in an application that has stopped.
    private void cancelLateClose() {
        Future<?> pending = lateClose;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    // Never on the caller's thread: closing a stuck peer takes seconds on some servers.
    private void closeTransport(CloseCode code, String reason) {
        if (!transportClosed.compareAndSet(false, true)) {
            return;
        }
        cancelLateClose();
        outbox.close(); // what still waits would be sent after the close
        threads.close(() -> transport.close(code.code(), reason));
    }
}
