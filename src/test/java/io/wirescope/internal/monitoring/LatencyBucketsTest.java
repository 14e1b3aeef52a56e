package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyBucketsTest {

    private static final int LAST = LatencyBuckets.BOUNDS.size();

    private final LatencyBuckets bands = new LatencyBuckets();

    @ParameterizedTest
    @CsvSource({"0, 0", "9999, 0", "10000, 0", "10001, 1", "20000, 1", "20001, 2", "1000000, 6", "1000001, 7",
        "1000000000, 12", "1000000001, 13", "9000000000000, 13"})
    void aTimeEqualToABoundIsWithinIt(long nanos, int smallest) {
        bands.add(nanos);

        long[] cumulative = bands.cumulative();
        assertThat(cumulative).hasSize(LAST + 1);
        for (int band = 0; band <= LAST; band++) {
            assertThat(cumulative[band]).as("band %d", band).isEqualTo(band < smallest ? 0 : 1);
        }
    }

    @Test
    void boundsRise() {
        assertThat(LatencyBuckets.BOUNDS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eachBucketHasThoseOfTheSmallerOnes() {
        LatencyBuckets.BOUNDS.forEach(micros -> bands.add(TimeUnit.MICROSECONDS.toNanos(micros)));
        bands.add(TimeUnit.HOURS.toNanos(1));

        assertThat(bands.cumulative()).isEqualTo(IntStream.rangeClosed(1, LAST + 1).asLongStream().toArray());
    }

    @Test
    void countsAllAndNotASampleOfThem() {
        for (int i = 0; i < 5_000; i++) {
            bands.add(15_000);
        }

        long[] cumulative = bands.cumulative();
        assertThat(cumulative[0]).isZero();
        assertThat(Arrays.copyOfRange(cumulative, 1, LAST + 1)).containsOnly(5_000);
    }

    @Test
    void addsUpPartsOfMicroseconds() {
        for (int i = 0; i < 1_000; i++) {
            bands.add(2_500);
        }

        assertThat(bands.micros()).isEqualTo(2_500);
    }

    @Test
    void losesNothingOfManyThreadsAndNeverFallsMeanwhile() throws Exception {
        Thread[] adding = IntStream.range(0, 4).mapToObj(i -> new Thread(this::addToEveryBand)).toArray(Thread[]::new);
        for (Thread thread : adding) {
            thread.start();
        }
        long[] earlier = bands.cumulative();
        while (Arrays.stream(adding).anyMatch(Thread::isAlive)) {
            long[] now = bands.cumulative();
            assertThat(now).isSorted();
            for (int band = 0; band <= LAST; band++) {
                assertThat(now[band]).isGreaterThanOrEqualTo(earlier[band]);
            }
            earlier = now;
        }

        long each = 4 * 10_000;
        assertThat(bands.cumulative())
                .isEqualTo(IntStream.rangeClosed(1, LAST + 1).mapToLong(band -> band * each).toArray());
        long sum = LatencyBuckets.BOUNDS.stream().mapToLong(Long::longValue).sum() + 2_000_000;
        assertThat(bands.micros()).isEqualTo(each * sum);
    }

    private void addToEveryBand() {
        for (int i = 0; i < 10_000; i++) {
            LatencyBuckets.BOUNDS.forEach(micros -> bands.add(TimeUnit.MICROSECONDS.toNanos(micros)));
            bands.add(TimeUnit.SECONDS.toNanos(2));
        }
    }
}
