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
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of the routes, each with the route's name as a label (MicroProfile Metrics 5.1). */
@Service
public class RouteMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(RouteMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final Routes routes;

    /**
     * @param metrics where the metrics are registered
     * @param routes  have the counts
     * @param threads samples
     */
    @Inject
    public RouteMetrics(MetricRegistry metrics, Routes routes, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.routes = routes;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        routes.all().forEach(this::register);
        metrics.start();
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }

    private void register(Route route) {
        RouteStats stats = route.stats();
        Tag tag = new Tag("route", route.name());
        for (Outcome outcome : Outcome.values()) {
            metrics.counter("wirescope.upstream.requests", "Calls of applications that have ended",
                    () -> stats.count(outcome), tag, new Tag("outcome", outcome.wireName()));
        }
        metrics.counter("wirescope.upstream.answers.dropped", "Answers that came after the client had left",
                stats::dropped, tag);
        metrics.counter("wirescope.upstream.duration.microseconds",
                "Microseconds that calls of applications took, added up", stats::micros, tag);
        metrics.buckets("wirescope.upstream.duration.bucket",
                "Calls of applications that took no longer than so many microseconds (le)", RouteStats.BOUNDS_MICROS,
                stats::cumulative, tag);
        metrics.gauge("wirescope.upstream.in.flight", "Calls of applications under way", route::inFlight, tag);
        metrics.gauge("wirescope.upstream.in.flight.limit", "How many that may be", route::maxInFlight, tag);
        metrics.gauge("wirescope.upstream.waiting", "Messages that wait for an application", route::waiting, tag);
        metrics.gauge("wirescope.upstream.waiting.limit", "How many that may be", route::maxWaiting, tag);
        metrics.gauge("wirescope.upstream.breaker", "The circuit breaker: 0 closed, 1 half open, 2 open",
                route::breakerLevel, tag);
    }
}
