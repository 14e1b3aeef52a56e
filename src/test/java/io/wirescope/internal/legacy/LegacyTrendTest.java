package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegacyTrendTest {

    private static final Instant START = Instant.parse("2025-08-16T01:36:59Z");
    private static final Instant FIRST_HOUR = Instant.parse("2025-08-16T01:00:00Z");

    private final LegacyTrend trend = new LegacyTrend();

    private static Instant after(int hours) {
        return START.plus(Duration.ofHours(hours));
    }

    @Test
    void beforeTheFirstUseThereIsNone() {
        assertThat(trend.hours(START)).isEmpty();
        assertThat(trend.hours(after(1000))).isEmpty();
    }

    @Test
    void countsByTheHourIncludingQuietOnes() {
        trend.note(START);
        trend.note(after(0));
        trend.note(after(2));

        assertThat(trend.hours(after(3))).containsExactly(
                new LegacyHour(FIRST_HOUR, 2),
                new LegacyHour(FIRST_HOUR.plus(Duration.ofHours(1)), 0),
                new LegacyHour(FIRST_HOUR.plus(Duration.ofHours(2)), 1),
                new LegacyHour(FIRST_HOUR.plus(Duration.ofHours(3)), 0));
    }

    @Test
    void goesBackAWeek() {
        for (int hour = 0; hour < 500; hour++) {
            trend.note(after(hour));
        }

        List<LegacyHour> hours = trend.hours(after(500));

        assertThat(hours).hasSize(168);
        assertThat(hours.get(0).start()).isEqualTo(FIRST_HOUR.plus(Duration.ofHours(333)));
        assertThat(hours.get(0).count()).isEqualTo(1);
        assertThat(hours.get(167)).isEqualTo(new LegacyHour(FIRST_HOUR.plus(Duration.ofHours(500)), 0));
    }

    @Test
    void afterAQuietMonthNothingOldIsLeft() {
        trend.note(START);

        assertThat(trend.hours(after(720))).hasSize(168).allMatch(hour -> hour.count() == 0);
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        trend.note(after(5));
        trend.note(after(1));

        assertThat(trend.hours(after(1))).containsExactly(new LegacyHour(FIRST_HOUR.plus(Duration.ofHours(5)), 2));
    }
}
