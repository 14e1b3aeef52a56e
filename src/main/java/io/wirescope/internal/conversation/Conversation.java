package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.ResumeRequest;

/** What a server says on a connection. Implementations are thread-safe and serve every connection. */
public interface Conversation {

    /**
     * Begins the conversation on a connection that was just registered.
     *
     * @param connection sends nothing before the conversation starts it
     * @param resume     what the handshake said about the connection before
     */
    void open(Connection connection, ResumeRequest resume);

    /**
     * Handles one message of the client; called one after the other for each connection.
     *
     * @param connection where it came from, and where it is answered
     * @param text       the whole message; the container refuses what is over {@link MessageLimits#CEILING_BYTES}
     */
    void onText(Connection connection, String text);

    /** {@return the limit of message size, in bytes of UTF-8} */
    int maxMessageBytes();

    /**
     * Reports that a message exceeds {@link #maxMessageBytes}, before all of it has arrived. The connection is closed.
     *
     * @param connection where it comes from
     * @param bytes      its length, or how much of it has come where that is not known
     */
    void onOversize(Connection connection, long bytes);
}
