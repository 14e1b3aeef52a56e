package io.wirescope.envelope;

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
    /** What went wrong with a message or a handshake. */
    public static final String ERROR = "error";
    /** State of a model's drift, sent to all. */
    public static final String DRIFT_STATUS = "drift.status";

    /** The most characters a type may have. */
    public static final int MAX_LENGTH = 128;

    private MessageType() {
    }
}
