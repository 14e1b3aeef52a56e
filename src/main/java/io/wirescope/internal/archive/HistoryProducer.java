package io.wirescope.internal.archive;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.MemoryHistory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Makes what answers questions about events: over memory, and the archive that is configured. */
@Service
public class HistoryProducer {

    private final ObservabilityEventBus bus;

    /** @param bus has the events of memory */
    @Inject
    HistoryProducer(ObservabilityEventBus bus) {
        this.bus = bus;
    }

    /** {@return the history of this application} */
    @Produces
    @Singleton
    EventHistory history() {
        return new MemoryHistory(bus);
    }
}
