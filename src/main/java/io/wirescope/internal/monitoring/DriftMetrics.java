package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.drift.DriftDetector;
import io.wirescope.internal.drift.ModelKey;
import io.wirescope.internal.drift.ModelReport;
import io.wirescope.internal.drift.SkipReason;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The metrics of the drift detector, while it is on (MicroProfile Metrics 5.1). The score of each version of a model is a
 * gauge with its name as a label; there are as many as models are watched, and one goes with its model.
 */
@Service
public class DriftMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(DriftMetrics.class.getName()));

    private static final String SCORE = "wirescope.drift.score";
    private static final String LEVEL = "wirescope.drift.level";

    private final SampledMetrics metrics;
    private final MetricRegistry registry;
    private final DriftDetector detector;
    private final Set<ModelKey> registered = new HashSet<>();

    /** As of the last sampling. */
    private volatile Map<ModelKey, ModelReport> reports = Map.of();

    /**
     * @param registry where the metrics are registered
     * @param detector has the figures
     * @param threads  samples
     */
    @Inject
    public DriftMetrics(MetricRegistry registry, DriftDetector detector, Threads threads) {
        this.metrics = new SampledMetrics(registry, threads, FAILURES);
        this.registry = registry;
        this.detector = detector;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (detector.isOn()) {
            register();
            metrics.start();
        }
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }

    private void register() {
        metrics.gauge("wirescope.drift.models", "Versions of models that are watched", detector::modelCount);
        metrics.gauge("wirescope.drift.models.limit", "How many that may be", detector::modelLimit);
        metrics.gauge("wirescope.drift.learning.bytes", "About how many bytes of memory the values of references that are"
                + " being learned take", detector::learningBytes);
        metrics.counter("wirescope.drift.events", "Events of models that were counted", detector::counted);
        metrics.counter("wirescope.drift.events.lost", "Events of any type that left the buffer before the detector"
                + " looked at them", detector::lost);
        for (SkipReason reason : SkipReason.values()) {
            metrics.counter("wirescope.drift.events.skipped", "Events of models that were not counted",
                    () -> detector.skipped(reason), new Tag("reason", reason.wireName()));
        }
        metrics.counter("wirescope.drift.save.failures", "States of models that could not be saved",
                detector::saveFailures);
        metrics.add(this::followModels);
    }

    private void followModels() {
        Map<ModelKey, ModelReport> current = new HashMap<>();
        detector.reports().forEach(report -> current.put(report.key(), report));
        reports = current;
        registered.removeIf(key -> {
            boolean gone = !current.containsKey(key);
            if (gone) {
                registry.remove(new MetricID(SCORE, tags(key)));
                registry.remove(new MetricID(LEVEL, tags(key)));
            }
            return gone;
        });
        current.keySet().forEach(key -> {
            if (registered.add(key)) {
                gauge(SCORE, "Greatest population stability index of a feature in the last window", key,
                        () -> score(key));
                gauge(LEVEL, "Drift of a model: 0 none, 1 detected, 2 confirmed", key, () -> level(key));
            }
        });
    }

    private void gauge(String name, String description, ModelKey key, Supplier<Double> value) {
        registry.gauge(Metadata.builder().withName(name).withDescription(description).build(), value, tags(key));
    }

    private double score(ModelKey key) {
        ModelReport report = reports.get(key);
        return report == null || report.last() == null ? 0 : report.last().score();
    }

    private double level(ModelKey key) {
        ModelReport report = reports.get(key);
        return report == null ? 0 : report.level().ordinal();
    }

    private static Tag[] tags(ModelKey key) {
        return new Tag[] {new Tag("model", label(key.model())),
            new Tag("model_version", key.version() == null ? "" : label(key.version()))};
    }

    // Not every server escapes what would end a label.
    private static String label(String name) {
        return name.replaceAll("[\"\\\\]", "_");
    }
}
