package io.wirescope.envelope;

import java.util.Set;

/** The message types that the contract names (sections 3 and 4). Any other name is a client's own. */
public final class MessageType {

    /** Server's first message on a connection. */
    public static final String HELLO = "hello";
    /** Heartbeat, either way; answered with {@link #PONG}. */
    public static final String PING = "ping";
    /** Answer to a heartbeat. */
    public static final String PONG = "pong";
    /** Asks for, and is, the state of the connection. */
    public static final String STATUS = "status";
    /** Answer to any type that the server has no meaning for. */
    public static final String ECHO = "echo";
    /** Asks to join channels; answered with {@link #SUBSCRIBED}. */
    public static final String SUBSCRIBE = "subscribe";
    /** Response to {@link #SUBSCRIBE}: the position of each channel. */
    public static final String SUBSCRIBED = "subscribed";
    /** Asks to leave channels; answered with {@link #UNSUBSCRIBED}. */
    public static final String UNSUBSCRIBE = "unsubscribe";
    /** Answer to {@link #UNSUBSCRIBE}. */
    public static final String UNSUBSCRIBED = "unsubscribed";
    /** What went wrong with a message or a handshake. */
    public static final String ERROR = "error";
    /** State of a model's drift, sent to all. */
    public static final String DRIFT_STATUS = "drift.status";

    /** One event, on the channels of events. */
    public static final String EVENT = "event";
    /** The server shuts down: reconnect after the close, with jitter. */
    public static final String SERVER_DRAINING = "server.draining";

    /** The most characters a type may have. */
    public static final int MAX_LENGTH = 128;

    // Types that a client trusts to be the server's, with the payload that the contract defines.
    private static final Set<String> SERVERS_OWN = Set.of(HELLO, PING, PONG, STATUS, ECHO, ERROR, SUBSCRIBED,
            UNSUBSCRIBED, DRIFT_STATUS, EVENT, SERVER_DRAINING);

    private MessageType() {
    }

    /**
     * {@return whether a type is the server's own, so that no other sender may use it}
     *
     * @param type the type of a message, not null
     */
    public static boolean isServersOwn(String type) {
        return SERVERS_OWN.contains(type);
    }
}
