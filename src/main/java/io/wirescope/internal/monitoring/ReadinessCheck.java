package io.wirescope.internal.monitoring;

import io.wirescope.connection.ConnectionRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while another client would be admitted: not draining, and below the connection limit. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final ConnectionRegistry registry;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected ReadinessCheck() {
        registry = null;
    }

    @Inject
    ReadinessCheck(ConnectionRegistry registry) {
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("wirescope-connections")
                .status(!registry.isDraining() && !registry.admission().isFull())
                .withData("active_connections", registry.all().size())
                .withData("max_connections", registry.config().maxConnections())
                .withData("draining", registry.isDraining())
                .build();
    }
}
