package io.wirescope.bench.load.bare;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** An echo as somebody would write it without a gateway: parses, answers with an envelope, notes two events. */
@ServerEndpoint("/working-echo")
public class WorkingEcho {

    /** Takes the session in. */
    @OnOpen
    public void onOpen(Session session) {
        QuietTimer.quiet(session);
    }

    /** Sends an answer. */
    @OnMessage
    public void onText(Session session, String text) {
        session.getAsyncRemote().sendText(Work.answer(session.getId(), text));
    }
}
