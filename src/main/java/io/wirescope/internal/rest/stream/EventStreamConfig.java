package io.wirescope.internal.rest.stream;

import io.wirescope.internal.config.Settings;
import java.time.Duration;

/**
 * The settings of event streams, under {@code wirescope.stream.}.
 *
 * @param maxReaders   how many streams may be open at once, 1 to 100,000
 * @param keepAlive    how often a comment line is sent, 100 ms to 1 h
 * @param stallTimeout how long a reader may take nothing of what waits for it, 100 ms to 1 h
 */
record EventStreamConfig(int maxReaders, Duration keepAlive, Duration stallTimeout) {

    /**
     * Reads the settings.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when one can't be used
     */
    static EventStreamConfig from(Settings settings) {
        return new EventStreamConfig(
                settings.integer("wirescope.stream.max-readers", 1, 100_000),
                settings.duration("wirescope.stream.keep-alive", Duration.ofMillis(100), Duration.ofHours(1)),
                settings.duration("wirescope.stream.stall-timeout", Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
