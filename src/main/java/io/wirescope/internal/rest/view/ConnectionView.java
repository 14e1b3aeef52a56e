package io.wirescope.internal.rest.view;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.TrafficCount;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.NodeIdentity;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/**
 * A connection as the API shows it. Times are RFC 3339, sizes are bytes of UTF-8.
 *
 * @param connectionId   the server's own id of it
 * @param clientId       the client's own id; several connections may share it
 * @param role           {@code frontend}, {@code admin} or {@code test}; always {@code frontend} on the raw addresses
 * @param protocol       {@code envelope} or {@code raw}
 * @param endpoint       the address pattern that it connected at (contract, section 1)
 * @param requestId      the connection's request id, from its handshake
 * @param traceId        the trace that came with the handshake, or null
 * @param clientRemote   the client's address
 * @param userAgent      what its User-Agent header said, or null
 * @param connectedAt    when it was accepted
 * @param uptimeSeconds  how long it has lasted, in seconds with three decimals
 * @param lastActivity   when the last message or answer to a ping frame came, or else {@code connectedAt}
 * @param messagesIn     messages that came, refused ones too
 * @param messagesOut    messages accepted for sending
 * @param bytesIn        bytes that came, without framing
 * @param bytesOut       bytes accepted for sending, without framing
 * @param queueDepth     messages that wait to be sent or are being sent
 * @param heartbeatCount pings and pongs that the client sent as messages; ping frames do not count
 * @param lastHeartbeat  when the last of these came, or null before the first
 * @param node           the server that has it; left out where a server stands alone
 */
@JsonbNillable
public record ConnectionView(String connectionId, String clientId, String role, String protocol, String endpoint,
        String requestId, String traceId, String clientRemote, String userAgent, String connectedAt,
        BigDecimal uptimeSeconds, String lastActivity, long messagesIn, long messagesOut, long bytesIn, long bytesOut,
        int queueDepth, int heartbeatCount, String lastHeartbeat, @JsonbNillable(false) String node) {

    public static ConnectionView of(Connection connection) {
        Peer peer = connection.peer();
        TrafficCount traffic = connection.traffic();
        return new ConnectionView(connection.connectionId(), peer.clientId(), peer.role().wireName(),
                peer.protocol().wireName(), peer.endpoint(), peer.requestId(),
                peer.trace() == null ? null : peer.trace().traceId(), peer.remoteAddress(), peer.userAgent(),
                Rfc3339.format(connection.connectedAt()), BigDecimal.valueOf(connection.uptime().toMillis(), 3),
                Rfc3339.format(connection.lastActivity()), traffic.messagesIn(), traffic.messagesOut(),
                traffic.bytesIn(), traffic.bytesOut(), connection.queueDepth(), connection.heartbeatCount(),
                connection.lastHeartbeat() == null ? null : Rfc3339.format(connection.lastHeartbeat()),
                NodeIdentity.nodeOf(connection.connectionId()).orElse(null));
    }
}
