package io.wirescope.connection;

import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.identity.Caller;

/** Who connects in tests. */
public final class Peers {

    public static final String REQUEST_ID = "connection-request";
    public static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", null);

    private Peers() {
    }

    /** {@return a client of the envelope address} */
    public static Peer envelope(String clientId) {
        return peer(clientId, Role.FRONTEND, null, false);
    }

    /** {@return one whose handshake asked for flat messages} */
    public static Peer flat(String clientId) {
        return peer(clientId, Role.FRONTEND, null, true);
    }

    /** {@return one whose handshake had a traceparent} */
    public static Peer traced(String clientId) {
        return peer(clientId, Role.FRONTEND, TRACE, false);
    }

    public static Peer withRole(String clientId, Role role) {
        return peer(clientId, role, null, false);
    }

    /** {@return a client of the original address} */
    public static Peer raw(String clientId) {
        return new Peer(clientId, Role.FRONTEND, Protocol.RAW, "/ws/{client_id}", REQUEST_ID, null, "10.0.0.1", null,
                false, Caller.LOOPBACK);
    }

    private static Peer peer(String clientId, Role role, TraceContext trace, boolean flat) {
        return new Peer(clientId, role, Protocol.ENVELOPE, "/ws/client", REQUEST_ID, trace, "10.0.0.1", "junit", flat,
                Caller.LOOPBACK);
    }
}
