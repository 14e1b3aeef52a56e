package io.wirescope.internal.rest;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.Answer;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterLegacy;
import io.wirescope.internal.rest.scope.LegacyUsageReport;
import io.wirescope.internal.rest.view.LegacyUsageView;
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

/** Reports who still uses deprecated addresses and messages. */
@Dependent
@Path("v2/observability/legacy-usage")
@Produces(MediaType.APPLICATION_JSON)
public class LegacyUsageResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final LegacyUsageReport report;
    private final Cluster cluster;
    private final ClusterLegacy all;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public LegacyUsageResource() {
        this(null, null, null, null);
    }

    @Inject
    LegacyUsageResource(LegacyUsageReport report, Cluster cluster, ClusterLegacy all, Responses responses) {
        this.report = report;
        this.cluster = cluster;
        this.all = all;
        this.responses = responses;
    }

    /**
     * Reports who still uses deprecated addresses, the most used first: on all servers of a cluster, or with
     * {@code scope=node} on this one.
     *
     * @param request the call, for its query string
     * @return the usage since the start, with as many clients as limit and offset let
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public Response usage(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = (int) parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        long offset = parameters.integer("offset", 0, Integer.MAX_VALUE, 0);
        if (cluster.asksAll(parameters)) {
            Answer answer = all.usage(offset, limit);
            return Response.ok(new GenericEntity<>(responses.ok(answer.message(), answer.data(), answer.nodes())) { })
                    .build();
        }
        LegacyUsageView usage = report.usage(offset, limit);
        return Response.ok(new GenericEntity<>(responses.ok(usage.total() + " uses", usage)) { }).build();
    }
}
