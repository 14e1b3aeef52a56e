package io.wirescope.connection;

/** Why a client is not taken in. */
public enum AdmissionRefusal {
    /** The server is going down. */
    DRAINING,
    /** The server has as many connections as it takes. */
    SERVER_LIMIT,
    /** This client id has as many connections as one may have. */
    CLIENT_LIMIT,
    /** This address has as many connections as one may have. */
    ADDRESS_LIMIT
}
