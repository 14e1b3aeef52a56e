package io.wirescope.envelope;

import io.wirescope.PublicApi;

/** The codes of {@code error} messages (contract, section 4). The name is what goes over the wire. */
@PublicApi
public enum ErrorCode {
    /** Text that is not JSON. */
    INVALID_JSON,
    /** JSON that breaks a rule of the envelope; the text names the member and the rule. */
    INVALID_ENVELOPE,
    /** A handshake with a {@code version} other than 1. */
    UNSUPPORTED_VERSION,
    /** A handshake with a role that is not known. */
    INVALID_ROLE,
    /** A handshake without a usable client id. */
    INVALID_CLIENT_ID,
    /** A message over the limit that {@code hello} announced. */
    MESSAGE_TOO_LARGE,
    /** The server failed while it handled an envelope. */
    MESSAGE_PROCESSING_ERROR,
    /** The server failed while it handled a message without envelope. */
    LEGACY_MESSAGE_ERROR,
    /** A channel that does not exist or whose name is not valid. */
    UNKNOWN_CHANNEL,
    /** The connection's role does not permit what was asked. */
    NOT_PERMITTED,
    /** Too many messages in too short a time. */
    RATE_LIMITED,
    /** The application does not take the message. */
    UPSTREAM_REFUSED,
    /** The application gave no usable answer, or can't be reached. */
    UPSTREAM_UNAVAILABLE,
    /** The application did not answer in time. */
    UPSTREAM_TIMEOUT,
    /** Too many messages wait for the application, or for the members of a channel. */
    OVERLOADED,
    /** What holds the channels can't be reached; the same message may be sent again. */
    ENGINE_UNAVAILABLE,
    /** A credential is required, and there was none. */
    AUTHENTICATION_REQUIRED,
    /** A credential that is not good. */
    INVALID_TOKEN,
    /** A credential whose time is over; come back with a new one. */
    TOKEN_EXPIRED
}
