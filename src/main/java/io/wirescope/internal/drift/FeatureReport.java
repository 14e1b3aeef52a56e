package io.wirescope.internal.drift;

import java.util.List;

/**
 * A feature of a model, as of its last verdict.
 *
 * @param name    the name
 * @param number  whether it is a number, else a category
 * @param figures how far the last window was from the reference, or null before the first verdict
 * @param streak  how many windows in a row it has drifted, up to 3
 * @param cells   its bins or categories, then what is missing
 */
public record FeatureReport(String name, boolean number, Figures figures, int streak, List<Cell> cells) {

    /** Copies the cells. */
    public FeatureReport {
        cells = List.copyOf(cells);
    }

    /**
     * How far a window was from the reference.
     *
     * @param psi           the population stability index
     * @param jensenShannon the Jensen-Shannon distance, 0 to 1
     * @param ks            the Kolmogorov-Smirnov distance over the bins, or null for a category
     * @param threshold     what the index had to reach in order to count as drift
     * @param drifted       whether it has
     */
    public record Figures(double psi, double jensenShannon, Double ks, double threshold, boolean drifted) {

        static Figures of(Divergence divergence) {
            return new Figures(divergence.psi(), divergence.jensenShannon(),
                    Double.isNaN(divergence.ks()) ? null : divergence.ks(), divergence.threshold(), divergence.isDrift());
        }
    }

    /** What a cell counts. */
    public enum Kind {
        /** Numbers from one edge to the next. */
        BIN,
        /** One category. */
        VALUE,
        /** Categories that are not distinguished. */
        OTHER,
        /** No value, or none of the kind that is expected. */
        MISSING
    }

    /**
     * One bar of two histograms.
     *
     * @param kind      what it counts
     * @param label     the category, or null
     * @param from      the least number, or null without a lower end
     * @param to        the number that is above it, or null without an upper end
     * @param reference how many of the reference's events
     * @param current   how many of the last window's events
     */
    public record Cell(Kind kind, String label, Double from, Double to, int reference, int current) {
    }
}
