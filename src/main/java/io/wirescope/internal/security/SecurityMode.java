package io.wirescope.internal.security;

import java.util.Locale;

/** Whom the gateway serves. */
public enum SecurityMode {
    /** Everybody on this machine, and nobody else. */
    LOCAL,
    /** Whoever has a credential. */
    TOKEN,
    /** Everybody. */
    OPEN;

    /** {@return the name in settings} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
