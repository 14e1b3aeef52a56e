package io.wirescope.internal.rest;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.internal.rest.error.InvalidParameterException;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is connected. */
@Dependent
@Path("v2/observability/connections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "connections")
public class ConnectionsResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final ConnectionRegistry registry;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
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
    @Operation(summary = "List the connections, oldest first")
    @Parameter(name = "client_id", in = ParameterIn.QUERY, description = "Connections of this client",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "role", in = ParameterIn.QUERY, description = "Connections of this role",
            schema = @Schema(type = SchemaType.STRING, enumeration = {"frontend", "admin", "test"}))
    @Parameter(name = "protocol", in = ParameterIn.QUERY, description = "Connections of this protocol",
            schema = @Schema(type = SchemaType.STRING, enumeration = {"envelope", "raw"}))
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "The most connections to return, 1 to 1000",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    @Parameter(name = "offset", in = ParameterIn.QUERY, description = "How many to pass over",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
    @APIResponse(responseCode = "200", description = "The connections", content = @Content(
            examples = @ExampleObject(name = "one connection", value = Examples.CONNECTIONS)))
    @APIResponse(responseCode = "422", description = "A parameter breaks its rule", content = @Content(
            examples = @ExampleObject(name = "limit=0", value = Examples.VALIDATION_ERROR)))
    public ApiResponse<ConnectionsView> list(@Parameter(hidden = true) @Context HttpServletRequest request) {
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
                new InvalidParameterException("role", "must be frontend, admin or test"))).orElse(null);
        Protocol protocol = parameters.single("protocol").map(name -> Protocol.of(name).orElseThrow(() ->
                new InvalidParameterException("protocol", "must be envelope or raw"))).orElse(null);
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
    @Path("{connection_id}")
    @Operation(summary = "Show one connection")
    @APIResponse(responseCode = "200", description = "The connection", content = @Content(
            examples = @ExampleObject(name = "a connection", value = Examples.CONNECTION)))
    @APIResponse(responseCode = "404", description = "There is no such connection", content = @Content(
            examples = @ExampleObject(name = "unknown", value = Examples.NOT_FOUND)))
    public ApiResponse<ConnectionView> show(@PathParam("connection_id") String connectionId) {
        return responses.ok("Connection", ConnectionView.of(find(connectionId)));
    }

    /**
     * Closes one connection with 1001.
     *
     * @param connectionId the server's own id of it
     * @return its id; the close goes on
     * @throws NotFoundException when it is unknown or has ended
     */
    @DELETE
    @Path("{connection_id}")
    @Operation(summary = "Close one connection", description = "The client sees close code 1001.")
    @APIResponse(responseCode = "200", description = "The connection is being closed", content = @Content(
            examples = @ExampleObject(name = "closed", value = Examples.CLOSED)))
    @APIResponse(responseCode = "404", description = "There is no such connection", content = @Content(
            examples = @ExampleObject(name = "unknown", value = Examples.NOT_FOUND)))
    public ApiResponse<ClosedView> close(@PathParam("connection_id") String connectionId) {
        find(connectionId).close(CloseCode.GOING_AWAY, "Closed by an operator");
        return responses.ok("Connection closed", new ClosedView(connectionId, true));
    }

    private Connection find(String connectionId) {
        return registry.find(connectionId).orElseThrow(NotFoundException::new);
    }
}
