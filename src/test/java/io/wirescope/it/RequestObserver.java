package io.wirescope.it;

import io.wirescope.event.EventOf;
import io.wirescope.event.ObservabilityEvent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.UUID;

/** Observers that live as long as a request, though the bus's threads serve none. */
@RequestScoped
public class RequestObserver {

    private final String instance = UUID.randomUUID().toString();

    @Inject
    private Observed observed;

    void inRequest(@Observes @EventOf("drift.status") ObservabilityEvent event) {
        observed.note("in-request", event, "instance", instance);
    }

    void inRequestAsync(@ObservesAsync @EventOf("drift.status") ObservabilityEvent event) {
        observed.note("in-request-async", event, "instance", instance);
    }
}
