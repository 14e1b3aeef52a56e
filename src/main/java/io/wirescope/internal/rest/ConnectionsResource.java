package io.wirescope.internal.rest;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.ConnectionView;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Lists, shows and closes connections. */
@Dependent
@Path("v2/observability/connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final ConnectionRegistry registry;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public ConnectionsResource() {
        this(null, null);
    }

    @Inject
    ConnectionsResource(ConnectionRegistry registry, Responses responses) {
        this.registry = registry;
        this.responses = responses;
    }

    /**
     * Some of the connections.
     *
     * @param connections   oldest first
     * @param totalReturned how many that are
     * @param total         how many match
     */
    public record ConnectionsView(List<ConnectionView> connections, int totalReturned, int total) {
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
     * Lists connections, oldest first.
     *
     * @param request the call, for its query string
     * @return the connections that match, as far as limit and offset let them
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<ConnectionsView> list(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = (int) parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        long offset = parameters.integer("offset", 0, Integer.MAX_VALUE, 0);
        List<Connection> matching = registry.all().stream()
                .filter(filter(parameters))
                .sorted(Comparator.comparing(Connection::connectedAt).thenComparing(Connection::connectionId))
                .toList();
        List<ConnectionView> page = matching.stream().skip(offset).limit(limit).map(ConnectionView::of).toList();
        return responses.ok(matching.size() + " connections",
                new ConnectionsView(page, page.size(), matching.size()));
    }

    private static Predicate<Connection> filter(QueryParameters parameters) {
        String clientId = parameters.id("client_id");
        Role role = parameters.single("role").map(name -> Role.of(name).orElseThrow(() ->
                new InvalidFieldException("role", "must be frontend, admin or test"))).orElse(null);
        Protocol protocol = parameters.single("protocol").map(name -> Protocol.of(name).orElseThrow(() ->
                new InvalidFieldException("protocol", "must be envelope or raw"))).orElse(null);
        return connection -> (clientId == null || clientId.equals(connection.peer().clientId()))
                && (role == null || role == connection.peer().role())
                && (protocol == null || protocol == connection.peer().protocol());
    }

    /**
     * Shows one connection.
     *
     * @param connectionId the server's own id of it
     * @return the connection now
     * @throws NotFoundException when it is unknown or has ended
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("{connection_id}")
    public ApiResponse<ConnectionView> show(@PathParam("connection_id") String connectionId) {
        return responses.ok("Connection", ConnectionView.of(find(connectionId)));
    }

    /**
     * Closes one connection with 1001.
     *
     * @param connectionId the server's own id of it
     * @return its id; the close is under way
     * @throws NotFoundException when it is unknown or has ended
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    @Path("{connection_id}")
    public ApiResponse<ClosedView> close(@PathParam("connection_id") String connectionId) {
        find(connectionId).close(CloseCode.GOING_AWAY, "Closed by an operator");
        return responses.ok("Connection closed", new ClosedView(connectionId, true));
    }

    private Connection find(String connectionId) {
        return registry.find(connectionId).orElseThrow(NotFoundException::new);
    }
}
