package io.wirescope.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.ResumeRequest;

/** What a server says on a connection. Implementations are thread-safe and serve every connection. */
public interface Conversation {

    /**
     * Begins the conversation on a connection that was just registered.
     *
     * @param resume what the handshake said about the connection before
     */
    void open(Connection connection, ResumeRequest resume);

    /** Takes one message of the client's; called one after the other for each connection. */
    void onText(Connection connection, String text);
}
