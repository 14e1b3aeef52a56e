package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Data of {@code legacy.usage} (contract, section 5).
 *
 * @param connectionType    {@code ws.legacy.connect} for a connection at a raw address,
 *                          {@code ws.legacy.message} for a message without envelope
 * @param clientId          the client's own id
 * @param connectionId      the connection
 * @param endpoint          the address pattern
 * @param messageType       the type of the message without envelope, or null
 * @param deprecationNotice what to tell the client's owner
 * @param migrationGuide    where that owner reads on
 */
public record LegacyUse(String connectionType, String clientId, String connectionId, String endpoint,
        String messageType, String deprecationNotice, String migrationGuide) implements EventData {

    /** A connect at one of the raw addresses. */
    public static final String CONNECT = "ws.legacy.connect";
    /** A message without envelope at the envelope address. */
    public static final String MESSAGE = "ws.legacy.message";

    @Override
    public int heapBytes() {
        return SMALL + (messageType == null ? 0 : 2 * messageType.length());
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("connection_type", connectionType)
                .add("client_id", clientId)
                .add("connection_id", connectionId)
                .add("endpoint", endpoint);
        if (messageType != null) {
            json.add("message_type", messageType);
        }
        return json.add("deprecation_notice", deprecationNotice)
                .add("migration_guide", migrationGuide).build();
    }
}
