package io.wirescope.internal.telemetry;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Exports what happens to an OpenTelemetry collector. Starts nothing until an endpoint is configured. Thread-safe.
 */
@Service
public class TelemetryExport implements Eager {

    private static final String LINK = "wirescope.trace-link";
    private static final String TRACE_ID = "{trace_id}";

    private final Optional<TelemetryPipeline> pipeline;
    private final Optional<String> traceLink;

    /**
     * @param settings where the export's own settings are read from
     * @param bus      what is exported
     * @param clock    says when an event was read
     * @param ids      names this instance
     * @param threads  where events are mapped and sent
     */
    @Inject
    public TelemetryExport(Settings settings, ObservabilityEventBus bus, Clock clock, IdSource ids, Threads threads) {
        TelemetryConfig config = TelemetryConfig.from(settings);
        this.traceLink = traceLink(settings);
        this.pipeline = config.isOn() ? Optional.of(new TelemetryPipeline(config, bus, clock, ids, threads))
                : Optional.empty();
    }

    // Shown as a link, so that it must not be another scheme, such as "javascript".
    private static Optional<String> traceLink(Settings settings) {
        Optional<String> link = settings.optionalText(LINK);
        link.ifPresent(text -> {
            if (!text.matches("https?://[^/].*") || !text.contains(TRACE_ID)) {
                throw new InvalidSettingException(LINK, text, "must be an http or https URL with " + TRACE_ID);
            }
        });
        return link;
    }

    /** {@return whether an endpoint is configured} */
    public boolean isOn() {
        return pipeline.isPresent();
    }

    /** {@return the address of a trace in another application, with {@code {trace_id}} for its id; or empty} */
    public Optional<String> traceLink() {
        return traceLink;
    }

    /** {@return how each exported signal fares, by its word: {@code traces}, {@code logs}} */
    public Map<String, SignalStats> stats() {
        return pipeline.map(TelemetryPipeline::stats).orElse(Map.of());
    }

    /** {@return how many events left the buffer before they were read for the export} */
    public long lostEvents() {
        return pipeline.map(TelemetryPipeline::lostEvents).orElse(0L);
    }

    /** {@return how many events could not be made into spans or records} */
    public long failedEvents() {
        return pipeline.map(TelemetryPipeline::failedEvents).orElse(0L);
    }

    /** {@return how many traces the limit of new traces a second has kept out} */
    public long limitedTraces() {
        return pipeline.map(TelemetryPipeline::limitedTraces).orElse(0L);
    }

    // Sends early: some servers take their threads away before beans end.
    void flush(@Observes ShutdownStarted event) {
        pipeline.ifPresent(TelemetryPipeline::flush);
    }

    @PreDestroy
    void stop() {
        pipeline.ifPresent(TelemetryPipeline::close);
    }
}
