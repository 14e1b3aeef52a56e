package io.wirescope.event;

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

    private final long sequence;

    /** @param clock tells when the run begins */
    @Inject
    SequenceStart(Clock clock) {
        this.sequence = Math.max(1, ObservabilityEvent.micros(clock.instant()));
    }

    /** {@return the sequence before the first} */
    long sequence() {
        return sequence;
    }
}
