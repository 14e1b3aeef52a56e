package io.wirescope.internal.socket;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Transport;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.conversation.EnvelopeConversation;
import jakarta.inject.Inject;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.Optional;

/** Makes a connection of a session that has just been upgraded. Thread-safe. */
@Service
public class SessionOpener {

    private final ConnectionRegistry registry;
    private final EnvelopeConversation conversation;
    private final TyrusIdleTimer idleTimer;
    private final FastPaths fastPaths;

    /**
     * @param registry     admits connections
     * @param conversation notifies clients that are refused
     * @param idleTimer    makes messages cheap on Payara
     * @param fastPaths    makes messages cheaper
     */
    @Inject
    public SessionOpener(ConnectionRegistry registry, EnvelopeConversation conversation, TyrusIdleTimer idleTimer,
            FastPaths fastPaths) {
        this.registry = registry;
        this.conversation = conversation;
        this.idleTimer = idleTimer;
        this.fastPaths = fastPaths;
    }

    /**
     * Registers a session's connection.
     *
     * @return the connection, not yet started; empty when the session was refused and is being closed
     */
    Optional<Connection> open(Session session, EndpointConfig config) {
        idleTimer.quiet(session);
        Transport transport = fastPaths.transport(session, new SessionTransport(session));
        Optional<Handshake> handshake = HandshakeConfigurator.handshake(config);
        if (handshake.isEmpty()) { // it did not come through the filter
            registry.reject(transport);
            return Optional.empty();
        }
        return open(handshake.get(), transport);
    }

    private Optional<Connection> open(Handshake handshake, Transport transport) {
        if (handshake.refusal() != null) {
            conversation.refuse(registry.reject(handshake.peer(), transport), handshake.refusal());
            return Optional.empty();
        }
        // Empty where the last place went to another since the filter looked.
        return registry.register(handshake.peer(), transport);
    }
}
