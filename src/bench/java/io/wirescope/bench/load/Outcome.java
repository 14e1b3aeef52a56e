package io.wirescope.bench.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a run gave.
 *
 * @param perSecond answers or deliveries a second
 * @param perCpu    the same for each second of the server's CPU; 0 where that is unknown
 * @param micros    how long each took, in microseconds
 * @param lost      messages that did not come
 * @param doubled   messages that came twice or out of order
 */
record Outcome(double perSecond, double perCpu, Histogram micros, long lost, long doubled) {

    Outcome(double perSecond, Histogram micros, long lost, long doubled) {
        this(perSecond, 0, micros, lost, doubled);
    }

    static Histogram histogram() {
        return new Histogram(60_000_000L, 3);
    }

    double p99Millis() {
        return micros.getValueAtPercentile(99) / 1000.0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,9.0f/s   %,9.0f/s of CPU   p50 %.2f ms   p99 %.2f ms   p99.9 %.2f ms   lost %d   doubled %d",
                perSecond, perCpu, micros.getValueAtPercentile(50) / 1000.0, p99Millis(),
                micros.getValueAtPercentile(99.9) / 1000.0, lost, doubled);
    }
}
