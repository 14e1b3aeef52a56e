package io.wirescope.internal.monitoring;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.internal.cluster.ClusterDelivery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Up while another client would be admitted: not draining, below the connection limit, and with the engine of the cluster. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final ConnectionRegistry registry;
    private final ClusterDelivery cluster;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected ReadinessCheck() {
        registry = null;
        cluster = null;
    }

    @Inject
    ReadinessCheck(ConnectionRegistry registry, ClusterDelivery cluster) {
        this.registry = registry;
        this.cluster = cluster;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("wirescope-connections");
        cluster.status().ifPresent(engine -> response.withData("engine", engine.isUp() ? "up" : "down")
                .withData("engine_since", engine.since().toString()));
        return response
                .status(!registry.isDraining() && !registry.admission().isFull() && !cluster.isAwayForLong())
                .withData("active_connections", registry.all().size())
                .withData("max_connections", registry.config().maxConnections())
                .withData("draining", registry.isDraining())
                .build();
    }
}
