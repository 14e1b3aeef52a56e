package io.wirescope.connection;

/** Why a client is refused. */
public enum AdmissionRefusal {
    /** The server drains. */
    DRAINING,
    /** The limit of all connections is reached. */
    SERVER_LIMIT,
    /** The limit of connections with one client id is reached. */
    CLIENT_LIMIT,
    /** The limit of connections from one address is reached. */
    ADDRESS_LIMIT
}
