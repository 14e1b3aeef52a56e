package io.wirescope.internal.monitoring;

import io.wirescope.connection.Heartbeats;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the bus has its buffer and heartbeats have begun. */
@Startup
@ApplicationScoped
public class StartupCheck implements HealthCheck {

    private final ObservabilityEventBus bus;
    private final Heartbeats heartbeats;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected StartupCheck() {
        bus = null;
        heartbeats = null;
    }

    @Inject
    StartupCheck(ObservabilityEventBus bus, Heartbeats heartbeats) {
        this.bus = bus;
        this.heartbeats = heartbeats;
    }

    @Override
    public HealthCheckResponse call() {
        int bufferSize = bus.bufferCapacity();
        return HealthCheckResponse.named("wirescope-started")
                .status(bufferSize > 0 && heartbeats.lastRound() != null)
                .withData("event_buffer_size", bufferSize)
                .build();
    }
}
