package io.wirescope.internal.drift;

/**
 * How far the current counts of a feature are from those of its reference. Cells that are empty in both don't count.
 *
 * @param psi           the population stability index of the counts, 0.5 added to each so that it is finite
 * @param jensenShannon the Jensen-Shannon distance of the same with logarithms to the base 2, from 0 to 1
 * @param ks            the greatest difference of the two cumulative shares at the edges of the bins, of values that are
 *                      not missing, from 0 to 1; not a number where the values have no order
 * @param threshold     what the index had to reach in order to count as drift
 * @param cells         how many cells are not empty in both
 */
record Divergence(double psi, double jensenShannon, double ks, double threshold, int cells) {

    private static final double ADDED = 0.5;

    /** {@return whether the difference is both large and more than chance makes of it} */
    boolean isDrift() {
        return psi >= threshold;
    }

    /**
     * Compares two distributions over the same cells.
     *
     * @param reference the counts of both
     * @param current   as many as those of the reference
     * @param ordered   how many cells, from the first on, are in the order of their values; 0 for categories
     * @param guard     knows the threshold
     */
    static Divergence of(int[] reference, int[] current, int ordered, DriftGuard guard) {
        int cells = 0;
        long references = 0;
        long currents = 0;
        for (int i = 0; i < reference.length; i++) {
            cells += reference[i] + current[i] > 0 ? 1 : 0;
            references += reference[i];
            currents += current[i];
        }
        double psi = 0;
        double shannon = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] + current[i] > 0) {
                double p = (reference[i] + ADDED) / (references + ADDED * cells);
                double q = (current[i] + ADDED) / (currents + ADDED * cells);
                psi += (q - p) * Math.log(q / p);
                shannon += p * Math.log(2 * p / (p + q)) + q * Math.log(2 * q / (p + q));
            }
        }
        return new Divergence(psi, Math.sqrt(Math.max(0, shannon / 2 / Math.log(2))), ks(reference, current, ordered),
                guard.threshold(cells, references, currents), cells);
    }

    private static double ks(int[] reference, int[] current, int ordered) {
        long references = sum(reference, ordered);
        long currents = sum(current, ordered);
        if (references == 0 || currents == 0) {
            return Double.NaN;
        }
        double greatest = 0;
        long below = 0;
        long currentlyBelow = 0;
        for (int i = 0; i < ordered; i++) {
            below += reference[i];
            currentlyBelow += current[i];
            greatest = Math.max(greatest, Math.abs((double) below / references - (double) currentlyBelow / currents));
        }
        return greatest;
    }

    private static long sum(int[] counts, int cells) {
        long sum = 0;
        for (int i = 0; i < cells; i++) {
            sum += counts[i];
        }
        return sum;
    }
}
