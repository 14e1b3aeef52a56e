package io.wirescope.legacy;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A time in which the old addresses are closed for a while, so that owners notice while there is time.
 *
 * @param start when it begins
 * @param end   when it is over
 */
public record Brownout(Instant start, Instant end) {

    /**
     * Reads {@code START/DURATION}, such as {@code 2026-12-01T10:00:00Z/PT30M} (ISO 8601).
     *
     * @return empty where that is not what it is, or the duration is not positive
     */
    static Optional<Brownout> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            Instant start = Instant.parse(text.substring(0, slash).strip());
            Duration duration = Duration.parse(text.substring(slash + 1).strip());
            return duration.isNegative() || duration.isZero() ? Optional.empty()
                    : Optional.of(new Brownout(start, start.plus(duration)));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** {@return whether it goes on at a time} */
    boolean isAt(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    boolean overlaps(Brownout other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }
}
