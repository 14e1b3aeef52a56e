package io.wirescope.internal.rest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.send.BatchView;
import io.wirescope.internal.rest.send.MessageSending.Sent;
import io.wirescope.internal.rest.send.MessageSending;
import io.wirescope.internal.rest.send.SentView;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/** Sends messages to channels. */
@Dependent
@Path("v2/channels")
@Produces(MediaType.APPLICATION_JSON)
public class ChannelsResource {

    private static final String REPLAYED = "Idempotent-Replayed";

    private final MessageSending sending;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public ChannelsResource() {
        this(null, null);
    }

    @Inject
    ChannelsResource(MessageSending sending, Responses responses) {
        this.sending = sending;
        this.responses = responses;
    }

    /**
     * Sends one message to a channel.
     *
     * @param channel  where to, decoded; not one of events
     * @param request  the call, for its headers, id and trace
     * @param response gets a header where an earlier call has sent it
     * @param body     a JSON object with {@code type} and {@code payload}
     * @return the message's place in the channel
     */
    @POST
    @Requires(SecurityRole.PUBLISHER)
    @Path("{channel}/messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<SentView> send(@PathParam("channel") String channel,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response, InputStream body) {
        return sendTo(channel, request, response, body);
    }

    /**
     * Sends one message to a channel that is named in the query: a name with a backslash, or one that is {@code ..}, does not
     * reach every server in a path.
     *
     * @param request  the call, for its query, headers, id and trace
     * @param response gets a header where an earlier call has sent it
     * @param body     a JSON object with {@code type} and {@code payload}
     * @return the message's place in the channel
     */
    @POST
    @Requires(SecurityRole.PUBLISHER)
    @Path("messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<SentView> sendByQuery(@Context HttpServletRequest request,
            @Context HttpServletResponse response, InputStream body) {
        String channel = new QueryParameters(request).single("channel").orElseThrow(() ->
                new InvalidFieldException("channel", "is required"));
        return sendTo(channel, request, response, body);
    }

    private ApiResponse<SentView> sendTo(String channel, HttpServletRequest request, HttpServletResponse response,
            InputStream body) {
        Sent<SentView> sent = sending.toChannel(channel, request, body);
        mark(sent, response);
        return responses.ok(sent.view().connectionsNotified() + " connections notified", sent.view());
    }

    private static void mark(Sent<?> sent, HttpServletResponse response) {
        if (sent.isReplayed()) {
            response.setHeader(REPLAYED, "true");
        }
    }

    /**
     * Sends messages to different channels, each of which stands for itself.
     *
     * @param request  the call, for its headers, id and trace
     * @param response gets a header where an earlier call has sent them
     * @param body     a JSON object with {@code messages}, 1 to 1,000 of {@code channel}, {@code type} and {@code payload}
     * @return what became of each
     */
    @POST
    @Requires(SecurityRole.PUBLISHER)
    @Path("batch")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<BatchView> batch(@Context HttpServletRequest request,
            @Context HttpServletResponse response, InputStream body) {
        Sent<BatchView> sent = sending.batch(request, body);
        mark(sent, response);
        return responses.ok(sent.view().sent() + " messages sent", sent.view());
    }
}
