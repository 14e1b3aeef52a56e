package io.wirescope.internal.event.history;

import java.time.Duration;
import java.time.Instant;

/**
 * How many events there were in each part of a time.
 *
 * @param since    the begin of the first bucket
 * @param width    the time of each bucket
 * @param counts   the events of each bucket, the oldest first; not copied, and not changed by anybody
 * @param coverage what the counts have of the archive, or null where there is none
 */
public record EventHistogram(Instant since, Duration width, long[] counts, ArchiveCoverage coverage) {

    /** The most buckets. */
    public static final int MAX_BUCKETS = 500;

    /** {@return how many events that are together} */
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
