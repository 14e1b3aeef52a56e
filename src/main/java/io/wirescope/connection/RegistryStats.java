package io.wirescope.connection;

import java.time.Duration;
import java.util.Map;

/**
 * What the registry knows at one moment.
 *
 * @param activeConnections     connections now
 * @param totalConnections      connections since the start
 * @param totalDisconnections   connections that have ended
 * @param broadcasts            messages sent to many connections at once
 * @param connectionsByRole     connections now, for every role
 * @param connectionsByProtocol connections now, for every protocol
 * @param averageUptime         of the connections now; zero when there are none
 * @param traffic               messages and bytes since the start
 */
public record RegistryStats(int activeConnections, long totalConnections, long totalDisconnections,
        long broadcasts, Map<Role, Integer> connectionsByRole, Map<Protocol, Integer> connectionsByProtocol,
        Duration averageUptime, TrafficCount traffic) {
}
