package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import java.time.Instant;

/**
 * What came out of one window.
 *
 * @param at      when it was judged
 * @param events  how many events it had
 * @param score   the greatest population stability index of a feature
 * @param feature the feature that has it, or null where there are no features
 * @param threshold what that had to reach in order to count as drift
 * @param drifted how many features had drifted
 * @param level   the level of the model from then on
 */
public record Verdict(Instant at, int events, double score, String feature, double threshold, int drifted, DriftLevel level) {
}
