package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRateTest {

    /** Two a second, three at once, two warnings. */
    private final MessageRate rate = new MessageRate(new TokenBucket(2, 3, 0), 2);

    private void assertVerdicts(long now, RateVerdict... verdicts) {
        for (RateVerdict verdict : verdicts) {
            assertThat(rate.next(now)).isEqualTo(verdict);
        }
    }

    @Test
    void aBurstIsAdmittedThenRefusedThenTheEnd() {
        assertVerdicts(0, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.REFUSED,
                RateVerdict.REFUSED, RateVerdict.CLOSE, RateVerdict.CLOSE);
    }

    @Test
    void whoKeepsToTheRateIsAdmittedForEver() {
        for (int i = 0; i < 1000; i++) {
            assertVerdicts(500L * i, RateVerdict.ADMITTED);
        }
    }

    @Test
    void tokensComeBackInTheirTimeAndNoMoreThanTheBurst() {
        assertVerdicts(0, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED);
        assertVerdicts(499, RateVerdict.REFUSED);
        assertVerdicts(500, RateVerdict.ADMITTED, RateVerdict.REFUSED);
        assertVerdicts(1_000_000, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED,
                RateVerdict.REFUSED);
    }

    @Test
    void warningsAreForgottenOnceTheBucketIsFullAgain() {
        assertVerdicts(0, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.REFUSED,
                RateVerdict.REFUSED);
        assertVerdicts(1500, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.REFUSED,
                RateVerdict.REFUSED, RateVerdict.CLOSE);
    }

    @Test
    void warningsAreNotForgottenBefore() {
        assertVerdicts(0, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.REFUSED,
                RateVerdict.REFUSED);
        assertVerdicts(500, RateVerdict.ADMITTED, RateVerdict.CLOSE);
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        assertVerdicts(10_000, RateVerdict.ADMITTED, RateVerdict.ADMITTED, RateVerdict.ADMITTED);
        assertVerdicts(0, RateVerdict.REFUSED);
        assertVerdicts(500, RateVerdict.ADMITTED);
    }
}
