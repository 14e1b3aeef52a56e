package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.http.PendingBodies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The metrics of request bodies that are arriving (MicroProfile Metrics 5.1). */
@Service
public class BodyMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(BodyMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final PendingBodies bodies;

    /**
     * @param metrics where the metrics are registered
     * @param bodies  have the count
     * @param threads are not used: gauges are read when they are asked for
     */
    @Inject
    public BodyMetrics(MetricRegistry metrics, PendingBodies bodies, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.bodies = bodies;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        metrics.gauge("wirescope.http.pending.bodies", "Request bodies that are arriving", bodies::count);
        metrics.gauge("wirescope.http.pending.bodies.limit", "How many that may be", bodies::limit);
    }
}
