package io.wirescope.internal.socket;

import io.wirescope.internal.conversation.MessageLimits;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;

/**
 * What the endpoints have in common. One instance a connection. Messages are received in parts where the server can, so
 * that one without an end is not waited for. They are not annotated: Open Liberty holds a frame to a limit before it
 * has come whole, but not where an annotated method receives it in parts.
 */
abstract class SocketEndpoint extends Endpoint {

    private final EndpointCallbacks callbacks;

    SocketEndpoint(EndpointCallbacks callbacks) {
        this.callbacks = callbacks;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(MessageLimits.CEILING_BYTES);
        session.setMaxBinaryMessageBufferSize(MessageLimits.CEILING_BYTES);
        if (LibertySession.isOne(session)) {
            session.addMessageHandler(String.class, new WholeTexts());
        } else {
            session.addMessageHandler(String.class, new Texts());
        }
        session.addMessageHandler(ByteBuffer.class, new Binaries());
        session.addMessageHandler(PongMessage.class, new Pongs());
        callbacks.open(session, config);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        callbacks.close(reason);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        callbacks.error(failure);
    }

    /** Receives a whole message: Open Liberty treats a character split over two parts as bad UTF-8. */
    private final class WholeTexts implements MessageHandler.Whole<String> {

        @Override
        public void onMessage(String text) {
            callbacks.text(text, true);
        }
    }

    /** Receives a message, or a part of one. */
    private final class Texts implements MessageHandler.Partial<String> {

        @Override
        public void onMessage(String part, boolean last) {
            callbacks.text(part, last);
        }
    }

    /** Closes with 1003: by default containers ignore a binary message silently. */
    private final class Binaries implements MessageHandler.Partial<ByteBuffer> {

        @Override
        public void onMessage(ByteBuffer part, boolean last) {
            callbacks.binary();
        }
    }

    /** Notes that the client's library has answered a ping frame. */
    private final class Pongs implements MessageHandler.Whole<PongMessage> {

        @Override
        public void onMessage(PongMessage pong) {
            callbacks.pong();
        }
    }
}
