package io.wirescope.delivery;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What a client's {@code publish} asks for (contract, section 8).
 *
 * @param channel where to, as it came
 * @param type    the type that the members get, 1 to 128 characters and none of the contract's
 * @param payload the payload that the members get
 * @param echo    whether the sender's own connection gets the message, too
 */
public record PublishRequest(String channel, String type, JsonObject payload, boolean echo) {

    /**
     * Reads the payload of a {@code publish}.
     *
     * @throws DeliveryRefusedException {@code INVALID_ENVELOPE} where a member is missing or breaks its rule
     */
    public static PublishRequest read(JsonObject payload) throws DeliveryRefusedException {
        return new PublishRequest(text(payload, "channel"), type(payload), content(payload), echo(payload));
    }

    private static String type(JsonObject payload) throws DeliveryRefusedException {
        String type = text(payload, "type");
        if (!MessageType.isValid(type)) {
            throw broken("type", "must be 1 to " + MessageType.MAX_LENGTH + " characters");
        }
        if (MessageType.isReserved(type)) {
            throw broken("type", "must not be one of the contract's own: " + type);
        }
        return type;
    }

    private static JsonObject content(JsonObject payload) throws DeliveryRefusedException {
        JsonValue content = required(payload, "payload");
        if (content instanceof JsonObject object) {
            return object;
        }
        throw broken("payload", "must be an object, not " + JsonFormat.kind(content));
    }

    private static boolean echo(JsonObject payload) throws DeliveryRefusedException {
        JsonValue echo = payload.getOrDefault("echo", JsonValue.TRUE);
        return switch (echo.getValueType()) {
            case TRUE, NULL -> true;
            case FALSE -> false;
            default -> throw broken("echo", "must be a boolean, not " + JsonFormat.kind(echo));
        };
    }

    private static String text(JsonObject payload, String member) throws DeliveryRefusedException {
        JsonValue value = required(payload, member);
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw broken(member, "must be a string, not " + JsonFormat.kind(value));
    }

    private static JsonValue required(JsonObject payload, String member) throws DeliveryRefusedException {
        JsonValue value = payload.get(member);
        if (value == null) {
            throw broken(member, "is required");
        }
        return value;
    }

    private static DeliveryRefusedException broken(String name, String rule) {
        String member = "payload." + name;
        return new DeliveryRefusedException(ErrorCode.INVALID_ENVELOPE, "Invalid envelope: " + member + " " + rule,
                JsonFormat.object().add("member", member).add("rule", rule).build());
    }
}
