package io.wirescope.connection;

import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.identity.Caller;

/**
 * The client at the other end, as its handshake described it.
 *
 * @param clientId      the client's own id; several connections may share it
 * @param role          what it says it is
 * @param protocol      how its messages look
 * @param endpoint      the address pattern that it connected at
 * @param requestId     the connection's request id
 * @param trace         the connection's own trace, the caller's span in it; or null
 * @param remoteAddress the client's address
 * @param userAgent     what its User-Agent header said, at most 256 characters, or null
 * @param flat          whether every message to it has its payload at the top level too
 * @param caller        whom its credential says it is, and what that may do
 */
public record Peer(String clientId, Role role, Protocol protocol, String endpoint, String requestId,
        TraceContext trace, String remoteAddress, String userAgent, boolean flat,
        Caller caller) {

    /** {@return the same with another caller, as after a token was refreshed} */
    public Peer withCaller(Caller newCaller) {
        return new Peer(clientId, role, protocol, endpoint, requestId, trace, remoteAddress, userAgent, flat, newCaller);
    }

    /** {@return the same with another role} */
    Peer withRole(Role newRole) {
        return newRole == role ? this : new Peer(clientId, newRole, protocol, endpoint, requestId, trace, remoteAddress,
                userAgent, flat, caller);
    }
}
