package io.wirescope.internal.monitoring;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.internal.cluster.ClusterDelivery;
import io.wirescope.internal.nodes.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up while another client would be admitted: not draining, below the connection limit, and in a cluster with the engine and let
 * in by the others.
 */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final ConnectionRegistry registry;
    private final ClusterDelivery cluster;
    private final Nodes nodes;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected ReadinessCheck() {
        registry = null;
        cluster = null;
        nodes = null;
    }

    @Inject
    ReadinessCheck(ConnectionRegistry registry, ClusterDelivery cluster, Nodes nodes) {
        this.nodes = nodes;
        this.registry = registry;
        this.cluster = cluster;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("wirescope-connections");
        cluster.status().ifPresent(engine -> response.withData("engine", engine.isUp() ? "up" : "down")
                .withData("engine_since", engine.since().toString()));
        return response
                .status(!registry.isDraining() && !registry.admission().isFull() && !cluster.isAwayForLong()
                        && nodes.refusal().isEmpty())
                .withData("active_connections", registry.all().size())
                .withData("max_connections", registry.config().maxConnections())
                .withData("draining", registry.isDraining())
                .build();
    }
}
