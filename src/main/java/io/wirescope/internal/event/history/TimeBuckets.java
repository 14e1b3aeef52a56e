package io.wirescope.internal.event.history;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Parts of equal length of a time.
 *
 * @param sinceMicros the begin of the first, in microseconds since 1970
 * @param widthMicros the length of each, in microseconds, at least 1
 * @param count       how many, from 1
 */
public record TimeBuckets(long sinceMicros, long widthMicros, int count) {

    /**
     * Divides a time.
     *
     * @param since the begin
     * @param until the end, itself included; not before the begin
     * @param count how many parts, from 1
     */
    public static TimeBuckets of(Instant since, Instant until, int count) {
        long from = ChronoUnit.MICROS.between(Instant.EPOCH, since);
        long micros = ChronoUnit.MICROS.between(since, until);
        return new TimeBuckets(from, Math.max(1, (micros + count - 1) / count), count);
    }

    /** {@return the part that a time is in, the end itself in the last; or -1 for a time outside} */
    public int indexOf(long micros) {
        long index = Math.floorDiv(micros - sinceMicros, widthMicros);
        if (index == count && micros == sinceMicros + widthMicros * count) {
            return count - 1;
        }
        return index >= 0 && index < count ? (int) index : -1;
    }

    /** Counts an event. */
    public void add(long[] counts, long micros) {
        int index = indexOf(micros);
        if (index >= 0) {
            counts[index]++;
        }
    }

    /** {@return the begin of the first} */
    public Instant since() {
        return Instant.EPOCH.plus(sinceMicros, ChronoUnit.MICROS);
    }

    /** {@return the length of each} */
    public Duration width() {
        return Duration.of(widthMicros, ChronoUnit.MICROS);
    }
}
