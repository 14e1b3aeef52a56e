package io.wirescope.internal.socket;

import io.wirescope.internal.conversation.RawConversation;
import jakarta.inject.Inject;

/** The address for raw clients that moved off the original address (contract, section 1). One instance a connection. */
public class LegacyEndpoint extends SocketEndpoint {

    /** Required by Open Liberty, although CDI makes the instances. */
    public LegacyEndpoint() {
        super(null);
    }

    /**
     * @param opening      registers the connection
     * @param conversation answers on it
     */
    @Inject
    public LegacyEndpoint(SessionOpener opening, RawConversation conversation) {
        super(new EndpointCallbacks(opening, conversation));
    }
}
