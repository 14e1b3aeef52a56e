package io.wirescope.internal.identity;

/** By what a caller was recognized. */
public enum CredentialKind {
    /** By nothing: it has no credential, or was not asked for one where every caller needs one. */
    NONE,
    /** By its address, in mode local. */
    LOOPBACK,
    /** By nothing, in mode open. */
    OPEN,
    /** By a static token of the settings. */
    STATIC_TOKEN,
    /** By a JSON Web Token. */
    TOKEN,
    /** By the cookie of a browser session. */
    SESSION,
    /** By a ticket. */
    TICKET
}
