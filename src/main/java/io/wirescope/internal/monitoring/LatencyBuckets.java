package io.wirescope.internal.monitoring;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Times since the start: how many lay in each band, and their sum. Thread-safe. */
final class LatencyBuckets {

    /** The upper bounds of the bands, in microseconds, each within its band. What is beyond has a band of its own. */
    static final List<Long> BOUNDS =
            List.of(10L, 20L, 50L, 100L, 200L, 500L, 1_000L, 2_000L, 5_000L, 10_000L, 50_000L, 100_000L, 1_000_000L);

    private static final long[] BOUNDS_NANOS = BOUNDS.stream().mapToLong(TimeUnit.MICROSECONDS::toNanos).toArray();

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS_NANOS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder sum = new LongAdder(); // in nanoseconds: many messages take but a few microseconds

    void add(long nanos) {
        counts[band(nanos)].increment();
        sum.add(nanos);
    }

    private static int band(long nanos) {
        int band = 0; // most are in the first few
        while (band < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[band]) {
            band++;
        }
        return band;
    }

    /** {@return for each bound, and last for all, how many were no longer than that} They never fall. */
    long[] cumulative() {
        long[] cumulative = new long[counts.length];
        long all = 0;
        for (int band = 0; band < counts.length; band++) {
            all += counts[band].sum();
            cumulative[band] = all;
        }
        return cumulative;
    }

    /** {@return the sum, in microseconds} */
    long micros() {
        return TimeUnit.NANOSECONDS.toMicros(sum.sum());
    }
}
