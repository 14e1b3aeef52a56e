package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.drift.DriftLevel;
import io.wirescope.event.MapSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often the detector is wrong, with a seed, so that it comes out the same each time. Values go past the parser, and are
 * uniform where nothing is shifted: bins made of quantiles don't know any other continuous distribution from it.
 */
class DriftAccuracyTest {

    private static final int FEATURES = 20;
    private static final List<String> NAMES = IntStream.range(0, FEATURES).mapToObj(i -> String.format("f%02d", i)).toList();
    private static final String[] NO_TEXTS = new String[FEATURES];

    private final ModelConfig config = new ModelSettings(MapSettings.with()).of(WatchedModel.KEY.model());
    private final SplittableRandom random = new SplittableRandom(2026);
    private final double[] values = new double[FEATURES];

    private ModelDrift model() {
        return new ModelDrift(WatchedModel.KEY, config, WatchedModel.NOW);
    }

    private void uniform(ModelDrift model, int events) {
        for (int i = 0; i < events; i++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                values[feature] = random.nextDouble();
            }
            model.add(new Inference(NAMES, values, NO_TEXTS), WatchedModel.NOW);
        }
    }

    private void normal(ModelDrift model, int events, double shift) {
        for (int i = 0; i < events; i++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                values[feature] = random.nextGaussian();
            }
            values[7] += shift;
            model.add(new Inference(NAMES, values, NO_TEXTS), WatchedModel.NOW);
        }
    }

    @Test
    void ofTenThousandWindowsWithoutDriftAtMostOneInTwoHundredIsDetectedAndNoneConfirmed() {
        int drifted = 0;
        List<DriftLevel> levels = new ArrayList<>();
        for (int reference = 0; reference < 10; reference++) { // each has its own error
            ModelDrift model = model();
            uniform(model, config.referenceEvents());
            for (int i = 0; i < 1_000; i++) {
                uniform(model, config.windowEvents());
                Verdict verdict = model.judge(WatchedModel.NOW).verdict();
                drifted += verdict.drifted() > 0 ? 1 : 0;
                levels.add(verdict.level());
            }
        }
        assertThat(levels).hasSize(10_000).doesNotContain(DriftLevel.DRIFT_CONFIRMED);
        assertThat(drifted).isLessThanOrEqualTo(50);
    }

    @Test
    void aShiftOfHalfADeviationIsDetectedInTheFirstWindowAndConfirmedWithinTwoThousandEvents() {
        int detected = 0;
        int confirmed = 0;
        int shifts = 100;
        for (int i = 0; i < shifts; i++) {
            ModelDrift model = model();
            normal(model, config.referenceEvents(), 0);
            detected += judged(model) == DriftLevel.DRIFT_DETECTED ? 1 : 0;
            DriftLevel last = DriftLevel.NO_DRIFT;
            for (int events = 500; events < 2_000; events += 500) {
                last = judged(model);
            }
            confirmed += last == DriftLevel.DRIFT_CONFIRMED ? 1 : 0;
        }
        assertThat(detected).isGreaterThanOrEqualTo(shifts * 99 / 100);
        assertThat(confirmed).isEqualTo(shifts);
    }

    private DriftLevel judged(ModelDrift model) {
        normal(model, config.windowEvents(), 0.5);
        Verdict verdict = model.judge(WatchedModel.NOW).verdict();
        assertThat(verdict.feature()).isEqualTo("f07");
        return verdict.level();
    }
}
