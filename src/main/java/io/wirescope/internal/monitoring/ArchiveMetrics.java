package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveReport;
import io.wirescope.internal.event.history.ArchiveState;
import io.wirescope.internal.event.history.EventHistory;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of the archive (MicroProfile Metrics 5.1); none where there is no archive. */
@Service
public class ArchiveMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(ArchiveMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final EventHistory history;

    /**
     * @param metrics where the metrics are registered
     * @param history has the archive
     * @param threads samples
     */
    @Inject
    public ArchiveMetrics(MetricRegistry metrics, EventHistory history, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.history = history;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (history.archive().isEmpty()) {
            return;
        }
        metrics.counter("wirescope.archive.events", "Events by what became of them", () -> of(ArchiveReport::archived),
                new Tag("outcome", "archived"));
        metrics.counter("wirescope.archive.events", "Events by what became of them", () -> of(ArchiveReport::skipped),
                new Tag("outcome", "skipped"));
        metrics.counter("wirescope.archive.events", "Events by what became of them", () -> of(ArchiveReport::lost),
                new Tag("outcome", "lost"));
        metrics.counter("wirescope.archive.failures", "Batches that could not be archived and were tried again",
                () -> of(ArchiveReport::failures));
        metrics.counter("wirescope.archive.removed", "Events that retention removed", () -> of(ArchiveReport::removed));
        metrics.gauge("wirescope.archive.rows", "About how many events are archived", () -> of(ArchiveReport::rows));
        metrics.gauge("wirescope.archive.size", "About how many bytes they take", () -> of(ArchiveReport::bytes));
        metrics.gauge("wirescope.archive.lag", "Events in memory that wait to be archived", () -> of(ArchiveReport::lag));
        for (ArchiveState state : ArchiveState.values()) {
            metrics.gauge("wirescope.archive.state", "1 for the state that the archive is in, else 0",
                    () -> of(report -> report.state() == state ? 1 : 0), new Tag("state", state.word()));
        }
        metrics.start();
    }

    private long of(ToLongFunction<ArchiveReport> value) {
        return history.archive().map(value::applyAsLong).orElse(0L);
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }
}
