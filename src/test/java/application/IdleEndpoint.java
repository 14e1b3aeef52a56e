package application;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint of an application that has Wirescope in its WAR: closes who says nothing for a while. */
@ServerEndpoint("/application/socket")
public class IdleEndpoint {

    @OnOpen
    public void onOpen(Session session) {
        session.setMaxIdleTimeout(1_000);
    }
}
