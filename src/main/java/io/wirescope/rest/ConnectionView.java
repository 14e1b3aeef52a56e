package io.wirescope.rest;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.TrafficCount;
import io.wirescope.envelope.Rfc3339;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/** A connection as the API shows it. Times are RFC 3339, sizes are bytes of UTF-8. */
@JsonbNillable
public record ConnectionView(String connectionId, String clientId, String role, String protocol, String endpoint,
        String requestId, String traceId, String clientRemote, String userAgent, String connectedAt,
        BigDecimal uptimeSeconds, String lastActivity, long messagesIn, long messagesOut, long bytesIn, long bytesOut,
        int queueDepth, int heartbeatCount, String lastHeartbeat) {

    static ConnectionView of(Connection connection) {
        Peer peer = connection.peer();
        TrafficCount traffic = connection.traffic();
        return new ConnectionView(connection.connectionId(), peer.clientId(), peer.role().wireName(),
                peer.protocol().wireName(), peer.endpoint(), peer.requestId(),
                peer.trace() == null ? null : peer.trace().traceId(), peer.remoteAddress(), peer.userAgent(),
                Rfc3339.format(connection.connectedAt()), BigDecimal.valueOf(connection.uptime().toMillis(), 3),
                Rfc3339.format(connection.lastActivity()), traffic.messagesIn(), traffic.messagesOut(),
                traffic.bytesIn(), traffic.bytesOut(), connection.queueDepth(), connection.heartbeatCount(),
                connection.lastHeartbeat() == null ? null : Rfc3339.format(connection.lastHeartbeat()));
    }
}
