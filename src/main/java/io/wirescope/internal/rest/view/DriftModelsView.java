package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.drift.DriftDetector;
import io.wirescope.internal.drift.FeatureReport;
import io.wirescope.internal.drift.ModelReport;
import io.wirescope.internal.drift.SkipReason;
import io.wirescope.internal.drift.Verdict;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How models drift, as the detector computes it.
 *
 * @param detector      {@code on} or {@code off}
 * @param modelsLimit   how many versions of models are watched at most
 * @param eventsCounted how many events were counted since the start
 * @param eventsLost    how many events of any type left the buffer before they were looked at
 * @param eventsSkipped how many events were not counted, by reason
 * @param models        the models, by name and version
 */
public record DriftModelsView(String detector, int modelsLimit, long eventsCounted, long eventsLost,
        Map<String, Long> eventsSkipped, List<ModelView> models) {

    private static final int DIGITS = 6;

    /** {@return how these models stand} */
    public static DriftModelsView of(DriftDetector detector, List<ModelReport> reports) {
        Map<String, Long> skipped = new TreeMap<>();
        for (SkipReason reason : SkipReason.values()) {
            skipped.put(reason.wireName(), detector.skipped(reason));
        }
        return new DriftModelsView(detector.isOn() ? "on" : "off", detector.modelLimit(), detector.counted(),
                detector.lost(), skipped, reports.stream().map(ModelView::of).toList());
    }

    private static BigDecimal rounded(Double value) {
        return value == null ? null : BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    private static String time(Instant time) {
        return time == null ? null : Rfc3339.format(time);
    }

    /**
     * What a model is compared with.
     *
     * @param state      {@code learning} or {@code complete}
     * @param origin     {@code learned} or {@code uploaded}, or null while it is being learned
     * @param events     how many events it has
     * @param wanted     how many it is to have while it is being learned
     * @param completeAt since when it is complete, or null
     */
    @JsonbNillable
    public record ReferenceView(String state, String origin, int events, int wanted, String completeAt) {

        static ReferenceView of(ModelReport report) {
            return new ReferenceView(report.origin() == null ? "learning" : "complete", report.origin(),
                    report.referenceEvents(), report.referenceWanted(), time(report.referenceSince()));
        }
    }

    /**
     * What came out of a window.
     *
     * @param calculatedAt    when
     * @param events          how many events it had
     * @param driftScore      the greatest population stability index
     * @param worstFeature    the feature that has it, or null
     * @param threshold       what that had to reach in order to count as drift
     * @param driftedFeatures how many features had drifted
     * @param status          the model's status from then on
     */
    @JsonbNillable
    public record VerdictView(String calculatedAt, int events, BigDecimal driftScore, String worstFeature,
            BigDecimal threshold, int driftedFeatures, String status) {

        static VerdictView of(Verdict verdict) {
            return verdict == null ? null : new VerdictView(time(verdict.at()), verdict.events(),
                    rounded(verdict.score()), verdict.feature(), rounded(verdict.threshold()), verdict.drifted(), verdict.level().name());
        }
    }

    /**
     * One bar of the histograms of reference and last window.
     *
     * @param kind      {@code bin}, {@code value}, {@code other} or {@code missing}
     * @param label     the category, or null
     * @param from      the least number, or null
     * @param to        the number above it, or null
     * @param reference how many of the reference's events
     * @param current   how many of the last window's events
     */
    @JsonbNillable
    public record CellView(String kind, String label, Double from, Double to, int reference, int current) {

        static CellView of(FeatureReport.Cell cell) {
            return new CellView(cell.kind().name().toLowerCase(Locale.ROOT), cell.label(), cell.from(), cell.to(),
                    cell.reference(), cell.current());
        }
    }

    /**
     * A feature as of the last window; its figures are null before the first.
     *
     * @param name          its name
     * @param kind          {@code number} or {@code category}
     * @param psi           the population stability index
     * @param jensenShannon the Jensen-Shannon distance
     * @param ks            the Kolmogorov-Smirnov distance over the bins, null for a category
     * @param threshold     what the index has to reach
     * @param drifted       whether it has
     * @param windowsInARow how many windows in a row it has, up to 3
     * @param cells         its histograms
     */
    @JsonbNillable
    public record FeatureView(String name, String kind, BigDecimal psi, BigDecimal jensenShannon, BigDecimal ks,
            BigDecimal threshold, boolean drifted,
            @JsonbProperty("windows_in_a_row") int windowsInARow, List<CellView> cells) {

        static FeatureView of(FeatureReport report) {
            FeatureReport.Figures figures = report.figures();
            boolean known = figures != null;
            return new FeatureView(report.name(), report.number() ? "number" : "category",
                    known ? rounded(figures.psi()) : null, known ? rounded(figures.jensenShannon()) : null,
                    known ? rounded(figures.ks()) : null, known ? rounded(figures.threshold()) : null,
                    known && figures.drifted(), report.streak(), report.cells().stream().map(CellView::of).toList());
        }
    }

    /**
     * One version of a model.
     *
     * @param model         its name
     * @param modelVersion  its version, or null
     * @param status        {@code NO_DRIFT}, {@code DRIFT_DETECTED} or {@code DRIFT_CONFIRMED}
     * @param last          the last verdict, or null before the first
     * @param reference     what it is compared with
     * @param windowEvents  how many events were counted since the last verdict
     * @param windowWanted  how many a window has
     * @param missingEvents how many are missing for the next verdict
     * @param leastPsi      the index that counts as drift at least
     * @param lastEventAt   when the last event was counted
     * @param history       the verdicts, oldest first, up to 100; only the last where no model is asked for
     * @param features      its features, those that have drifted most first; only where one model is asked for
     */
    @JsonbNillable
    public record ModelView(String model, String modelVersion, String status, VerdictView last, ReferenceView reference,
            int windowEvents, int windowWanted, int missingEvents, double leastPsi, String lastEventAt,
            List<VerdictView> history, List<FeatureView> features) {

        /** {@return how a version stands} */
        public static ModelView of(ModelReport report) {
            return new ModelView(report.key().model(), report.key().version(), report.level().name(),
                    VerdictView.of(report.last()), ReferenceView.of(report), report.windowEvents(),
                    report.windowWanted(), report.missingEvents(), report.psi(), time(report.lastEvent()),
                    report.history().stream().map(VerdictView::of).toList(),
                    report.features().stream().map(FeatureView::of).toList());
        }
    }
}
