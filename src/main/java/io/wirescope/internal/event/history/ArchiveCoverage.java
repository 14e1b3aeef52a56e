package io.wirescope.internal.event.history;

import java.util.Locale;

/** What an answer has of the archive (contract, section 11). */
public enum ArchiveCoverage {
    /** All that was archived. */
    COMPLETE,
    /** Some events have left memory and are not archived yet. */
    BEHIND,
    /** Memory only: the archive can't be asked. */
    UNAVAILABLE,
    /** Memory, and what the archive found in its time. */
    TIMED_OUT;

    /** {@return the word in answers} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
