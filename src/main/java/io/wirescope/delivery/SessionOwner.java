package io.wirescope.delivery;

import io.wirescope.connection.Peer;

/** Whom a session is for: the client id, and where a credential named one its subject. */
final class SessionOwner {

    private SessionOwner() {
    }

    /**
     * {@return the owner of a peer's session}
     *
     * <p>Neither a client id nor a subject has a line break, so no two owners are written alike.
     */
    static String of(Peer peer) {
        String subject = peer.caller().subject();
        return subject == null ? peer.clientId() : peer.clientId() + "\n" + subject;
    }
}
