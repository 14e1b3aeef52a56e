package io.wirescope.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSamplerTest {

    private static final int MANY = 10_000;

    private final Random random = new Random(19);

    private String trace() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1})
    void takesThePartThatIsAskedFor(double ratio) {
        TraceSampler sampler = new TraceSampler(new Sampling(true, ratio, MANY));
        int taken = 0;
        for (int i = 0; i < MANY; i++) {
            taken += sampler.isSampled(trace(), null, 0) ? 1 : 0;
        }
        assertThat(taken / (double) MANY).isBetween(ratio - 0.02, ratio + 0.02);
    }

    @Test
    void theCallersFlagDecides() {
        TraceSampler none = new TraceSampler(new Sampling(true, 0, 1));
        TraceSampler all = new TraceSampler(new Sampling(true, 1, MANY));

        assertThat(none.isSampled(trace(), true, 0)).isTrue();
        assertThat(all.isSampled(trace(), false, 0)).isFalse();
    }

    @Test
    void theCallersFlagDecidesNothingWhereTheSamplerIsNotByParent() {
        assertThat(new TraceSampler(new Sampling(false, 0, MANY)).isSampled(trace(), true, 0)).isFalse();
        assertThat(new TraceSampler(new Sampling(false, 1, MANY)).isSampled(trace(), false, 0)).isTrue();
    }

    @Test
    void beginsSoManyTracesASecondAndCutsNone() {
        TraceSampler sampler = new TraceSampler(new Sampling(true, 1, 2));
        String first = trace();
        String second = trace();
        String third = trace();

        assertThat(sampler.isSampled(first, null, 5_000_000)).isTrue();
        assertThat(sampler.isSampled(second, null, 5_400_000)).isTrue();
        assertThat(sampler.isSampled(third, null, 5_999_999)).isFalse();
        assertThat(sampler.isSampled(first, null, 5_999_999)).as("the rest of it").isTrue();
        assertThat(sampler.isSampled(trace(), null, 6_000_000)).isTrue();
        assertThat(sampler.isSampled(third, null, 6_000_000)).as("the rest of what was left out").isFalse();
        assertThat(sampler.limited()).isEqualTo(1);
        assertThat(sampler.isSampled(trace(), true, 5_999_999)).as("asked for by its caller").isTrue();
    }

    @Test
    void aClockThatWasSetBackBeginsASecond() {
        TraceSampler sampler = new TraceSampler(new Sampling(true, 1, 1));

        assertThat(sampler.isSampled(trace(), null, 9_000_000)).isTrue();
        assertThat(sampler.isSampled(trace(), null, 9_000_000)).isFalse();
        assertThat(sampler.isSampled(trace(), null, 2_000_000)).isTrue();
    }
}
