package io.wirescope.connection;

import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * The way to one peer. Implementations may assume that at most one send is in flight.
 */
public interface Transport {

    /**
     * Starts to send a text and returns at once.
     *
     * @param text what to send
     * @param done called once, from any thread, when the text was written (null) or could not be
     *             (the reason); may be called before this method returns
     */
    void send(String text, Consumer<Throwable> done);

    /**
     * Starts to send a text and returns at once. One that can write frames of others' making does not need the text.
     *
     * @param text what to send
     * @param done called once, from any thread, when the text was written (null) or could not be
     *             (the reason); may be called before this method returns
     */
    default void send(OutgoingText text, Consumer<Throwable> done) {
        send(text.text(), done);
    }

    /**
     * Sends a ping frame (RFC 6455, section 5.5.2), which the peer's library answers and its application
     * never sees. May block while the peer is stuck, so never call it from a thread that others wait for.
     *
     * @throws UncheckedIOException when it could not be sent
     */
    void ping();

    /**
     * Closes the way. May block while the peer is stuck, so never call it from a thread that others
     * wait for.
     *
     * @param code   the close code
     * @param reason at most 123 bytes of UTF-8 (RFC 6455, section 5.5)
     */
    void close(int code, String reason);
}
