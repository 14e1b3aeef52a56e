package io.wirescope.internal.monitoring;

import java.util.function.LongSupplier;
import org.eclipse.microprofile.metrics.Counter;

/** A metric that follows one total. */
final class SampledCounter implements Sampled {

    private final Counter counter;
    private final LongSupplier total;
    private long last;

    SampledCounter(Counter counter, LongSupplier total) {
        this.counter = counter;
        this.total = total;
    }

    @Override
    public void sample() {
        long now = total.getAsLong();
        if (now > last) {
            counter.inc(now - last);
            last = now;
        }
    }
}
