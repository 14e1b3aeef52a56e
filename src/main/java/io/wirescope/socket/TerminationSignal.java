package io.wirescope.socket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Hears that the process is told to end (SIGTERM, SIGINT) before the server does. Left to itself, a server closes
 * WebSockets, stops listeners or suspends schedulers before it takes applications down, each server in an order of
 * its own, and none has an event for it that comes early enough and has a standard name.
 *
 * <p>What the server, or the JVM, had in place runs afterwards, so that the process ends as it would have.
 */
final class TerminationSignal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TerminationSignal.class.getName());

    private final Runnable action;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    /** @param action what to do before the server stops; the server's end waits for it */
    TerminationSignal(Runnable action) {
        this.action = action;
    }

    /** Begins to listen. */
    void listen() {
        for (String name : List.of("TERM", "INT")) {
            try {
                Signal signal = new Signal(name);
                before.put(signal, Signal.handle(signal, this::received));
            } catch (IllegalArgumentException e) { // the JVM runs with -Xrs, or this system has no such signal
                LOG.log(Level.FINE, "Can't hear of SIG" + name, e);
            }
        }
    }

    private void received(Signal signal) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "Clients may not have been told that the server ends", e);
        } finally {
            before.get(signal).handle(signal);
        }
    }

    /** Listens no more. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
