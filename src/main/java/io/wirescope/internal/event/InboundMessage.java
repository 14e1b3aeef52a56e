package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
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
 */
public record InboundMessage(String type, int messageSize, String clientRemote, int envelopeVersion)
        implements EventData {

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("type", type)
                .add("message_size", messageSize)
                .add("client_remote", clientRemote);
        OutboundMessage.addVersion(json, envelopeVersion);
        return json.add("is_enveloped", envelopeVersion > 0).build();
    }
}
