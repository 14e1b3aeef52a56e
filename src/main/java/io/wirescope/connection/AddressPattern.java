package io.wirescope.connection;

/**
 * The patterns of the WebSocket addresses (contract, section 1): what {@link Peer#endpoint} has, and what events,
 * metrics and reports call them. Constants, for they stand in annotations.
 */
public final class AddressPattern {

    /** Every new client. */
    public static final String CLIENT = "/ws/client";

    /** Raw clients that moved off the original address. */
    public static final String LEGACY = "/ws/legacy/{client_id}";

    /** The original address of raw clients, deprecated. */
    public static final String ORIGINAL = "/ws/{client_id}";

    private AddressPattern() {
    }
}
