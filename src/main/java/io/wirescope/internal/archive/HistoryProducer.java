package io.wirescope.internal.archive;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.MemoryHistory;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Makes what answers questions about events: over memory, and the archive that is configured. */
@Service
public class HistoryProducer implements Eager {

    private final Optional<ArchiveService> service;
    private final EventHistory history;

    /**
     * @param engine  the archive, if any
     * @param bus     has the events of memory
     * @param clock   says what is old
     * @param threads do the archive's work
     */
    @Inject
    public HistoryProducer(ArchiveEngine engine, ObservabilityEventBus bus, Clock clock, Threads threads) {
        this.service = engine.archive().map(archive -> new ArchiveService(archive, engine.config(), bus, clock, threads));
        this.history = service.<EventHistory>map(archived -> new ArchivedHistory(bus, archived))
                .orElseGet(() -> new MemoryHistory(bus));
    }

    /** {@return the history of this application} */
    @Produces
    @Singleton
    EventHistory history() {
        return history;
    }

    // Early: some servers take their threads and data sources away before beans end. What comes later is written then.
    void flush(@Observes ShutdownStarted event) {
        service.ifPresent(archived -> archived.writer().turn());
    }

    @PreDestroy
    void stop() {
        service.ifPresent(ArchiveService::close);
    }
}
