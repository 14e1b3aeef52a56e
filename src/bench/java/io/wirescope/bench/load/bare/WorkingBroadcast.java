package io.wirescope.bench.load.bare;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A broadcast as somebody would write it without a gateway: an envelope for all, and an event of each delivery. */
@ServerEndpoint("/working-broadcast")
public class WorkingBroadcast {

    private static final Set<Session> SESSIONS = ConcurrentHashMap.newKeySet();

    /** Takes the session in. */
    @OnOpen
    public void onOpen(Session session) {
        QuietTimer.quiet(session);
        SESSIONS.add(session);
    }

    /** Lets the session go. */
    @OnClose
    public void onClose(Session session) {
        SESSIONS.remove(session);
    }

    static synchronized void send(String body) {
        String text = Work.published(body);
        for (Session session : SESSIONS) {
            try {
                Work.note("out", session.getId(), text.length());
                session.getAsyncRemote().sendText(text);
            } catch (IllegalStateException e) { // closed just now
                SESSIONS.remove(session);
            }
        }
    }
}
