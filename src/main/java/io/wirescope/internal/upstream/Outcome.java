package io.wirescope.internal.upstream;

import java.util.Locale;

/** How a call ended (contract, section 8, {@code upstream.request}). */
public enum Outcome {
    /** The application took the message, whether it said something or not. */
    ANSWERED,
    /** The application does not take the message. */
    REFUSED,
    /** There was no usable answer. */
    FAILED,
    /** There was no answer in time. */
    TIMEOUT,
    /** The application was not asked: too many messages wait, or the breaker is open. */
    REJECTED;

    /** {@return the name in events and metrics} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
