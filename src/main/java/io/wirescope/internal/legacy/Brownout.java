package io.wirescope.internal.legacy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A time in which the legacy addresses are temporarily closed, so that owners notice in time.
 *
 * @param start when it begins
 * @param end   when it is over
 */
public record Brownout(Instant start, Instant end) {

    /**
     * Reads {@code START/DURATION}, such as {@code 2026-12-01T10:00:00Z/PT30M} (ISO 8601).
     *
     * @return empty where that is not what it is, the duration is not positive, or it begins or ends outside the years
     *     that {@link LegacyConfig} accepts
     */
    static Optional<Brownout> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            Instant start = Instant.parse(text.substring(0, slash).strip());
            Duration duration = Duration.parse(text.substring(slash + 1).strip());
            return Optional.of(new Brownout(start, start.plus(duration))).filter(Brownout::isUsable);
        } catch (DateTimeException | ArithmeticException e) { // no such text, or no such end
            return Optional.empty();
        }
    }

    private boolean isUsable() {
        return start.isBefore(end) && LegacyConfig.isInRange(start) && LegacyConfig.isInRange(end);
    }

    /** {@return whether it is in progress at a time} */
    boolean isAt(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    boolean overlaps(Brownout other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }
}
