package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.telemetry.SignalStats;
import io.wirescope.internal.telemetry.TelemetryExport;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of the telemetry export (MicroProfile Metrics 5.1); none where nothing is exported. */
@Service
public class TelemetryMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(TelemetryMetrics.class.getName()));

    private static final String REASON = "reason";

    private final SampledMetrics metrics;
    private final TelemetryExport export;

    /**
     * @param metrics where the metrics are registered
     * @param export  has the counts
     * @param threads samples
     */
    @Inject
    public TelemetryMetrics(MetricRegistry metrics, TelemetryExport export, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.export = export;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (!export.isOn()) {
            return;
        }
        export.stats().keySet().forEach(this::register);
        String lost = "Events that were not exported, and traces over the limit a second";
        metrics.counter("wirescope.telemetry.events.lost", lost, export::lostEvents, new Tag(REASON, "evicted"));
        metrics.counter("wirescope.telemetry.events.lost", lost, export::failedEvents, new Tag(REASON, "fault"));
        metrics.counter("wirescope.telemetry.events.lost", lost, export::limitedTraces, new Tag(REASON, "limit"));
        metrics.start();
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }

    private void register(String signal) {
        Tag tag = new Tag("signal", signal);
        metrics.counter("wirescope.telemetry.exported", "Spans and log records that the collector accepted",
                () -> export.stats().get(signal).exported(), tag);
        registerDropped(signal, "overflow", SignalStats::overflow);
        registerDropped(signal, "failed", SignalStats::failed);
        registerDropped(signal, "rejected", SignalStats::rejected);
        metrics.gauge("wirescope.telemetry.queued", "Spans and log records that wait or are being sent",
                () -> export.stats().get(signal).queued(), tag);
    }

    private void registerDropped(String signal, String reason, ToLongFunction<SignalStats> count) {
        metrics.counter("wirescope.telemetry.dropped", "Spans and log records that were dropped",
                () -> count.applyAsLong(export.stats().get(signal)), new Tag("signal", signal), new Tag(REASON, reason));
    }
}
