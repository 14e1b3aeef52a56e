package io.wirescope.internal.capture;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.internal.event.MessageDirection;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Which messages are captured. Every condition that is set must hold; null means any, and at least one is set.
 *
 * @param clientId     this client's
 * @param connectionId those on this connection
 * @param requestId    those of this request
 * @param type         those of this type
 * @param direction    those that go this way
 */
public record CaptureSelector(String clientId, String connectionId, String requestId, String type,
        MessageDirection direction) {

    boolean matches(EventContext context, MessageDirection way, String messageType) {
        return (direction == null || direction == way)
                && (type == null || type.equals(messageType))
                && (clientId == null || clientId.equals(context.clientId()))
                && (connectionId == null || connectionId.equals(context.connectionId()))
                && (requestId == null || requestId.equals(context.requestId()));
    }

    /** {@return whether it names no message in particular} */
    boolean isEmpty() {
        return clientId == null && connectionId == null && requestId == null && type == null && direction == null;
    }

    /** {@return the conditions that are set} */
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object();
        add(json, "client_id", clientId);
        add(json, "connection_id", connectionId);
        add(json, "request_id", requestId);
        add(json, "type", type);
        add(json, "direction", direction == null ? null : direction.wireName());
        return json.build();
    }

    private static void add(JsonObjectBuilder json, String name, String value) {
        if (value != null) {
            json.add(name, value);
        }
    }
}
