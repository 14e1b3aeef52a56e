package io.wirescope.internal.drift;

import java.util.Arrays;

/** Cuts the values of a reference into bins of about as many values each. */
final class Quantiles {

    static final int BINS = 10;

    private Quantiles() {
    }

    /**
     * {@return the least value of each bin but the first, ascending} A value that is as frequent as a bin should be has a
     * bin of its own, so that ties neither make empty bins nor hide in a wide one.
     *
     * @param sorted the values, ascending, at least one
     */
    static double[] edges(double[] sorted) {
        double[] edges = new double[2 * BINS];
        int count = 0;
        double last = Double.NEGATIVE_INFINITY;
        for (int k = 1; k < BINS; k++) {
            double value = sorted[(int) ((long) k * sorted.length / BINS)];
            boolean heavy = isHeavy(sorted, value);
            if (value > last && (heavy || value > sorted[0])) {
                last = value;
                edges[count++] = value;
            }
            double next = Math.nextUp(value);
            if (heavy && next > last && next < Double.POSITIVE_INFINITY) {
                last = next;
                edges[count++] = next;
            }
        }
        return Arrays.copyOf(edges, count);
    }

    private static boolean isHeavy(double[] sorted, double value) {
        int from = lowerBound(sorted, value);
        int to = lowerBound(sorted, Math.nextUp(value));
        return (long) (to - from) * BINS >= sorted.length;
    }

    // The first place whose value is not less.
    private static int lowerBound(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
