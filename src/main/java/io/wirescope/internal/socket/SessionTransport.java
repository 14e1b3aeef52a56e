package io.wirescope.internal.socket;

import io.wirescope.connection.Transport;
import io.wirescope.envelope.Utf8;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The way to a peer over a container's WebSocket session. */
final class SessionTransport implements Transport {

    private static final Logger LOG = Logger.getLogger(SessionTransport.class.getName());

    private static final int MAX_REASON_BYTES = 123;

    private final Session session;

    SessionTransport(Session session) {
        this.session = session;
    }

    @Override
    public void send(String text, Consumer<Throwable> done) {
        session.getAsyncRemote().sendText(text, result -> done.accept(
                result.isOK() ? null : failure(result.getException())));
    }

    private static Throwable failure(Throwable cause) {
        return cause != null ? cause : new IOException("send failed");
    }

    @Override
    public void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A close frame holds 123 bytes (RFC 6455, section 5.5); more is an exception, and no close.
    private static String fitting(String reason) {
        String text = reason;
        while (Utf8.length(text) > MAX_REASON_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), fitting(reason)));
        } catch (IOException | IllegalStateException e) { // gone already
            LOG.log(Level.FINE, "Session already closed", e);
        }
    }
}
