package io.wirescope.internal.legacy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the legacy addresses can be switched off safely.
 *
 * @param ready    whether they can
 * @param reason   why, or why not
 * @param leftToDo what an operator does next, in order; empty when they are switched off
 */
public record RetirementVerdict(boolean ready, String reason, List<String> leftToDo) {

    /**
     * Judges.
     *
     * @param report    who used them
     * @param connected how many connections there are at the legacy addresses now
     * @param upSince   since when the server counts
     * @param now       the time
     */
    static RetirementVerdict of(LegacyReport report, long connected, LegacyPolicy policy, Instant upSince,
            Instant now) {
        Duration quiet = policy.config().quietPeriod();
        if (policy.isGone()) {
            return new RetirementVerdict(true, "The legacy addresses are switched off", List.of());
        }
        if (connected > 0) {
            return notReady(connected + " connections are open at the legacy addresses", report, policy);
        }
        Instant last = report.endpoints().stream().map(LegacyCount::lastSeen).max(Instant::compareTo).orElse(upSince);
        if (last.plus(quiet).isAfter(now)) {
            return notReady((report.total() == 0 ? "No legacy use so far, but counted only since "
                    : "Last legacy use at ") + last + "; the quiet period is " + quiet, report, policy);
        }
        return new RetirementVerdict(true, "No legacy use for " + quiet,
                List.of("Set wirescope.legacy.enabled=false"));
    }

    private static RetirementVerdict notReady(String reason, LegacyReport report, LegacyPolicy policy) {
        List<String> steps = new ArrayList<>();
        if (report.total() > 0) {
            steps.add("Notify the owners of the listed clients; " + policy.config().migrationGuide()
                    + " explains the migration");
        }
        if (policy.config().sunset().isEmpty()) {
            steps.add("Announce a date: set wirescope.legacy.sunset");
        } else if (policy.config().brownouts().isEmpty()) {
            steps.add("Schedule brownouts so that owners notice in time: set wirescope.legacy.brownouts");
        }
        steps.add("Wait until there has been no legacy use for " + policy.config().quietPeriod());
        return new RetirementVerdict(false, reason, steps);
    }
}
