package io.wirescope.internal.socket;

import jakarta.websocket.Session;

/** Recognises sessions of Open Liberty's WebSocket engine. */
final class LibertySession {

    private static final String SESSION = "com.ibm.ws.wsoc.external.SessionExt";

    private LibertySession() {
    }

    static boolean isOne(Session session) {
        Class<?> type = session.getClass();
        while (type != null && !type.getName().equals(SESSION)) {
            type = type.getSuperclass();
        }
        return type != null;
    }
}
