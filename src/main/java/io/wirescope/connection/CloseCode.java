package io.wirescope.connection;

/** Why the server closes a connection: each code once (contract, section 1; RFC 6455, section 7.4). */
public enum CloseCode {
    /** The connection is no longer wanted. */
    GOING_AWAY(1001),
    /** A frame was not as RFC 6455 has it. */
    PROTOCOL_ERROR(1002),
    /** A binary message came. */
    UNSUPPORTED_DATA(1003),
    /** A message was over the limit. */
    MESSAGE_TOO_BIG(1009),
    /** The server failed. */
    SERVER_FAULT(1011),
    /** The server restarts; reconnect with jitter. */
    RESTARTING(1012),
    /** The server is overloaded; reconnect later. Reserved, not sent by this version. */
    OVERLOADED(1013),
    /** A version other than 1 was asked for. */
    UNSUPPORTED_VERSION(4400),
    /** A role that is not known was asked for. */
    INVALID_ROLE(4401),
    /** The application refused the connection. */
    NOT_PERMITTED(4403),
    /** The connection's token has ended; come back with a new one. */
    TOKEN_EXPIRED(4407),
    /** Nothing came from the client for too long. */
    HEARTBEAT_TIMEOUT(4408),
    /** The legacy address is switched off. */
    LEGACY_GONE(4410),
    /** The client reads more slowly than messages are sent to it. */
    CONSUMER_TOO_SLOW(4413),
    /** The client sends too many messages. */
    TOO_MANY_MESSAGES(4429),
    /** The connection could not be registered. */
    REGISTRATION_FAILED(4500);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** {@return the number on the wire} */
    public int code() {
        return code;
    }
}
