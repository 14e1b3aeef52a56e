package io.wirescope.envelope;

import io.wirescope.PublicApi;
import java.util.Set;

/** The message types that the contract names (sections 3 and 4). Any other name is a client's own. */
@PublicApi
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
    /** Asks to send a message to a channel; answered with {@link #PUBLISHED}. */
    public static final String PUBLISH = "publish";
    /** Answer to {@link #PUBLISH}: the message's place in the channel. */
    public static final String PUBLISHED = "published";
    /** What went wrong with a message or a handshake. */
    public static final String ERROR = "error";
    /** State of a model's drift, sent to all. */
    public static final String DRIFT_STATUS = "drift.status";

    /** One event, on the channels of events. */
    public static final String EVENT = "event";
    /** The server shuts down: reconnect after the close, with jitter. */
    public static final String SERVER_DRAINING = "server.draining";

    /** The connection's token ends soon. */
    public static final String AUTH_EXPIRING = "auth.expiring";
    /** Brings a new token; answered with {@link #AUTH_REFRESHED}. */
    public static final String AUTH_REFRESH = "auth.refresh";
    /** Answer to {@link #AUTH_REFRESH}: whom the server takes the client for. */
    public static final String AUTH_REFRESHED = "auth.refreshed";

    /** The most characters a type may have. */
    public static final int MAX_LENGTH = 128;

    /** The rule in words, to follow a member's name in an error. */
    public static final String RULE = "must be 1 to " + MAX_LENGTH + " characters";

    // Types that a client trusts to be the server's, with the payload that the contract defines.
    private static final Set<String> SERVERS_OWN = Set.of(HELLO, PING, PONG, STATUS, ECHO, ERROR, SUBSCRIBED,
            UNSUBSCRIBED, PUBLISHED, DRIFT_STATUS, EVENT, SERVER_DRAINING, AUTH_EXPIRING, AUTH_REFRESHED);

    // What the server takes as a request to itself.
    private static final Set<String> REQUESTS = Set.of(SUBSCRIBE, UNSUBSCRIBE, PUBLISH, AUTH_REFRESH);

    private MessageType() {
    }

    /**
     * {@return whether a text may be the type of a message: 1 to 128 characters (code points)}
     *
     * @param type the text, not null
     */
    public static boolean isValid(String type) {
        return !type.isEmpty() && type.codePointCount(0, type.length()) <= MAX_LENGTH;
    }

    /**
     * {@return whether a type is the server's own, so that no other sender may use it}
     *
     * @param type the type of a message, not null
     */
    public static boolean isServersOwn(String type) {
        return SERVERS_OWN.contains(type);
    }

    /**
     * {@return whether the contract gives a type a meaning, either way, so that no client may publish it to others}
     *
     * @param type the type of a message, not null
     */
    public static boolean isReserved(String type) {
        return isServersOwn(type) || REQUESTS.contains(type);
    }
}
