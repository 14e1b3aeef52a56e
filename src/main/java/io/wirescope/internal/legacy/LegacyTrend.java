package io.wirescope.internal.legacy;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** Legacy use by the hour, over the last week. For one thread at a time. */
final class LegacyTrend {

    private static final int HOURS = 168;
    private static final long HOUR_SECONDS = 3600;

    private final long[] counts = new long[HOURS]; // by hour since 1970, modulo
    private long firstHour = Long.MAX_VALUE; // that of the first use
    private long newestHour;

    /** Notes one use. A clock that was set back counts for the newest hour. */
    void note(Instant now) {
        advance(hour(now));
        firstHour = Math.min(firstHour, newestHour);
        counts[index(newestHour)]++;
    }

    /** Notes one use of an earlier time, unless it is more than a week ago. */
    void restore(Instant then, Instant now) {
        advance(hour(now));
        long hour = Math.min(hour(then), newestHour);
        if (hour > newestHour - HOURS) {
            firstHour = Math.min(firstHour, hour);
            counts[index(hour)]++;
        }
    }

    /** {@return the hours since the first use, those without one too, oldest first and at most a week of them} */
    List<LegacyHour> hours(Instant now) {
        advance(hour(now));
        return LongStream.rangeClosed(Math.max(firstHour, newestHour - HOURS + 1), newestHour)
                .mapToObj(hour -> new LegacyHour(Instant.ofEpochSecond(hour * HOUR_SECONDS), counts[index(hour)]))
                .toList();
    }

    private void advance(long hour) {
        for (long next = Math.max(newestHour, hour - HOURS) + 1; next <= hour; next++) {
            counts[index(next)] = 0;
        }
        newestHour = Math.max(newestHour, hour);
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR_SECONDS);
    }

    private static int index(long hour) {
        return Math.floorMod(hour, HOURS);
    }
}
