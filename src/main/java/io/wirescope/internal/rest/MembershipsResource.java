package io.wirescope.internal.rest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.Memberships;
import io.wirescope.internal.rest.scope.Memberships.LeftView;
import io.wirescope.internal.rest.scope.Memberships.MemberView;
import io.wirescope.internal.rest.scope.Memberships.Wish;
import io.wirescope.internal.rest.scope.RemoteMemberships;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Which channels a connection is in, by the backend's wish. */
@Dependent
@Path("v2/observability/connections/{connection_id}/channels")
@Produces(MediaType.APPLICATION_JSON)
public class MembershipsResource {

    private static final String CHANNEL = "channel";

    private final Memberships memberships;
    private final RemoteMemberships elsewhere;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public MembershipsResource() {
        this(null, null, null);
    }

    @Inject
    MembershipsResource(Memberships memberships, RemoteMemberships elsewhere, Responses responses) {
        this.memberships = memberships;
        this.elsewhere = elsewhere;
        this.responses = responses;
    }

    /**
     * Brings a connection into a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel, decoded; it need not exist
     * @param request      the call, for its id and trace
     * @return where the channel stands
     * @throws NotFoundException when the connection is unknown or has ended
     */
    @PUT
    @Requires(SecurityRole.OPERATOR)
    @Path("{channel}")
    public ApiResponse<MemberView> join(@PathParam("connection_id") String connectionId,
            @PathParam(CHANNEL) String channel, @Context HttpServletRequest request) {
        return admit(connectionId, channel, request);
    }

    /**
     * Brings a connection into a channel that is named in the query: not every name reaches every server in a path.
     *
     * @param connectionId the server's own id of it
     * @param request      the call, for its query, id and trace
     * @return where the channel stands
     * @throws NotFoundException when the connection is unknown or has ended
     */
    @PUT
    @Requires(SecurityRole.OPERATOR)
    public ApiResponse<MemberView> joinByQuery(@PathParam("connection_id") String connectionId,
            @Context HttpServletRequest request) {
        return admit(connectionId, channel(request), request);
    }

    /**
     * Takes a connection out of a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel, decoded
     * @param request      the call, for its id and trace
     * @return whether it was in it
     * @throws NotFoundException when the connection is unknown or has ended
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    @Path("{channel}")
    public ApiResponse<LeftView> leave(@PathParam("connection_id") String connectionId,
            @PathParam(CHANNEL) String channel, @Context HttpServletRequest request) {
        return dismiss(connectionId, channel, request);
    }

    /**
     * Takes a connection out of a channel that is named in the query.
     *
     * @param connectionId the server's own id of it
     * @param request      the call, for its query, id and trace
     * @return whether it was in it
     * @throws NotFoundException when the connection is unknown or has ended
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    public ApiResponse<LeftView> leaveByQuery(@PathParam("connection_id") String connectionId,
            @Context HttpServletRequest request) {
        return dismiss(connectionId, channel(request), request);
    }

    private static String channel(HttpServletRequest request) {
        return new QueryParameters(request).single(CHANNEL).orElseThrow(() ->
                new InvalidFieldException(CHANNEL, "is required"));
    }

    private ApiResponse<MemberView> admit(String connectionId, String channel, HttpServletRequest request) {
        Wish wish = wish(connectionId, channel, request);
        return responses.ok("In the channel",
                memberships.has(connectionId) ? memberships.join(wish) : elsewhere.join(wish));
    }

    private ApiResponse<LeftView> dismiss(String connectionId, String channel, HttpServletRequest request) {
        Wish wish = wish(connectionId, channel, request);
        return responses.ok("Not in the channel",
                memberships.has(connectionId) ? memberships.leave(wish) : elsewhere.leave(wish));
    }

    private static Wish wish(String connectionId, String channel, HttpServletRequest request) {
        Exchange exchange = Exchange.of(request);
        return new Wish(connectionId, channel, exchange.requestId(), exchange.trace());
    }
}
