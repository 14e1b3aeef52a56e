package io.wirescope.bench.load;

import java.util.concurrent.Callable;

/** Runs something until it gets no faster: a server on one core compiles what is hot for a minute and more. */
final class WarmUp {

    private static final double STEADY = 1.05;
    private static final int MOST_WINDOWS = 24;

    private WarmUp() {
    }

    /**
     * Runs windows until two in a row are not more than a twentieth faster than the best before, 24 at most.
     *
     * @param window runs for some seconds, and returns how much it did
     */
    static void until(Callable<Double> window) throws Exception {
        double best = window.call();
        int steady = 0;
        for (int i = 1; i < MOST_WINDOWS && steady < 2; i++) {
            double now = window.call();
            steady = now > best * STEADY ? 0 : steady + 1;
            best = Math.max(best, now);
        }
    }
}
