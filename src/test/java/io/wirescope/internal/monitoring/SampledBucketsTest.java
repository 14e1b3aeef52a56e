package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.junit.jupiter.api.Test;

class SampledBucketsTest {

    private final List<Bucket> buckets = Stream.generate(Bucket::new).limit(3).toList();
    private long[] totals = {0, 0, 0};
    private final SampledBuckets sampled = new SampledBuckets(List.copyOf(buckets), () -> totals);

    private List<Long> counts() {
        return buckets.stream().map(Bucket::getCount).toList();
    }

    @Test
    void followTheTotals() {
        totals = new long[] {1, 2, 5};
        sampled.sample();
        assertThat(counts()).containsExactly(1L, 2L, 5L);

        totals = new long[] {1, 7, 11};
        sampled.sample();
        sampled.sample();
        assertThat(counts()).containsExactly(1L, 7L, 11L);
    }

    @Test
    void noneIsAboveTheNextWhileTheyRise() {
        totals = new long[] {1, 2, 5};
        sampled.sample();
        totals = new long[] {9, 9, 9};
        sampled.sample();
        assertThat(counts()).containsOnly(9L); // each step there was looked at
    }

    /** Looks at all at each of its steps. */
    private final class Bucket implements Counter {

        private long count;

        @Override
        public void inc() {
            inc(1);
        }

        @Override
        public void inc(long by) {
            count += by;
            assertThat(counts()).isSorted();
        }

        @Override
        public long getCount() {
            return count;
        }
    }
}
