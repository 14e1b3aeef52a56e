package io.wirescope.internal.http;

import io.wirescope.internal.config.Settings;
import java.time.Duration;

/**
 * The settings of request bodies.
 *
 * @param maxBytes        the largest body in bytes, {@code wirescope.ingest.max-body-bytes}
 * @param timeout         the time that a body may take to arrive, {@code wirescope.http.body-timeout}
 * @param maxPending      bodies that may be arriving at once, {@code wirescope.http.pending-bodies}
 * @param maxPendingBytes bytes that these may have together, {@code wirescope.http.pending-body-bytes}
 */
record BodyConfig(int maxBytes, Duration timeout, int maxPending, long maxPendingBytes) {

    /**
     * Reads the settings.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when one can't be used
     */
    static BodyConfig from(Settings settings) {
        return new BodyConfig(
                settings.integer("wirescope.ingest.max-body-bytes", 1 << 10, 1 << 26),
                settings.duration("wirescope.http.body-timeout", Duration.ofMillis(500), Duration.ofMinutes(10)),
                settings.integer("wirescope.http.pending-bodies", 1, 100_000),
                settings.longInteger("wirescope.http.pending-body-bytes", 1 << 10, 1L << 40));
    }
}
