package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
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
 */
public record OutboundMessage(String type, int payloadSize, String clientRemote, int envelopeVersion,
        boolean hasTrace, boolean hasMeta) implements EventData {

    /** A handshake was accepted and its connection is about to be registered. */
    public static final String CONNECTION_ATTEMPT = "connection_attempt";
    /** A connection was registered. */
    public static final String CONNECTION_ADDED = "connection_added";
    /** A connection was removed from the registry. */
    public static final String CONNECTION_REMOVED = "connection_removed";

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
        return json.add("has_trace", hasTrace).add("has_meta", hasMeta).build();
    }

    static void addVersion(JsonObjectBuilder json, int version) {
        if (version > 0) {
            json.add("envelope_version", version);
        } else {
            json.addNull("envelope_version");
        }
    }
}
