package io.wirescope.connection;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How messages look on a connection (contract, section 1). */
public enum Protocol {
    /** Envelopes, version 1. */
    ENVELOPE,
    /** Bare text, on the legacy addresses. */
    RAW;

    /** {@return the name in the API} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the protocol of that exact name in the API, or empty}
     *
     * @param wireName {@code envelope} or {@code raw}; anything else, also null, gives empty
     */
    public static Optional<Protocol> of(String wireName) {
        return Arrays.stream(values()).filter(protocol -> protocol.wireName().equals(wireName)).findFirst();
    }
}
