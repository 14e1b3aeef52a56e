package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one version of a model. {@link DriftStateJson} writes and reads it.
 *
 * @param key       the version
 * @param learning  the events of its reference so far, or null once that is complete
 * @param reference the reference, or null
 * @param window    the counts since the last verdict, or null without a reference
 * @param last      the counts of the last verdict, or null
 * @param streaks   for each feature how many windows in a row it has drifted
 * @param clean     how many windows in a row nothing has drifted
 * @param level     the level
 * @param lastEvent when the last event was counted
 * @param history   the verdicts, oldest first
 */
record ModelState(ModelKey key, Learning learning, Reference reference, Counts window, Counts last, byte[] streaks,
        int clean, DriftLevel level, Instant lastEvent, List<Verdict> history) {
}
