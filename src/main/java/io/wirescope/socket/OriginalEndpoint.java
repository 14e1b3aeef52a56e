package io.wirescope.socket;

import io.wirescope.connection.AddressPattern;
import io.wirescope.conversation.RawConversation;
import io.wirescope.conversation.MessageLimits;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The address for raw clients that never moved; deprecated (contract, section 1). One instance a connection. */
@ServerEndpoint(value = AddressPattern.ORIGINAL, configurator = HandshakeConfigurator.class)
public class OriginalEndpoint {

    private final EndpointCallbacks callbacks;

    /** For Open Liberty alone, which asks for one though CDI makes the instances. */
    public OriginalEndpoint() {
        callbacks = null;
    }

    /**
     * @param opening      registers the connection
     * @param conversation answers on it
     */
    @Inject
    public OriginalEndpoint(SessionOpening opening, RawConversation conversation) {
        callbacks = new EndpointCallbacks(opening, conversation);
    }

    /** Takes the session in. */
    @OnOpen
    public void onOpen(Session session, EndpointConfig config) {
        callbacks.open(session, config);
    }

    /** Takes a message; over the ceiling the container closes with 1009. */
    @OnMessage(maxMessageSize = MessageLimits.CEILING_BYTES)
    public void onText(String text) {
        callbacks.text(text);
    }

    /** Closes with 1003: left alone, containers pass a binary message over in silence. */
    @OnMessage(maxMessageSize = MessageLimits.CEILING_BYTES)
    public void onBinary(byte[] message) {
        callbacks.binary();
    }

    /** Notes that the client is there: its library has answered a ping frame. */
    @OnMessage
    public void onPong(PongMessage pong) {
        callbacks.alive();
    }

    /** Notes the end. */
    @OnClose
    public void onClose(CloseReason reason) {
        callbacks.close(reason);
    }

    /** Notes what went wrong below. */
    @OnError
    public void onError(Throwable failure) {
        callbacks.error(failure);
    }
}
