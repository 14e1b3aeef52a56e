package io.wirescope.internal.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts the calls of a route: since the start, and of the last minute. Thread-safe. */
public final class RouteStats {

    /** The seconds of which rates and percentiles are. */
    public static final int WINDOW_SECONDS = 60;

    /** The upper bounds of the buckets since the start, in microseconds. What is beyond is in a bucket of its own. */
    public static final List<Long> BOUNDS_MICROS = List.of(500L, 1_000L, 2_000L, 5_000L, 10_000L, 20_000L, 50_000L,
            100_000L, 200_000L, 500_000L, 1_000_000L, 2_000_000L, 5_000_000L, 10_000_000L, 60_000_000L);

    /** How many failures are kept. */
    private static final int FAILURES = 20;

    private static final int BUCKETS_PER_DOUBLING = 8;
    private static final int BUCKETS = BUCKETS_PER_DOUBLING * 30; // up to 2^30 microseconds, a quarter of an hour

    private final LongSupplier nanos;
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final LongAdder[] bands = new LongAdder[BOUNDS_MICROS.size() + 1];
    private final LongAdder micros = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    // Guarded by this.
    private final Second[] seconds = new Second[WINDOW_SECONDS];
    private final Deque<CallFailure> failures = new ArrayDeque<>(FAILURES);

    /** What happened in one second. */
    private static final class Second {

        private final long second;
        private final int[] byOutcome = new int[Outcome.values().length];
        private final int[] durations = new int[BUCKETS];

        Second(long second) {
            this.second = second;
        }
    }

    /**
     * The last {@value RouteStats#WINDOW_SECONDS} seconds.
     *
     * @param calls     all calls, those that were rejected too
     * @param errors    those that failed, timed out or were rejected
     * @param p50Millis the median duration of those that were made, or empty
     * @param p99Millis the duration that one in a hundred of them is over, or empty
     */
    public record Window(long calls, long errors, OptionalDouble p50Millis, OptionalDouble p99Millis) {
    }

    RouteStats(LongSupplier nanos) {
        this.nanos = nanos;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        for (int band = 0; band < bands.length; band++) {
            bands[band] = new LongAdder();
        }
    }

    void ended(Outcome outcome, long durationNanos) {
        outcomes.get(outcome).increment();
        long took = TimeUnit.NANOSECONDS.toMicros(durationNanos);
        if (outcome != Outcome.REJECTED) {
            micros.add(took);
            bands[band(took)].increment();
        }
        synchronized (this) {
            Second second = current();
            second.byOutcome[outcome.ordinal()]++;
            if (outcome != Outcome.REJECTED) {
                second.durations[bucket(took)]++;
            }
        }
    }

    private Second current() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
        int place = Math.floorMod(now, WINDOW_SECONDS);
        if (seconds[place] == null || seconds[place].second != now) {
            seconds[place] = new Second(now);
        }
        return seconds[place];
    }

    private static int band(long took) {
        int band = 0;
        while (band < BOUNDS_MICROS.size() && took > BOUNDS_MICROS.get(band)) {
            band++;
        }
        return band;
    }

    private static int bucket(long took) {
        return took <= 1 ? 0 : (int) Math.min(BUCKETS - 1, BUCKETS_PER_DOUBLING * Math.log(took) / Math.log(2));
    }

    synchronized void failed(CallFailure failure) {
        if (failures.size() == FAILURES) {
            failures.removeLast();
        }
        failures.addFirst(failure);
    }

    void answerDropped() {
        dropped.increment();
    }

    /**
     * {@return how many calls have ended so since the start}
     *
     * @param outcome which calls to count
     */
    public long count(Outcome outcome) {
        return outcomes.get(outcome).sum();
    }

    /** {@return how many answers came after the client had left, since the start} */
    public long dropped() {
        return dropped.sum();
    }

    /** {@return how many microseconds all calls that were made took together} */
    public long micros() {
        return micros.sum();
    }

    /** {@return for each of {@link #BOUNDS_MICROS}, and last for all, how many calls took no longer} They never fall. */
    public long[] cumulative() {
        long[] cumulative = new long[bands.length];
        long all = 0;
        for (int band = 0; band < bands.length; band++) {
            all += bands[band].sum();
            cumulative[band] = all;
        }
        return cumulative;
    }

    /** {@return the last calls that did not end well, newest first} */
    public synchronized List<CallFailure> failures() {
        return List.copyOf(failures);
    }

    /** {@return the last minute} */
    public synchronized Window window() {
        long oldest = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong()) - WINDOW_SECONDS;
        int[] durations = new int[BUCKETS];
        long[] byOutcome = new long[Outcome.values().length];
        for (Second second : seconds) {
            if (second != null && second.second > oldest) {
                for (int i = 0; i < BUCKETS; i++) {
                    durations[i] += second.durations[i];
                }
                for (int i = 0; i < byOutcome.length; i++) {
                    byOutcome[i] += second.byOutcome[i];
                }
            }
        }
        long rejected = byOutcome[Outcome.REJECTED.ordinal()];
        long errors = rejected + byOutcome[Outcome.FAILED.ordinal()] + byOutcome[Outcome.TIMEOUT.ordinal()];
        long made = byOutcome[Outcome.ANSWERED.ordinal()] + byOutcome[Outcome.REFUSED.ordinal()] + errors - rejected;
        return new Window(made + rejected, errors, percentile(durations, made, 0.5), percentile(durations, made, 0.99));
    }

    // The middle of the bucket: within five in a hundred.
    private static OptionalDouble percentile(int[] durations, long made, double part) {
        long wanted = (long) Math.ceil(made * part);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS && made > 0; bucket++) {
            seen += durations[bucket];
            if (seen >= wanted) {
                return OptionalDouble.of(Math.pow(2, (bucket + 0.5) / BUCKETS_PER_DOUBLING) / 1000);
            }
        }
        return OptionalDouble.empty();
    }
}
