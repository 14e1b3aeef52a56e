package io.wirescope.internal.rest;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.Answer;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterStats;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Shows statistics of the gateway. */
@Dependent
@Path("v2/observability/stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

    private final ServerStats stats;
    private final Cluster cluster;
    private final ClusterStats all;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public StatsResource() {
        this(null, null, null, null);
    }

    @Inject
    StatsResource(ServerStats stats, Cluster cluster, ClusterStats all, Responses responses) {
        this.stats = stats;
        this.cluster = cluster;
        this.all = all;
        this.responses = responses;
    }

    /**
     * Returns the statistics of the bus and the connections: of all servers of a cluster, or with {@code scope=node} of this
     * one.
     *
     * @param request the call, for its query string
     * @return the numbers now
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public Response stats(@Context HttpServletRequest request) {
        if (cluster.asksAll(new QueryParameters(request))) {
            Answer answer = all.stats();
            return Response.ok(new GenericEntity<>(responses.ok(answer.message(), answer.data(), answer.nodes())) { })
                    .build();
        }
        return Response.ok(new GenericEntity<>(responses.ok("Statistics", stats.now())) { }).build();
    }
}
