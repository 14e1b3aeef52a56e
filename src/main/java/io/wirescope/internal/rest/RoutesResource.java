package io.wirescope.internal.rest;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
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

/** Which applications take clients' messages, and how they fare. */
@Dependent
@Path("v2/observability/routes")
@Produces(MediaType.APPLICATION_JSON)
public class RoutesResource {

    private final Routes routes;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
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
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<RoutesView> list() {
        List<RoutesView.RouteView> all = routes.all().stream().map(RoutesView.RouteView::of).toList();
        return responses.ok(all.size() + " routes", new RoutesView(RouteStats.WINDOW_SECONDS, all));
    }
}
