package io.wirescope.internal.drift;

import java.time.Instant;
import java.util.Arrays;

/**
 * What a version of a model is compared with. It does not change any more.
 *
 * @param counts the counts of its events
 * @param origin where it comes from
 * @param since  when it was complete
 */
record Reference(Counts counts, Origin origin, Instant since) {

    /** The least events: with fewer, chance moves the shares of the bins too much. */
    static final int MIN_EVENTS = 1_000;

    /** Where a reference comes from. */
    enum Origin {
        /** The first events of the version. */
        LEARNED,
        /** Somebody brought it. */
        UPLOADED
    }

    Bins bins() {
        return counts.bins();
    }

    int events() {
        return counts.events();
    }

    /** {@return whether counts that are compared with either can be added} */
    boolean isSameAs(Reference other) {
        if (events() != other.events() || !bins().isSameAs(other.bins())) {
            return false;
        }
        for (int i = 0; i < bins().size(); i++) {
            if (!Arrays.equals(counts.of(i), other.counts.of(i))) {
                return false;
            }
        }
        return true;
    }
}
