package io.wirescope.connection;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;

/**
 * The settings of connections.
 *
 * @param maxConnections    how many connections the server holds
 * @param maxPerClient      how many connections one client id may have, 0 for any number
 * @param maxPerAddress     how many connections one address may have, 0 for any number
 * @param retryAfter        when a client that was refused may reconnect
 * @param outboxMaxMessages how many messages may wait on one connection
 * @param outboxMaxBytes    how many bytes may wait on one connection
 * @param heartbeatInterval how often a connection is pinged
 * @param silence           how long a connection may be without a message or an answer to a ping frame
 * @param messagesPerSecond how many messages a client may send in a second, 0 for any number
 * @param messageBurst      how many it may send at once
 * @param rateWarnings      how many messages over the rate are refused before the connection is closed
 */
public record ConnectionConfig(int maxConnections, int maxPerClient, int maxPerAddress, Duration retryAfter,
        int outboxMaxMessages, long outboxMaxBytes, Duration heartbeatInterval, Duration silence,
        int messagesPerSecond, int messageBurst, int rateWarnings) {

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static ConnectionConfig from(Settings settings) {
        Duration interval = settings.duration("wirescope.heartbeat.interval",
                Duration.ofMillis(100), Duration.ofHours(1));
        return new ConnectionConfig(
                settings.integer("wirescope.connections.max", 1, 1_000_000),
                settings.integer("wirescope.connections.max-per-client", 0, 1_000_000),
                settings.integer("wirescope.connections.max-per-address", 0, 1_000_000),
                settings.duration("wirescope.connections.retry-after", Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.integer("wirescope.outbox.max-messages", 1, 1_000_000),
                settings.longInteger("wirescope.outbox.max-bytes", 1024, 1L << 30),
                interval,
                silence(settings, interval),
                settings.integer("wirescope.messages.per-second", 0, 1_000_000),
                settings.integer("wirescope.messages.burst", 1, 1_000_000),
                settings.integer("wirescope.messages.warnings", 0, 1_000_000));
    }

    private static Duration silence(Settings settings, Duration interval) {
        String key = "wirescope.heartbeat.missed-intervals";
        String text = settings.text(key);
        String rule = "must be a number from 1.5 to 100";
        try {
            double intervals = Double.parseDouble(text);
            if (!(intervals >= 1.5 && intervals <= 100)) {
                throw new InvalidSettingException(key, text, rule);
            }
            return Duration.ofMillis((long) (interval.toMillis() * intervals));
        } catch (NumberFormatException e) {
            throw new InvalidSettingException(key, text, rule);
        }
    }
}
