package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How one version of a model stands. Immutable.
 *
 * @param key             the version
 * @param level           its level
 * @param referenceEvents how many events its reference has, or so far
 * @param referenceWanted how many it is to have
 * @param origin          where the reference comes from, {@code learned} or {@code uploaded}; null while it is being learned
 * @param referenceSince  when it was complete, or null
 * @param windowEvents    how many events were counted since the last verdict
 * @param windowWanted    how many a window has
 * @param missingEvents   how many are missing for the next verdict
 * @param psi             the population stability index that counts as drift at least
 * @param lastEvent       when the last event was counted
 * @param history         the verdicts, oldest first; without the features only the last
 * @param features        the features, those that have drifted most first; empty while the reference is being learned
 */
public record ModelReport(ModelKey key, DriftLevel level, int referenceEvents, int referenceWanted, String origin,
        Instant referenceSince, int windowEvents, int windowWanted, int missingEvents, double psi, Instant lastEvent,
        List<Verdict> history, List<FeatureReport> features) {

    /** Copies the lists. */
    public ModelReport {
        history = List.copyOf(history);
        features = List.copyOf(features);
    }

    /** {@return the last verdict, or null before the first} */
    public Verdict last() {
        return history.isEmpty() ? null : history.get(history.size() - 1);
    }

    /** {@return how a model stands, with its features or without} */
    static ModelReport of(ModelDrift model, Instant now, boolean withFeatures) {
        Reference reference = model.reference();
        boolean learning = reference == null;
        return new ModelReport(model.key(), model.level(),
                learning ? model.learning().events() : reference.events(), model.config().referenceEvents(),
                learning ? null : reference.origin().name().toLowerCase(Locale.ROOT),
                learning ? null : reference.since(), learning ? 0 : model.window().events(),
                model.config().windowEvents(), model.missingEvents(now), model.config().psi(), model.lastEvent(),
                withFeatures ? model.history() : model.lastVerdict().map(List::of).orElse(List.of()), withFeatures && !learning ? features(model) : List.of());
    }

    private static List<FeatureReport> features(ModelDrift model) {
        List<Divergence> divergences = model.divergences();
        List<FeatureReport> features = new ArrayList<>();
        Bins bins = model.reference().bins();
        for (int i = 0; i < bins.size(); i++) {
            features.add(new FeatureReport(bins.name(i), bins.isNumber(i),
                    divergences.isEmpty() ? null : FeatureReport.Figures.of(divergences.get(i)), model.streak(i),
                    cells(model, i)));
        }
        features.sort((one, other) -> Double.compare(psi(other), psi(one))); // stable: else by name
        return features;
    }

    private static double psi(FeatureReport feature) {
        return feature.figures() == null ? 0 : feature.figures().psi();
    }

    private static List<FeatureReport.Cell> cells(ModelDrift model, int feature) {
        Bins bins = model.reference().bins();
        int[] reference = model.reference().counts().of(feature);
        int[] current = model.last() == null ? new int[reference.length] : model.last().of(feature);
        List<FeatureReport.Cell> cells = new ArrayList<>();
        for (int i = 0; i < reference.length; i++) {
            cells.add(cell(bins, feature, i, reference[i], current[i]));
        }
        return cells;
    }

    private static FeatureReport.Cell cell(Bins bins, int feature, int cell, int reference, int current) {
        if (bins.start(feature) + cell == bins.end(feature)) {
            return new FeatureReport.Cell(FeatureReport.Kind.MISSING, null, null, null, reference, current);
        }
        if (bins.isNumber(feature)) {
            double[] edges = bins.edges(feature);
            return new FeatureReport.Cell(FeatureReport.Kind.BIN, null, cell == 0 ? null : edges[cell - 1],
                    cell == edges.length ? null : edges[cell], reference, current);
        }
        String[] labels = bins.labels(feature);
        return cell == labels.length
                ? new FeatureReport.Cell(FeatureReport.Kind.OTHER, null, null, null, reference, current)
                : new FeatureReport.Cell(FeatureReport.Kind.VALUE, labels[cell], null, null, reference, current);
    }
}
