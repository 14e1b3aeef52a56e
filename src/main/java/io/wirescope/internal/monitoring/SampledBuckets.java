package io.wirescope.internal.monitoring;

import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;

/**
 * The cumulative buckets of a histogram, a counter each, from the smallest to that of all.
 *
 * <p>They rise to one snapshot, the largest first, so at no time is one above the next. Only a scrape that reads
 * some before and some after, within the microseconds that this takes each second, may see it so; the next is right.
 */
final class SampledBuckets implements Sampled {

    private final List<Counter> counters;
    private final Supplier<long[]> totals;
    private long[] last;

    SampledBuckets(List<Counter> counters, Supplier<long[]> totals) {
        this.counters = List.copyOf(counters);
        this.totals = totals;
        this.last = new long[counters.size()];
    }

    @Override
    public void sample() {
        long[] now = totals.get();
        for (int bucket = now.length - 1; bucket >= 0; bucket--) {
            counters.get(bucket).inc(now[bucket] - last[bucket]);
        }
        last = now;
    }
}
