package io.wirescope.internal.rest;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.rest.view.StatsView;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;

/** Shows statistics of the gateway. */
@Dependent
@Path("v2/observability/stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final SystemHealth health;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public StatsResource() {
        this(null, null, null, null);
    }

    @Inject
    StatsResource(ObservabilityEventBus bus, ConnectionRegistry registry, SystemHealth health, Responses responses) {
        this.bus = bus;
        this.registry = registry;
        this.health = health;
        this.responses = responses;
    }

    /**
     * Returns the statistics of the bus and the connections.
     *
     * @return the numbers now
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<StatsView> stats() {
        List<String> issues = new ArrayList<>(health.busIssues());
        issues.addAll(health.socketIssues());
        issues.addAll(health.exportIssues());
        issues.addAll(health.archiveIssues());
        return responses.ok("Statistics", StatsView.of(bus.stats(), bus.subscriptions(), registry.stats(),
                SystemHealth.word(issues)));
    }
}
