package io.wirescope.internal.rest.export;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.http.EngineConnection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All exports: how many there may be, their threads, and the end of those whose reader stalls. Thread-safe. */
@Service
class EventExports implements Eager {

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 500;

    private final EventHistory history;
    private final Threads threads;
    private final int max;
    private final Duration stallTimeout;
    private final boolean cuts;
    private final Map<EventExport, EngineConnection> exports = new ConcurrentHashMap<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private volatile Future<?> checks;

    /**
     * @param settings has {@code wirescope.export.max-concurrent}, {@code wirescope.stream.stall-timeout} and
     *                 {@code wirescope.http.cut-connections}
     * @param history  what is read
     * @param threads  read and write
     */
    @Inject
    EventExports(Settings settings, EventHistory history, Threads threads) {
        this.history = history;
        this.threads = threads;
        this.max = settings.integer("wirescope.export.max-concurrent", 1, 100);
        this.stallTimeout = settings.duration("wirescope.stream.stall-timeout", Duration.ofMillis(100), Duration.ofHours(1));
        this.cuts = settings.flag("wirescope.http.cut-connections");
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        checks = threads.every(BETWEEN_CHECKS, this::endStalled);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (checks != null) {
            checks.cancel(true);
        }
        exports.keySet().forEach(EventExport::end);
    }

    /** {@return whether one more export is admitted; if so, it counts from now on} */
    boolean admit() {
        if (admitted.incrementAndGet() <= max) {
            return true;
        }
        admitted.decrementAndGet();
        return false;
    }

    /** Discounts an export that was admitted and did not begin. */
    void release() {
        admitted.decrementAndGet();
    }

    /**
     * Begins an export that was admitted.
     *
     * @param wanted what is exported
     * @param gzip   whether it is compressed
     * @param async  its request, whose headers are set; is completed at the end
     * @throws IOException when the reader has gone already
     */
    void begin(ExportRequest wanted, boolean gzip, AsyncContext async) throws IOException {
        async.setTimeout(0);
        // the closer's threads: on Open Liberty a write may block, and the executor's also answer HTTP
        EventExport export = new EventExport(async, new ExportLines(history, wanted), gzip, threads.closer(),
                task -> threads.scheduler().schedule(task, RETRY_MILLIS, TimeUnit.MILLISECONDS), this::ended);
        exports.put(export, EngineConnection.of(async.getRequest()));
        export.start();
    }

    private void ended(EventExport export) {
        if (exports.remove(export) != null) {
            release();
        }
    }

    // The connection goes first, as with streams: the end of the request leaves what the reader did not take in memory.
    private void endStalled() {
        exports.forEach((export, connection) -> {
            if (export.isStalled(stallTimeout)) {
                threads.close(() -> {
                    if (!cuts || !connection.close()) {
                        export.end();
                    }
                });
            }
        });
    }
}
