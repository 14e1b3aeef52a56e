package io.wirescope.internal.rest;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.Answer;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterConnections;
import io.wirescope.internal.rest.scope.ConnectionList;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.ConnectionView;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Lists, shows and closes connections. */
@Dependent
@Path("v2/observability/connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

    private static final String CONNECTION = "Connection";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final ConnectionList connections;
    private final Cluster cluster;
    private final ClusterConnections elsewhere;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public ConnectionsResource() {
        this(null, null, null, null);
    }

    @Inject
    ConnectionsResource(ConnectionList connections, Cluster cluster, ClusterConnections elsewhere,
            Responses responses) {
        this.connections = connections;
        this.cluster = cluster;
        this.elsewhere = elsewhere;
        this.responses = responses;
    }

    /**
     * A connection that is being closed.
     *
     * @param connectionId its id
     * @param closed       always true
     */
    public record ClosedView(String connectionId, boolean closed) {
    }

    /**
     * Lists connections, oldest first: of all servers of a cluster, or with {@code scope=node} of this one.
     *
     * @param request the call, for its query string
     * @return the connections that match, as far as limit and offset let them
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public Response list(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = (int) parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        long offset = parameters.integer("offset", 0, Integer.MAX_VALUE, 0);
        if (cluster.asksAll(parameters)) {
            Answer all = elsewhere.list(request.getQueryString(), parameters, offset, limit);
            return Response.ok(new GenericEntity<>(responses.ok(all.message(), all.data(), all.nodes())) { }).build();
        }
        ConnectionList.ConnectionsView page = connections.list(parameters, offset, limit);
        return Response.ok(new GenericEntity<>(responses.ok(page.total() + " connections", page)) { }).build();
    }

    /**
     * Shows one connection, of whichever server.
     *
     * @param connectionId the server's own id of it
     * @return the connection now
     * @throws NotFoundException when it is unknown or has ended
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("{connection_id}")
    public Response show(@PathParam("connection_id") String connectionId) {
        ConnectionView own = connections.show(connectionId).orElse(null);
        if (own == null) {
            JsonObject other = elsewhere.show(connectionId).orElseThrow(NotFoundException::new);
            return Response.ok(new GenericEntity<>(responses.ok(CONNECTION, other)) { }).build();
        }
        return Response.ok(new GenericEntity<>(responses.ok(CONNECTION, own)) { }).build();
    }

    /**
     * Closes one connection with 1001, on whichever server.
     *
     * @param connectionId the server's own id of it
     * @return its id; the close is under way
     * @throws NotFoundException when it is unknown or has ended
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    @Path("{connection_id}")
    public ApiResponse<ClosedView> close(@PathParam("connection_id") String connectionId) {
        if (!connections.close(connectionId) && !elsewhere.close(connectionId)) {
            throw new NotFoundException();
        }
        return responses.ok("Connection closed", new ClosedView(connectionId, true));
    }
}
