package io.wirescope.internal.drift;

import java.time.Duration;
import java.util.List;

/**
 * How one model is watched.
 *
 * @param enabled         whether it is
 * @param referenceEvents how many events a learned reference has
 * @param windowEvents    how many events a window has
 * @param earlyEvents     how many suffice once a window is old
 * @param earlyAfter      how old that is
 * @param psi             the population stability index that counts as drift at least
 * @param ignored         features that are left out
 */
record ModelConfig(boolean enabled, int referenceEvents, int windowEvents, int earlyEvents, Duration earlyAfter,
        double psi, List<String> ignored) {

    ModelConfig {
        ignored = List.copyOf(ignored);
    }
}
