package io.wirescope.connection;

/** What to do with a message that came, by its sender's rate of messages. */
public enum RateVerdict {
    /** Handle it. */
    ADMITTED,
    /** Refuse it, and say so. */
    REFUSED,
    /** Close the connection with 4429: it was warned often enough. */
    CLOSE
}
