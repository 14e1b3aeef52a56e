package io.wirescope.internal.socket;

import io.wirescope.connection.Transport;
import jakarta.websocket.Session;
import java.util.Optional;

/** A quicker way over the sessions of one engine. Its {@code toString} says what it does. Thread-safe. */
interface FastPath {

    /**
     * Finds the way to a session's peer.
     *
     * @param session  just opened
     * @param ordinary what is not quicker
     * @return empty where the session has to go the ordinary way
     * @throws ReflectiveOperationException when the engine is not as expected
     */
    Optional<Transport> transport(Session session, Transport ordinary) throws ReflectiveOperationException;
}
