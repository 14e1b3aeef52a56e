package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Registers metrics, and once a second updates the counters among them to the totals that they follow. All are to be
 * registered before {@link #start}.
 */
final class SampledMetrics {

    private static final Duration SAMPLING = Duration.ofSeconds(1);

    private final MetricRegistry metrics;
    private final Threads threads;
    private final FailureLog failures;
    private final List<Sampled> sampled = new ArrayList<>();
    private Future<?> sampling;

    /**
     * @param metrics  where the metrics are registered
     * @param threads  samples
     * @param failures logs a metric that could not be updated
     */
    SampledMetrics(MetricRegistry metrics, Threads threads, FailureLog failures) {
        this.metrics = metrics;
        this.threads = threads;
        this.failures = failures;
    }

    /** Begins to sample, if there is anything to sample. */
    void start() {
        if (!sampled.isEmpty()) {
            sampling = threads.every(SAMPLING, this::sample);
        }
    }

    /** Ends the sampling. May be called again, and without a start. */
    void stop() {
        if (sampling != null) {
            sampling.cancel(true);
        }
    }

    private void sample() {
        for (Sampled one : sampled) {
            try {
                one.sample();
            } catch (Throwable e) { // an error too; the others continue
                failures.warn("Metric could not be updated", e);
            }
        }
    }

    /** Adds what is to be done at each sampling, in the order of the calls. */
    void add(Sampled one) {
        sampled.add(one);
    }

    void counter(String name, String description, LongSupplier total, Tag... tags) {
        counter(name, description, MetricUnits.NONE, total, tags);
    }

    void counter(String name, String description, String unit, LongSupplier total, Tag... tags) {
        add(new SampledCounter(metrics.counter(metadata(name, description, unit), tags), total));
    }

    /**
     * Registers the buckets of a histogram. The label {@code le} is what a histogram's buckets have, so that
     * {@code histogram_quantile} accepts these.
     *
     * @param bounds the upper bounds of all buckets but the last
     * @param totals the cumulative counts, one more than bounds
     */
    void buckets(String name, String description, List<Long> bounds, Supplier<long[]> totals, Tag tag) {
        Metadata metadata = metadata(name, description, MetricUnits.NONE);
        add(new SampledBuckets(Stream.concat(bounds.stream().map(String::valueOf), Stream.of("+Inf"))
                .map(bound -> metrics.counter(metadata, tag, new Tag("le", bound))).toList(), totals));
    }

    void gauge(String name, String description, LongSupplier value, Tag... tags) {
        metrics.gauge(metadata(name, description, MetricUnits.NONE), value, LongSupplier::getAsLong, tags);
    }

    private static Metadata metadata(String name, String description, String unit) {
        return Metadata.builder().withName(name).withDescription(description).withUnit(unit).build();
    }
}
