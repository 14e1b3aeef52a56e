package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteStatsTest {

    private long nanos = Duration.ofDays(3).toNanos();
    private final RouteStats stats = new RouteStats(() -> nanos);

    private void end(Outcome outcome, long millis) {
        stats.ended(outcome, Duration.ofMillis(millis).toNanos());
    }

    @Test
    void countsTheLastMinuteAndSinceTheStart() {
        IntStream.range(0, 98).forEach(i -> end(Outcome.ANSWERED, 10));
        end(Outcome.TIMEOUT, 1000);
        end(Outcome.FAILED, 1000);
        end(Outcome.REJECTED, 0);
        end(Outcome.REFUSED, 10);

        RouteStats.Window window = stats.window();
        assertThat(window.calls()).isEqualTo(102);
        assertThat(window.errors()).isEqualTo(3);
        assertThat(window.p50Millis().orElseThrow()).isCloseTo(10, within(1.0));
        assertThat(window.p99Millis().orElseThrow()).isCloseTo(1000, within(100.0));
        nanos += Duration.ofSeconds(RouteStats.WINDOW_SECONDS + 1).toNanos();
        assertThat(stats.window().calls()).isZero();
        assertThat(stats.window().p50Millis()).isEmpty();
        assertThat(stats.count(Outcome.ANSWERED)).isEqualTo(98);
    }

    @Test
    void theBucketsAreCumulativeAndWithoutWhatWasRejected() {
        end(Outcome.ANSWERED, 1);
        end(Outcome.ANSWERED, 100_000);
        end(Outcome.REJECTED, 0);

        long[] buckets = stats.cumulative();
        assertThat(buckets).hasSize(RouteStats.BOUNDS_MICROS.size() + 1).isSorted();
        assertThat(buckets[0]).isZero();
        assertThat(buckets[1]).isEqualTo(1);
        assertThat(buckets[buckets.length - 2]).isEqualTo(1);
        assertThat(buckets[buckets.length - 1]).isEqualTo(2);
        assertThat(stats.micros()).isEqualTo(100_001_000);
    }

    @Test
    void keepsTheLastTwentyFailuresNewestFirst() {
        IntStream.range(0, 25).forEach(i -> stats.failed(new CallFailure(Instant.EPOCH, "r-" + i, "c", "id", "t",
                Outcome.FAILED, null, null, 0)));

        assertThat(stats.failures()).hasSize(20).extracting(CallFailure::requestId).startsWith("r-24").endsWith("r-5");
    }
}
