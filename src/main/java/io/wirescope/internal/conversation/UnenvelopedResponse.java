package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.LegacyMessage;
import io.wirescope.envelope.MessageType;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What a message without envelope is answered (contract, section 5).
 *
 * @param type    the answer's type
 * @param payload its payload
 */
record UnenvelopedResponse(String type, JsonObject payload) {

    /** {@return the answer, or empty where none is due; notes a heartbeat} */
    static Optional<UnenvelopedResponse> to(LegacyMessage message, Connection connection, Instant now) {
        switch (message.type()) {
            case MessageType.PING -> {
                connection.heartbeat();
                return answer(MessageType.PONG, Payloads.pong(message.source().get("timestamp"), message.data(),
                        connection.peer().clientId(), now));
            }
            case MessageType.PONG -> {
                connection.heartbeat();
                return Optional.empty();
            }
            case MessageType.STATUS -> {
                return answer(MessageType.STATUS, Payloads.status(connection, true));
            }
            default -> {
                return answer(MessageType.ECHO, Payloads.legacyEcho(message, connection.peer().clientId(), now));
            }
        }
    }

    private static Optional<UnenvelopedResponse> answer(String type, JsonObject payload) {
        return Optional.of(new UnenvelopedResponse(type, payload));
    }
}
