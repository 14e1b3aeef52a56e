package io.wirescope.internal.rest;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.event.ObservabilityEventBus;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the gateway fares, in numbers. */
@Dependent
@Path("v2/observability/stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "state")
public class StatsResource {

    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final SystemHealth health;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
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
     * Tells the statistics of the bus and the connections.
     *
     * @return the numbers now
     */
    @GET
    @Operation(summary = "Statistics of the bus and the connections")
    @APIResponse(responseCode = "200", description = "The statistics now", content = @Content(
            examples = @ExampleObject(name = "statistics", value = Examples.STATS)))
    public ApiResponse<StatsView> stats() {
        List<String> issues = new ArrayList<>(health.busIssues());
        issues.addAll(health.socketIssues());
        return responses.ok("Statistics", StatsView.of(bus.stats(), bus.subscriptions(), registry.stats(),
                SystemHealth.word(issues)));
    }
}
