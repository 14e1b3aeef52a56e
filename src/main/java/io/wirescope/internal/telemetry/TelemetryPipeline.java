package io.wirescope.internal.telemetry;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.EventCursor;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Threads;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An export under way: a cursor on the bus, the mapping, and an exporter for each signal. No publisher waits for it: events
 * that it does not read in time are lost to the export, and counted. Thread-safe.
 */
final class TelemetryPipeline {

    private static final Logger LOG = Logger.getLogger(TelemetryPipeline.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    /** How many events are mapped before others may have the thread. */
    private static final int EVENTS_A_TURN = 1_000;

    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(2);

    private final Executor executor;
    private final TraceSampler sampler;
    private final EventSpans mapping;
    private final Map<Signal, SignalExporter> exporters = new EnumMap<>(Signal.class);
    private final AtomicLong lostEvents = new AtomicLong();
    private final AtomicLong failedEvents = new AtomicLong();
    private final EventCursor cursor;
    private final Future<?> flushing;
    private volatile boolean closed;

    private final EventListener listener = new EventListener() {
        @Override
        public void onEvent(ObservabilityEvent event) {
            mapping.accept(event);
        }

        @Override
        public void onGap(long first, long last) {
            lostEvents.addAndGet(last - first + 1);
        }
    };

    /**
     * Begins with the next event.
     *
     * @param config  one that is on
     * @param bus     what is exported
     * @param clock   says when an event was read
     * @param ids     names this instance
     * @param threads where events are mapped and sent
     */
    TelemetryPipeline(TelemetryConfig config, ObservabilityEventBus bus, Clock clock, IdSource ids, Threads threads) {
        this.executor = threads.executor();
        this.sampler = new TraceSampler(config.sampling());
        this.mapping = new EventSpans(sampler, clock, span -> offer(Signal.TRACES, span),
                record -> offer(Signal.LOGS, record));
        Attributes resource = resource(config, ids);
        OtlpClient client = new OtlpClient(executor, clock);
        config.endpoints().forEach((signal, endpoint) -> {
            exporters.put(signal,
                    new SignalExporter(signal, endpoint, resource, config.limits(), client, threads.scheduler()));
            LOG.log(Level.INFO, "Telemetry export on signal={0} endpoint={1}", new Object[] {signal.word(), endpoint});
        });
        this.cursor = bus.openCursor(EventFilter.ALL, bus.lastSequence(), () -> executor.execute(this::map));
        this.flushing = threads.every(config.limits().delay(), this::flush);
        executor.execute(this::map);
    }

    private static Attributes resource(TelemetryConfig config, IdSource ids) {
        Attributes resource = new Attributes();
        config.resource().forEach(resource::add);
        return resource.add("service.instance.id", ids.newId()); // unless one is configured
    }

    private void offer(Signal signal, Exported one) {
        SignalExporter exporter = exporters.get(signal);
        if (exporter != null) {
            exporter.offer(one);
        }
    }

    private void map() {
        while (!closed) {
            for (int i = 0; i < EVENTS_A_TURN; i++) {
                if (!advance()) {
                    return; // the cursor calls again when there is more
                }
            }
            try {
                executor.execute(this::map);
                return;
            } catch (RejectedExecutionException | IllegalStateException e) {
                LOG.log(Level.FINE, "Events are mapped on", e); // on this thread, then
            }
        }
    }

    private synchronized boolean advance() {
        try {
            return cursor.advance(listener);
        } catch (RuntimeException e) { // one event must not end the export
            failedEvents.incrementAndGet();
            FAILURES.warn("Event not exported", e);
            return true;
        }
    }

    /** Sends what is queued, without waiting. */
    void flush() {
        synchronized (this) {
            mapping.endUnanswered();
        }
        exporters.values().forEach(SignalExporter::flush);
    }

    /** {@return how each exported signal fares, by its word: {@code traces}, {@code logs}} */
    Map<String, SignalStats> stats() {
        Map<String, SignalStats> stats = new TreeMap<>();
        exporters.forEach((signal, exporter) -> stats.put(signal.word(), exporter.stats()));
        return stats;
    }

    /** {@return how many events left the buffer before they were read} */
    long lostEvents() {
        return lostEvents.get();
    }

    /** {@return how many events could not be mapped} */
    long failedEvents() {
        return failedEvents.get();
    }

    /** {@return how many traces the limit of new traces a second has kept out} */
    synchronized long limitedTraces() {
        return sampler.limited();
    }

    /** Maps and sends what there is, for two seconds at most, and ends. */
    void close() {
        flushing.cancel(true);
        long deadline = System.nanoTime() + SHUTDOWN_PATIENCE.toNanos();
        boolean more = true;
        while (more && System.nanoTime() < deadline) {
            more = advance();
        }
        closed = true;
        cursor.close();
        synchronized (this) {
            mapping.endAll();
        }
        exporters.values().forEach(exporter -> exporter.close(SHUTDOWN_PATIENCE));
    }
}
