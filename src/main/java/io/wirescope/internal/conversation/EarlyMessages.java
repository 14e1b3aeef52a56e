package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.envelope.Utf8;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What clients send before the application has let them in: it waits, within a bound, and is handled in its order after
 * the greeting. Thread-safe.
 */
final class EarlyMessages {

    private static final int MAX_MESSAGES = 64;
    private static final int MAX_BYTES = 1 << 20;

    private final Map<Connection, Held> byConnection = new ConcurrentHashMap<>();

    /** What one client has sent. Guarded by itself. */
    private static final class Held {

        private final Queue<String> texts = new ArrayDeque<>();
        private int bytes;
        private boolean released;
    }

    void holdFor(Connection connection) {
        byConnection.put(connection, new Held());
    }

    /** {@return whether a message waits, or is dropped because the connection is closed for it} */
    boolean holds(Connection connection, String text) {
        Held held = byConnection.isEmpty() ? null : byConnection.get(connection);
        if (held == null) {
            return false;
        }
        synchronized (held) {
            if (held.released) {
                return false;
            }
            held.bytes += Utf8.length(text);
            if (held.texts.size() < MAX_MESSAGES && held.bytes <= MAX_BYTES) {
                held.texts.add(text);
                return true;
            }
        }
        connection.close(CloseCode.TOO_MANY_MESSAGES, "Too many messages before hello");
        return true;
    }

    /** Handles what waits; from then on nothing does. For one thread, once. */
    void release(Connection connection, Consumer<String> handler) {
        Held held = byConnection.get(connection);
        for (String text = next(held); text != null; text = next(held)) {
            handler.accept(text);
        }
        byConnection.remove(connection);
    }

    private static String next(Held held) {
        synchronized (held) {
            String next = held.texts.poll();
            held.released = next == null;
            return next;
        }
    }

    void drop(Connection connection) {
        byConnection.remove(connection);
    }
}
