package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;

/**
 * Data of the {@code ws.message.out} event of type {@code connection_removed}: what every such event
 * has, and why the connection ended.
 *
 * @param clientRemote the client's address
 * @param closeCode    the close code that was sent or seen
 * @param closeReason  the reason that was sent or seen, may be empty
 */
public record ConnectionEnd(String clientRemote, int closeCode, String closeReason) implements EventData {

    @Override
    public JsonObject toJson() {
        return JsonFormat.object(OutboundMessage.lifecycle(OutboundMessage.CONNECTION_REMOVED, clientRemote).toJson())
                .add("close_code", closeCode)
                .add("close_reason", closeReason)
                .build();
    }
}
