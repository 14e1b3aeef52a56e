package io.wirescope.event;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A counter padded to a cache line of its own, so that writes of other threads to neighbouring fields do not slow down
 * increments. Thread-safe.
 */
final class PaddedCounter {

    /** Two lines of 64 bytes on either side, because processors fetch lines in pairs. */
    private static final int PADDING = 16;

    private final AtomicLongArray padded = new AtomicLongArray(2 * PADDING + 1);

    /** @param initial where it begins to count */
    PaddedCounter(long initial) {
        padded.set(PADDING, initial);
    }

    long get() {
        return padded.get(PADDING);
    }

    long incrementAndGet() {
        return padded.incrementAndGet(PADDING);
    }

    /** Raises the counter to a value that is greater. {@return the counter then} */
    long raiseTo(long value) {
        return padded.accumulateAndGet(PADDING, value, Math::max);
    }
}
