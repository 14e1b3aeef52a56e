package io.wirescope.bench.load.bare;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The container's own broadcast: each text to each session, by its asynchronous remote. */
@ServerEndpoint("/broadcast")
public class BareBroadcast {

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

    static synchronized void send(String text) {
        for (Session session : SESSIONS) {
            try {
                session.getAsyncRemote().sendText(text);
            } catch (IllegalStateException e) { // closed just now
                SESSIONS.remove(session);
            }
        }
    }
}
