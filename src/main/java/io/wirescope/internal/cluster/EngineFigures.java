package io.wirescope.internal.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what went to and came from the engine since the start. Thread-safe. */
public final class EngineFigures {

    private final LongAdder commands = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder characters = new LongAdder();
    private final LongAdder probesFailed = new LongAdder();
    private final AtomicLong lastNanos = new AtomicLong();

    /** Counts commands that were answered together. */
    public void roundTrip(int count, long took) {
        commands.add(count);
        batches.increment();
        nanos.add(took);
        lastNanos.set(took);
    }

    /** Counts a message. */
    public void heard(int length) {
        frames.increment();
        characters.add(length);
    }

    /** Counts a probe that did not come back. */
    public void probeFailed() {
        probesFailed.increment();
    }

    /** {@return how many commands were answered} */
    public long commands() {
        return commands.sum();
    }

    /** {@return how many round trips there were} */
    public long roundTrips() {
        return batches.sum();
    }

    /** {@return how long all round trips took, in nanoseconds} */
    public long roundTripNanos() {
        return nanos.sum();
    }

    /** {@return how long the last round trip took, in nanoseconds} */
    public long lastRoundTripNanos() {
        return lastNanos.get();
    }

    /** {@return how many messages came} */
    public long frames() {
        return frames.sum();
    }

    /** {@return how many characters they had} */
    public long characters() {
        return characters.sum();
    }

    /** {@return how often the connection that listens was found dead} */
    public long probesFailed() {
        return probesFailed.sum();
    }
}
