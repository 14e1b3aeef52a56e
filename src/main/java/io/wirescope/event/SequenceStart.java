package io.wirescope.event;

import io.wirescope.internal.event.history.SequenceFloor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Where the sequences of this run of the server begin: at the microseconds since 1970. A run that publishes less than a
 * million events a second on average has given only smaller ones when the next run begins, so what a reader brings from
 * before a restart is in the past. Below 2^53, up to which JavaScript counts exactly, until the year 2255.
 */
@Dependent
class SequenceStart {

    /** What an earlier run may have given after the last that is known: as much as a ring holds. */
    private static final long MARGIN = 1_000_000;

    private final long sequence;

    /**
     * @param clock tells when the run begins
     * @param floor knows what was given before, should the clock have been set back or more been published
     */
    @Inject
    SequenceStart(Clock clock, SequenceFloor floor) {
        long now = Math.max(1, ObservabilityEvent.micros(clock.instant()));
        this.sequence = Math.max(now, floor.greatestSequence() + MARGIN);
    }

    /** {@return the sequence before the first} */
    long sequence() {
        return sequence;
    }
}
