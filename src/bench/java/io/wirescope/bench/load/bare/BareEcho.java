package io.wirescope.bench.load.bare;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The container's own echo: no envelope, no events, nothing but the text back. */
@ServerEndpoint("/echo")
public class BareEcho {

    /** Takes the session in. */
    @OnOpen
    public void onOpen(Session session) {
        QuietTimer.quiet(session);
    }

    /** Sends the text back. */
    @OnMessage
    public void onText(Session session, String text) {
        session.getAsyncRemote().sendText(text);
    }
}
