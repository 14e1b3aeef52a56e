package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * A JSON object without {@code envelope_version}, from a client that does not speak the envelope
 * (contract, section 5). Nothing in it is required; what is unusable counts as missing.
 *
 * @param source the JSON object as it came
 */
@PublicApi
public record LegacyMessage(JsonObject source) implements IncomingMessage {

    /** The type of a message that has none, or one that is no string of allowed length. */
    public static final String NO_TYPE = "unknown";

    @Override
    public String type() {
        return source.get("type") instanceof JsonString type && MessageType.isValid(type.getString())
                ? type.getString() : NO_TYPE;
    }

    @Override
    public String requestId() {
        return source.get("request_id") instanceof JsonString id && Identifier.isValid(id.getString())
                ? id.getString() : null;
    }

    @Override
    public TraceContext trace() {
        return null;
    }

    /** {@return {@code payload.data} or else {@code data}; null where there is neither} */
    public JsonValue data() {
        JsonObject payload = JsonFormat.objectOrNull(source, "payload");
        return payload != null && payload.containsKey("data") ? payload.get("data") : source.get("data");
    }
}
