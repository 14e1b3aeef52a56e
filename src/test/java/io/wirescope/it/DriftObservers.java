package io.wirescope.it;

import io.wirescope.event.EventOf;
import io.wirescope.event.ObservabilityEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;

/** The observers that an application in the same WAR might have; two of them fail with every event. */
@ApplicationScoped
public class DriftObservers {

    @Inject
    private Observed observed;

    void failing(@Observes @Priority(1) @EventOf("drift.status") ObservabilityEvent event) {
        observed.note("failing", event);
        throw new IllegalStateException("This observer always fails");
    }

    void byType(@Observes @Priority(2) @EventOf("drift.status") ObservabilityEvent event, EventMetadata metadata) {
        observed.note("by-type", event, "qualified",
                "" + metadata.getQualifiers().contains(EventOf.Literal.of("drift.status")));
    }

    void ofAll(@Observes @Priority(3) ObservabilityEvent event) {
        observed.note("of-all", event);
    }

    void failingAsync(@ObservesAsync @EventOf("drift.status") ObservabilityEvent event) {
        observed.note("failing-async", event);
        throw new IllegalStateException("This observer always fails");
    }

    void byTypeAsync(@ObservesAsync @EventOf("drift.status") ObservabilityEvent event) {
        observed.note("by-type-async", event);
    }

    void ofAllAsync(@ObservesAsync ObservabilityEvent event) {
        observed.note("of-all-async", event);
    }

    void ofAnother(@Observes @EventOf("cache.rebuild") ObservabilityEvent event) {
        observed.note("of-another", event);
    }
}
