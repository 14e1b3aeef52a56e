package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.upstream.Outcome;
import io.wirescope.internal.upstream.Route;
import io.wirescope.internal.upstream.RouteStats;
import io.wirescope.internal.upstream.Routes;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of the routes, each with the route's name as a label (MicroProfile Metrics 5.1). */
@Service
public class RouteMetrics {

    private static final Duration SAMPLING = Duration.ofSeconds(1);
    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(RouteMetrics.class.getName()));

    private final MetricRegistry metrics;
    private final Routes routes;
    private final Threads threads;
    private final List<Sampled> sampled = new ArrayList<>();
    private Future<?> sampling;

    /**
     * @param metrics where the metrics are registered
     * @param routes  have the counts
     * @param threads samples
     */
    @Inject
    public RouteMetrics(MetricRegistry metrics, Routes routes, Threads threads) {
        this.metrics = metrics;
        this.routes = routes;
        this.threads = threads;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        routes.all().forEach(this::register);
        if (!sampled.isEmpty()) {
            sampling = threads.every(SAMPLING, this::sample);
        }
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
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
                FAILURES.warn("A metric of a route was not brought up to date", e);
            }
        }
    }

    private void register(Route route) {
        RouteStats stats = route.stats();
        Tag tag = new Tag("route", route.name());
        for (Outcome outcome : Outcome.values()) {
            counter("wirescope.upstream.requests", "Calls of applications that have ended",
                    () -> stats.count(outcome), tag, new Tag("outcome", outcome.wireName()));
        }
        counter("wirescope.upstream.answers.dropped", "Answers that came after the client had left", stats::dropped, tag);
        counter("wirescope.upstream.duration.microseconds", "Microseconds that calls of applications took, added up",
                stats::micros, tag);
        sampled.add(new SampledBuckets(Stream.concat(RouteStats.BOUNDS_MICROS.stream().map(String::valueOf),
                Stream.of("+Inf")).map(bound -> metrics.counter(metadata("wirescope.upstream.duration.bucket",
                        "Calls of applications that took no longer than so many microseconds (le)"), tag,
                        new Tag("le", bound))).toList(), stats::cumulative));
        gauge("wirescope.upstream.in.flight", "Calls of applications under way", route::inFlight, tag);
        gauge("wirescope.upstream.in.flight.limit", "How many that may be", route::maxInFlight, tag);
        gauge("wirescope.upstream.waiting", "Messages that wait for an application", route::waiting, tag);
        gauge("wirescope.upstream.waiting.limit", "How many that may be", route::maxWaiting, tag);
        gauge("wirescope.upstream.breaker", "The circuit breaker: 0 closed, 1 half open, 2 open", route::breakerLevel,
                tag);
    }

    private void counter(String name, String description, LongSupplier total, Tag... tags) {
        sampled.add(new SampledCounter(metrics.counter(metadata(name, description), tags), total));
    }

    private void gauge(String name, String description, LongSupplier value, Tag... tags) {
        metrics.gauge(metadata(name, description), value, LongSupplier::getAsLong, tags);
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).withUnit(MetricUnits.NONE).build();
    }
}
