package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTotalTest {

    @ParameterizedTest
    @CsvSource({"100 100 100,300,9223372036854775807", "100 100 100,150,50", "1 2 300 400,203,100", "10 10,0,0",
        "5,4,4", "0 0 7,6,6"})
    void whoHoldsMoreThanTheShareGivesUpTheRestAndWhoHoldsLessNothing(String sizes, long enough, long share) {
        long[] rising = Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();

        assertThat(HistoryTotal.share(rising, enough)).isEqualTo(share);
    }

    @Test
    void nobodyHoldsAnythingThatIsEnough() {
        assertThat(HistoryTotal.share(new long[0], 0)).isEqualTo(Long.MAX_VALUE);
    }
}
