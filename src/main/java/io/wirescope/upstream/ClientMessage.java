package io.wirescope.upstream;

import io.wirescope.PublicApi;
import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * A message of a client on its way to the application. Immutable.
 *
 * @param type         the message's type
 * @param payload      what it says
 * @param timestamp    when the client sent it, RFC 3339
 * @param requestId    its request id, or else the connection's
 * @param trace        the trace with the span of this call; made of the request id where the client gave none
 * @param clientId     the client's own id
 * @param connectionId the server's id of the connection
 * @param role         the connection's role, such as {@code frontend}
 * @param attributes   what the application gave the connection when it was opened; empty where it gave nothing
 * @param subject      whom the client's credential says it is, or null where it needed none
 */
@PublicApi
public record ClientMessage(String type, JsonObject payload, String timestamp, String requestId, TraceContext trace,
        String clientId, String connectionId, String role, JsonObject attributes, String subject) {

    /**
     * Checks that what is always there is there.
     *
     * @throws NullPointerException when a value other than request id, trace and subject is null
     */
    public ClientMessage {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(connectionId, "connectionId");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(attributes, "attributes");
    }

    /** Makes one of a client that needed no credential. */
    public ClientMessage(String type, JsonObject payload, String timestamp, String requestId, TraceContext trace,
            String clientId, String connectionId, String role, JsonObject attributes) {
        this(type, payload, timestamp, requestId, trace, clientId, connectionId, role, attributes, null);
    }
}
