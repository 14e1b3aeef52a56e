package io.wirescope.internal.drift;

/**
 * Says which population stability index counts as drift: it has to be large, and larger than chance makes it in windows of
 * this size. Without drift the index follows chi-squared with one degree of freedom less than there are cells, times
 * (1/n + 1/m) for n and m values. For one thread.
 */
final class DriftGuard {

    /** The part of undrifted windows that may be taken for drifted, over all features of a model. */
    static final double FALSE_ALARMS = 0.001;

    private final double least;
    private final double tail;

    /** The points by cells, 0 where not computed yet. */
    private final double[] points = new double[64];

    /**
     * @param least    the index that it takes at least
     * @param features how many features are judged beside each other, from 1
     */
    DriftGuard(double least, int features) {
        this.least = least;
        this.tail = FALSE_ALARMS / features;
    }

    /**
     * {@return what the index has to reach}
     *
     * @param cells      how many cells are not empty
     * @param references how many values the reference has
     * @param currents   how many the window has
     */
    double threshold(int cells, long references, long currents) {
        if (cells < 2 || references == 0 || currents == 0) {
            return least;
        }
        return Math.max(least, point(cells) * (1.0 / currents + 1.0 / references));
    }

    private double point(int cells) {
        if (cells >= points.length) {
            return ChiSquared.point(tail, cells - 1);
        }
        if (points[cells] == 0) {
            points[cells] = ChiSquared.point(tail, cells - 1);
        }
        return points[cells];
    }
}
