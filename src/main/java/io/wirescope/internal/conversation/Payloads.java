package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionConfig;
import io.wirescope.delivery.ChannelPosition;
import io.wirescope.delivery.SessionStart;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.LegacyMessage;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The payload of each message that the server sends (contract, sections 4 and 5). */
final class Payloads {

    private static final List<String> FEATURES = List.of("envelope_v1", "heartbeat", "correlation_tracking",
            "structured_errors", "graceful_reconnect", "drift_status_broadcast");

    private static final List<String> FLAT_FEATURES = List.of("structured_messages", "error_codes");

    private static final String NOTICE = "This message had no envelope_version and was handled for"
            + " compatibility; send envelope version 1 instead";

    private Payloads() {
    }

    static JsonObject hello(Connection connection, Instant now, ConnectionConfig config, MessageLimits limits,
            int maxChannels, SessionStart sessionStart) {
        JsonObjectBuilder hello = JsonFormat.object()
                .add("server_time", Rfc3339.format(now))
                .add("accepted_version", Envelope.VERSION)
                .add("version", Envelope.VERSION)
                .add("client_id", connection.peer().clientId())
                .add("connection_id", connection.connectionId())
                .add("role", connection.peer().role().wireName())
                .add("features", features(connection.peer().flat()))
                .add("heartbeat_interval_ms", config.heartbeatInterval().toMillis())
                .add("limits", JsonFormat.object()
                        .add("max_message_bytes", limits.maxMessageBytes())
                        .add("max_queued_messages", config.outboxMaxMessages())
                        .add("max_queued_bytes", config.outboxMaxBytes())
                        .add("max_messages_per_second", config.messagesPerSecond())
                        .add("max_channels", maxChannels))
                .add("session", sessionStart.toJson());
        Caller caller = connection.peer().caller();
        return (caller.isAuthenticated() ? hello.add("auth", auth(caller)) : hello).build();
    }

    /** {@return whom a credential says that a client is, and until when that counts} */
    static JsonObject auth(Caller caller) {
        JsonArrayBuilder roles = JsonFormat.array();
        caller.roles().stream().sorted().map(SecurityRole::wireName).forEach(roles::add);
        JsonObjectBuilder auth = JsonFormat.object().add("subject", caller.subject()).add("roles", roles);
        return (caller.expiresAt() == null ? auth.addNull("expires_at")
                : auth.add("expires_at", Rfc3339.format(caller.expiresAt()))).build();
    }

    private static JsonArrayBuilder features(boolean flat) {
        JsonArrayBuilder features = JsonFormat.array();
        FEATURES.forEach(features::add);
        if (flat) {
            FLAT_FEATURES.forEach(features::add);
        }
        return features;
    }

    static JsonObject pong(JsonValue originalTimestamp, JsonValue data, String clientId, Instant now) {
        JsonObjectBuilder payload = JsonFormat.object()
                .add("original_timestamp", originalTimestamp == null ? JsonValue.NULL : originalTimestamp)
                .add("response_timestamp", Rfc3339.format(now))
                .add("client_id", clientId); // older clients read it here
        if (data != null) {
            payload.add("data", data);
        }
        return payload.build();
    }

    static JsonObject status(Connection connection, boolean legacyRequest) {
        JsonObjectBuilder payload = JsonFormat.object()
                .add("connection_uptime_seconds", BigDecimal.valueOf(connection.uptime().toMillis(), 3))
                .add("heartbeat_count", connection.heartbeatCount());
        Instant last = connection.lastHeartbeat();
        if (last == null) {
            payload.addNull("last_heartbeat");
        } else {
            payload.add("last_heartbeat", Rfc3339.format(last));
        }
        payload.add("client_id", connection.peer().clientId())
                .add("connection_id", connection.connectionId())
                .add("role", connection.peer().role().wireName());
        if (legacyRequest) {
            payload.add("legacy_request", true);
        }
        return payload.build();
    }

    static JsonObject subscribed(List<ChannelPosition> channels) {
        JsonArrayBuilder places = JsonFormat.array();
        channels.forEach(channel -> places.add(channel.toJson()));
        return JsonFormat.object().add("channels", places).build();
    }

    static JsonObject unsubscribed(List<String> channels) {
        JsonArrayBuilder names = JsonFormat.array();
        channels.forEach(names::add);
        return JsonFormat.object().add("channels", names).build();
    }

    static JsonObject echo(JsonObject source, String type, String clientId) {
        return echoBuilder(source, type, clientId).build();
    }

    static JsonObject legacyEcho(LegacyMessage message, String clientId, Instant now) {
        return echoBuilder(message.source(), message.type(), clientId)
                .add("legacy_request", true)
                .add("original_data", message.source())
                .add("wrapped_at", Rfc3339.format(now))
                .add("notice", NOTICE)
                .build();
    }

    private static JsonObjectBuilder echoBuilder(JsonObject source, String type, String clientId) {
        return JsonFormat.object()
                .add("original_message", source)
                .add("message_type", type)
                .add("client_id", clientId);
    }

    static JsonObject error(ErrorCode code, String text, JsonObject details) {
        return JsonFormat.object()
                .add("error_code", code.name())
                .add("error_message", text)
                .add("message", text)
                .add("details", details)
                .build();
    }

    /** {@return the meta of an answer to a message without envelope} */
    static JsonObject legacyMeta(String answerType) {
        JsonObjectBuilder meta = JsonFormat.object().add("legacy_compatibility", true);
        if (MessageType.ECHO.equals(answerType)) {
            meta.add("debug", true);
        }
        return meta.build();
    }
}
