package io.wirescope.internal.socket;

import io.wirescope.internal.conversation.EnvelopeConversation;
import jakarta.inject.Inject;

/** The address for envelope clients (contract, section 1). One instance a connection. */
public class ClientEndpoint extends SocketEndpoint {

    /** Required by Open Liberty, although CDI makes the instances. */
    public ClientEndpoint() {
        super(null);
    }

    /**
     * @param opening      registers the connection
     * @param conversation answers on it
     */
    @Inject
    public ClientEndpoint(SessionOpener opening, EnvelopeConversation conversation) {
        super(new EndpointCallbacks(opening, conversation));
    }
}
