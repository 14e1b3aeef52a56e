package io.wirescope.internal.rest;

import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.rest.view.RoutesView;
import io.wirescope.internal.upstream.RouteStats;
import io.wirescope.internal.upstream.Routes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which applications take clients' messages, and how they fare. */
@Dependent
@Path("v2/observability/routes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "state")
public class RoutesResource {

    private static final String EXAMPLE = """
            {"success": true, "data": {"window_seconds": 60, "routes": [{"route": "orders", "kind": "http",
             "target": "http://127.0.0.1:9000/orders", "types": ["order.*"], "ordered": true, "timeout_ms": 5000,
             "max_in_flight": 64, "max_waiting": 1000, "in_flight": 3, "waiting": 0, "breaker": "closed",
             "breaker_opened": 0, "breaker_retry_in_ms": null, "calls": 1234,
             "outcomes": {"answered": 1200, "refused": 30, "failed": 4, "timeout": 0, "rejected": 0},
             "answers_dropped": 0, "rate_per_second": 12.300, "error_rate": 0.003, "p50_ms": 3.100, "p99_ms": 20.040,
             "failures": [{"timestamp": "2025-08-16T01:36:59.923393+00:00", "request_id": "r-1", "client_id": "alice",
              "connection_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8", "type": "order.create", "outcome": "failed",
              "status": "503", "reason": "status 503", "duration_ms": 4.200}]}]},
             "error": null, "meta": {"message": "1 routes", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    private final Routes routes;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public RoutesResource() {
        this(null, null);
    }

    @Inject
    RoutesResource(Routes routes, Responses responses) {
        this.routes = routes;
        this.responses = responses;
    }

    /**
     * Lists the routes.
     *
     * @return each route and each life-cycle hook, by name, hooks last
     */
    @GET
    @Operation(summary = "Which applications take clients' messages, and how they fare",
            description = "Each route with its rate, errors and durations of the last minute, what is under way and waits,"
                    + " the state of its circuit breaker, and the last calls that did not end well.")
    @APIResponse(responseCode = "200", description = "The routes", content = @Content(
            examples = @ExampleObject(name = "one route", value = EXAMPLE)))
    public ApiResponse<RoutesView> list() {
        List<RoutesView.RouteView> all = routes.all().stream().map(RoutesView.RouteView::of).toList();
        return responses.ok(all.size() + " routes", new RoutesView(RouteStats.WINDOW_SECONDS, all));
    }
}
