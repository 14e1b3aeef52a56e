package io.wirescope.internal.monitoring;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.internal.nodes.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while another client would be admitted: not draining, below the connection limit, and let into the cluster. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final ConnectionRegistry registry;
    private final Nodes nodes;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected ReadinessCheck() {
        registry = null;
        nodes = null;
    }

    @Inject
    ReadinessCheck(ConnectionRegistry registry, Nodes nodes) {
        this.nodes = nodes;
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("wirescope-connections")
                .status(!registry.isDraining() && !registry.admission().isFull()
                        && nodes.refusal().isEmpty())
                .withData("active_connections", registry.all().size())
                .withData("max_connections", registry.config().maxConnections())
                .withData("draining", registry.isDraining())
                .build();
    }
}
