package io.wirescope.internal.nodes;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;

/**
 * The settings of nodes.
 *
 * @param beat       the time from one beat to the next
 * @param nodeTtl    after how long without a beat a node counts as lost
 * @param askTimeout how long a question to all nodes waits
 */
public record NodeConfig(Duration beat, Duration nodeTtl, Duration askTimeout) {

    private static final String NODE_TTL = "wirescope.cluster.node-ttl";
    private static final Duration MOST = Duration.ofMinutes(10);

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one breaks its rule
     */
    public static NodeConfig from(Settings settings) {
        Duration beat = settings.duration("wirescope.cluster.beat", Duration.ofMillis(100), Duration.ofMinutes(1));
        Duration ttl = settings.duration(NODE_TTL, Duration.ofSeconds(1), MOST);
        if (ttl.compareTo(beat.multipliedBy(2)) < 0) {
            throw new InvalidSettingException(NODE_TTL, ttl.toString(),
                    "must be at least twice wirescope.cluster.beat, " + beat);
        }
        return new NodeConfig(beat, ttl, settings.duration("wirescope.cluster.ask-timeout", Duration.ofMillis(50),
                Duration.ofSeconds(10)));
    }
}
