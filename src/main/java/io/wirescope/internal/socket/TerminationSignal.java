package io.wirescope.internal.socket;

import io.wirescope.internal.config.FailureLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles SIGTERM and SIGINT before the server does. By default a server closes
 * WebSockets, stops listeners or suspends schedulers before it stops applications, each server in an order of
 * its own, and none has an event for it that comes early enough and has a standard name.
 *
 * <p>What the server, or the JVM, had in place runs afterwards, so that the process ends as it would have.
 */
final class TerminationSignal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TerminationSignal.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private final Runnable action;
    private final SignalHandler handler = this::received;
    private final Map<Signal, SignalHandler> before = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param action what to do before the server stops; the server's shutdown waits for it */
    TerminationSignal(Runnable action) {
        this.action = action;
    }

    /** Begins to listen, where there is something to listen to. */
    void listen() {
        try {
            for (String name : List.of("TERM", "INT")) {
                Signal signal = new Signal(name);
                before.put(signal, Signal.handle(signal, handler));
            }
        } catch (IllegalArgumentException | LinkageError e) { // -Xrs, or a server that hides jdk.unsupported
            LOG.log(Level.WARNING, "Shutdown hook unavailable: clients may not be notified of a shutdown", e);
        }
    }

    private void received(Signal signal) {
        // The JVM's own thread has no class loader of an application, by which Payara's CDI finds itself.
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader());
        try {
            if (!closed) {
                action.run();
            }
        } catch (Throwable e) { // an error too: the process has to end
            FAILURES.warn("Clients may not have been notified of the shutdown", e);
        } finally {
            thread.setContextClassLoader(loader);
            before.getOrDefault(signal, SignalHandler.SIG_DFL).handle(signal); // it may come while we begin to listen
        }
    }

    /** Listens no more. Another application that listens since, and calls this one in turn, stays in place. */
    @Override
    public void close() {
        closed = true;
        before.forEach((signal, previous) -> {
            SignalHandler present = Signal.handle(signal, previous);
            if (present != handler) {
                Signal.handle(signal, present);
            }
        });
    }
}
