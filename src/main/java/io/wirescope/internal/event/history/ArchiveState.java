package io.wirescope.internal.event.history;

import java.util.Locale;

/** How an archive fares. */
public enum ArchiveState {
    /** It is being opened. */
    STARTING,
    /** It takes what is published. */
    OK,
    /** It takes less than is published: more than half of memory waits for it. */
    BEHIND,
    /** It can't be reached, or fails. */
    UNAVAILABLE,
    /** There is no space left. */
    FULL;

    /** {@return the word in answers} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
