package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Data of {@code ws.message.out}.
 *
 * @param type            the message's type; {@code raw} on the raw addresses; or one of the
 *                        {@code connection_} types
 * @param payloadSize     bytes of UTF-8, 0 for the {@code connection_} types
 * @param clientRemote    the client's address
 * @param envelopeVersion the envelope's version, or 0 where there was none
 * @param hasTrace        whether the message carried a trace
 * @param hasMeta         whether the message carried meta
 * @param captured        whether its payload is kept by a capture
 */
public record OutboundMessage(String type, int payloadSize, String clientRemote, int envelopeVersion,
        boolean hasTrace, boolean hasMeta, boolean captured) implements MessageData {

    /** A handshake was accepted and its connection is about to be registered. */
    public static final String CONNECTION_ATTEMPT = "connection_attempt";
    /** A connection was registered. */
    public static final String CONNECTION_ADDED = "connection_added";
    /** A connection was removed from the registry. */
    public static final String CONNECTION_REMOVED = "connection_removed";

    /**
     * Makes the data of a message whose payload is not kept.
     *
     * @param type            the message's type
     * @param payloadSize     bytes of UTF-8
     * @param clientRemote    the client's address
     * @param envelopeVersion the envelope's version, or 0 where there was none
     * @param hasTrace        whether the message carried a trace
     * @param hasMeta         whether the message carried meta
     */
    public OutboundMessage(String type, int payloadSize, String clientRemote, int envelopeVersion, boolean hasTrace,
            boolean hasMeta) {
        this(type, payloadSize, clientRemote, envelopeVersion, hasTrace, hasMeta, false);
    }

    @Override
    public OutboundMessage asCaptured() {
        return new OutboundMessage(type, payloadSize, clientRemote, envelopeVersion, hasTrace, hasMeta, true);
    }

    /**
     * {@return the data of an event about a connection rather than a message}
     *
     * @param type         one of the {@code connection_} types
     * @param clientRemote the client's address
     */
    public static OutboundMessage lifecycle(String type, String clientRemote) {
        return new OutboundMessage(type, 0, clientRemote, 0, false, false);
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("type", type)
                .add("payload_size", payloadSize)
                .add("client_remote", clientRemote);
        addVersion(json, envelopeVersion);
        json.add("has_trace", hasTrace).add("has_meta", hasMeta);
        return (captured ? json.add(CAPTURED, true) : json).build();
    }

    static void addVersion(JsonObjectBuilder json, int version) {
        if (version > 0) {
            json.add("envelope_version", version);
        } else {
            json.addNull("envelope_version");
        }
    }
}
