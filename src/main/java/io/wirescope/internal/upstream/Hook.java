package io.wirescope.internal.upstream;

import java.util.Locale;

/** A call about a connection's life (contract, section 8). */
public enum Hook {
    /** Asks whether a client may connect. */
    CONNECT,
    /** Notifies of a connection. */
    CONNECTED,
    /** Notifies of a connection's end. */
    DISCONNECTED,
    /** Asks whether a client may join channels. */
    SUBSCRIBE,
    /** Asks whether a client may publish. */
    PUBLISH;

    /** How the types of all hooks begin; no client's message is routed by such a type. */
    static final String PREFIX = "io.wirescope.";

    String settingName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the type of the call} */
    String type() {
        return PREFIX + settingName();
    }

    /** {@return how often it is attempted: a notification that is lost is lost for good} */
    int attempts() {
        return isNotification() ? 4 : 2;
    }

    /** {@return whether nothing is asked: the application is only notified} */
    boolean isNotification() {
        return this == CONNECTED || this == DISCONNECTED;
    }
}
