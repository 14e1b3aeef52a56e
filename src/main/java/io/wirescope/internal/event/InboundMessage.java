package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Data of {@code ws.message.in}.
 *
 * @param type            the message's type; {@code raw} on the raw addresses, {@code invalid} where it could not be
 *                        read, {@code rate_limited} where it came too fast to be read
 * @param messageSize     bytes of UTF-8
 * @param clientRemote    the client's address
 * @param envelopeVersion the envelope's version, or 0 where there was none
 * @param captured        whether its payload is kept by a capture
 */
public record InboundMessage(String type, int messageSize, String clientRemote, int envelopeVersion, boolean captured)
        implements MessageData {

    /**
     * Makes the data of a message whose payload is not kept.
     *
     * @param type            the message's type
     * @param messageSize     bytes of UTF-8
     * @param clientRemote    the client's address
     * @param envelopeVersion the envelope's version, or 0 where there was none
     */
    public InboundMessage(String type, int messageSize, String clientRemote, int envelopeVersion) {
        this(type, messageSize, clientRemote, envelopeVersion, false);
    }

    @Override
    public InboundMessage asCaptured() {
        return new InboundMessage(type, messageSize, clientRemote, envelopeVersion, true);
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("type", type)
                .add("message_size", messageSize)
                .add("client_remote", clientRemote);
        OutboundMessage.addVersion(json, envelopeVersion);
        json.add("is_enveloped", envelopeVersion > 0);
        return (captured ? json.add(CAPTURED, true) : json).build();
    }
}
