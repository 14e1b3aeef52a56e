package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import io.wirescope.drift.DriftStatus;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the statement of a change. */
final class DriftStatuses {

    private static final int DIGITS = 6;

    private DriftStatuses() {
    }

    /**
     * {@return what is stated of a verdict that changed a model's level}
     *
     * @param model     the model after the verdict
     * @param judgement the verdict
     * @param features  of how many features there are figures, those that have drifted most first
     */
    static DriftStatus of(ModelDrift model, ModelDrift.Judgement judgement, int features) {
        Bins bins = model.reference().bins();
        List<Divergence> divergences = judgement.divergences();
        List<Integer> worst = IntStream.range(0, divergences.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> divergences.get(i).psi()).reversed())
                .limit(features).toList();
        JsonObjectBuilder figures = JsonFormat.object();
        worst.forEach(i -> figures.add(bins.name(i), figures(divergences.get(i))));
        JsonObjectBuilder metrics = JsonFormat.object();
        if (model.key().version() != null) {
            metrics.add("model_version", model.key().version());
        }
        metrics.add("window_events", judgement.verdict().events()).add("reference_events", model.reference().events())
                .add("features_total", divergences.size()).add("features", figures);
        List<String> drifted = judgement.verdict().level() == DriftLevel.NO_DRIFT ? List.of()
                : worst.stream().filter(i -> divergences.get(i).isDrift()).map(bins::name).toList();
        return new DriftStatus(judgement.verdict().level(), rounded(judgement.verdict().score()).doubleValue(),
                judgement.verdict().at(), drifted, metrics.build(), model.key().model());
    }

    private static JsonObjectBuilder figures(Divergence divergence) {
        JsonObjectBuilder json = JsonFormat.object().add("psi", rounded(divergence.psi()))
                .add("jensen_shannon", rounded(divergence.jensenShannon()));
        if (!Double.isNaN(divergence.ks())) {
            json.add("ks", rounded(divergence.ks()));
        }
        return json.add("threshold", rounded(divergence.threshold())).add("drifted", divergence.isDrift());
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }
}
