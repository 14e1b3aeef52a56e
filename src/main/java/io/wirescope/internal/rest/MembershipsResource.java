package io.wirescope.internal.rest;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.delivery.Await;
import io.wirescope.delivery.DeliveryRefusedException;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.delivery.Subscriptions.Admission;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.conversation.ChannelRequests;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Which channels a connection is in, by the backend's wish. */
@Dependent
@Path("v2/observability/connections/{connection_id}/channels")
@Produces(MediaType.APPLICATION_JSON)
public class MembershipsResource {

    private static final String CHANNEL = "channel";

    private final ConnectionRegistry registry;
    private final ChannelRequests channels;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public MembershipsResource() {
        this(null, null, null);
    }

    @Inject
    MembershipsResource(ConnectionRegistry registry, ChannelRequests channels, Responses responses) {
        this.registry = registry;
        this.channels = channels;
        this.responses = responses;
    }

    /**
     * A connection that is in a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel
     * @param epoch        the channel's epoch
     * @param offset       where the channel stands; where the connection was brought in, the place just before the first
     *                     message that it gets
     * @param changed      whether it was not in it before
     */
    public record MemberView(String connectionId, String channel, String epoch, long offset, boolean changed) {
    }

    /**
     * A connection that is not in a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel
     * @param changed      whether it was in it before
     */
    public record LeftView(String connectionId, String channel, boolean changed) {
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
        Connection connection = find(connectionId);
        Exchange exchange = Exchange.of(request);
        Admission admission = await(channels.admit(connection, channel, exchange.requestId(), exchange.trace()))
                .orElseThrow(NotFoundException::new);
        StreamPosition position = admission.position().position();
        return responses.ok("In the channel", new MemberView(connectionId, channel, position.epoch(),
                position.offset(), admission.isNew()));
    }

    private ApiResponse<LeftView> dismiss(String connectionId, String channel, HttpServletRequest request) {
        Connection connection = find(connectionId);
        Exchange exchange = Exchange.of(request);
        boolean was = await(channels.dismiss(connection, channel, exchange.requestId(), exchange.trace()));
        return responses.ok("Not in the channel", new LeftView(connectionId, channel, was));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return Await.of(stage.exceptionally(failure -> {
            Throwable cause = Await.cause(failure);
            throw cause instanceof DeliveryRefusedException refused ? refused(refused) : new CompletionException(cause);
        }));
    }

    private Connection find(String connectionId) {
        Connection connection = registry.find(connectionId).orElseThrow(NotFoundException::new);
        if (connection.peer().protocol() != Protocol.ENVELOPE) {
            throw new InvalidFieldException("connection_id", "must be of an envelope connection: a raw one is in no"
                    + " channel");
        }
        return connection;
    }

    private static InvalidFieldException refused(DeliveryRefusedException e) {
        return new InvalidFieldException(CHANNEL, "can't be changed for this connection: " + e.getMessage());
    }
}
