package io.wirescope.internal.monitoring;

import io.wirescope.internal.cluster.ClusterDelivery;
import io.wirescope.internal.cluster.ClusterReport;
import io.wirescope.internal.cluster.Engine;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The metrics of the engine that several servers share (MicroProfile Metrics 5.1); none where this server is alone. */
@Service
public class ClusterMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(ClusterMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final ClusterDelivery cluster;

    /**
     * @param metrics where the metrics are registered
     * @param cluster has the counts
     * @param threads samples
     */
    @Inject
    public ClusterMetrics(MetricRegistry metrics, ClusterDelivery cluster, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.cluster = cluster;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        cluster.engine().ifPresent(engine -> {
            ofEngine(engine);
            ofReport(cluster.report().orElseThrow());
            metrics.gauge("wirescope.cluster.mirrors", "Channels of the engine that this server follows", cluster::mirrors);
            metrics.gauge("wirescope.cluster.mirrored.bytes", "What it holds of their histories", cluster::mirroredBytes);
            metrics.start();
        });
    }

    private void ofEngine(Engine engine) {
        metrics.gauge("wirescope.cluster.engine.up", "1 while the engine answers", () -> engine.status().isUp() ? 1 : 0);
        metrics.gauge("wirescope.cluster.queue", "Commands that wait to be sent to the engine", engine::waiting);
        metrics.gauge("wirescope.cluster.in.flight", "Commands that were sent and are not answered", engine::underWay);
        metrics.gauge("wirescope.cluster.round.trip.micros", "How long the last round trip to the engine took",
                () -> engine.figures().lastRoundTripNanos() / 1000);
        metrics.counter("wirescope.cluster.commands", "Commands that the engine answered", engine.figures()::commands);
        metrics.counter("wirescope.cluster.round.trips", "Round trips to the engine", engine.figures()::roundTrips);
        metrics.counter("wirescope.cluster.frames.in", "Messages that the engine brought", engine.figures()::frames);
        metrics.counter("wirescope.cluster.characters.in", "How long they were", engine.figures()::characters);
        metrics.counter("wirescope.cluster.probes.failed", "How often the connection that listens was silently dead",
                engine.figures()::probesFailed);
    }

    private void ofReport(ClusterReport report) {
        metrics.counter("wirescope.cluster.catchups", "How often messages were read that had not come", report::catchUps);
        metrics.counter("wirescope.cluster.gaps", "How often messages were missing for good", report::gaps);
        metrics.counter("wirescope.cluster.engine.restarts", "How often another process of the engine answered",
                report::restarts);
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }
}
