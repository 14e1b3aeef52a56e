package io.wirescope.internal.socket;

import io.wirescope.internal.conversation.RawConversation;
import jakarta.inject.Inject;

/** The address for raw clients that never moved; deprecated (contract, section 1). One instance a connection. */
public class OriginalEndpoint extends SocketEndpoint {

    /** Required by Open Liberty, although CDI makes the instances. */
    public OriginalEndpoint() {
        super(null);
    }

    /**
     * @param opening      registers the connection
     * @param conversation answers on it
     */
    @Inject
    public OriginalEndpoint(SessionOpener opening, RawConversation conversation) {
        super(new EndpointCallbacks(opening, conversation));
    }
}
