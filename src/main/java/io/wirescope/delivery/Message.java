package io.wirescope.delivery;

import io.wirescope.PublicApi;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * What is to be sent to a channel.
 *
 * @param type      1 to 128 characters
 * @param payload   the payload
 * @param requestId the request that caused it, or null
 * @param trace     the trace and the span that it is sent in, or null
 * @param publisher the {@code client_id} of the client that published it, or null where none did
 */
@PublicApi
public record Message(String type, JsonObject payload, String requestId, TraceContext trace, String publisher) {

    /** @throws IllegalArgumentException when the type is too short or too long */
    public Message {
        Objects.requireNonNull(payload, "payload");
        if (!MessageType.isValid(type)) {
            throw new IllegalArgumentException("type " + MessageType.RULE);
        }
    }

    /**
     * Makes a message that no client published.
     *
     * @param type      1 to 128 characters
     * @param payload   the payload
     * @param requestId the request that caused it, or null
     * @param trace     the trace and the span that it is sent in, or null
     * @throws IllegalArgumentException when the type is too short or too long
     */
    public Message(String type, JsonObject payload, String requestId, TraceContext trace) {
        this(type, payload, requestId, trace, null);
    }
}
