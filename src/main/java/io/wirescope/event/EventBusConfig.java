package io.wirescope.event;

import io.wirescope.config.Settings;
import java.time.Duration;

/**
 * The settings of the bus, under {@code wirescope.events.}.
 *
 * @param bufferSize     how many events the buffer keeps, 1 to 1,000,000
 * @param reservePerType how many events of each type are kept when others have pushed them out, for the first
 *                       {@value EventTypeLogs#MAX_RESERVES} types
 * @param maxTypes       how many types are told apart in statistics
 * @param flowingWindow  events are flowing when the last came within this time
 */
public record EventBusConfig(int bufferSize, int reservePerType, int maxTypes, Duration flowingWindow) {

    /**
     * Reads the settings.
     *
     * @throws io.wirescope.config.InvalidSettingException when one can't be used
     */
    static EventBusConfig from(Settings settings) {
        return new EventBusConfig(
                settings.integer("wirescope.events.buffer-size", 1, 1_000_000),
                settings.integer("wirescope.events.reserve-per-type", 0, 10_000),
                settings.integer("wirescope.events.max-types", EventType.KNOWN.size(), 100_000),
                settings.duration("wirescope.events.flowing-window", Duration.ofSeconds(1), Duration.ofDays(1)));
    }
}
