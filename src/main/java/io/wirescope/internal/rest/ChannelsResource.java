package io.wirescope.internal.rest;

import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Delivery;
import io.wirescope.delivery.Message;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
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

    private final Broadcaster broadcaster;
    private final JsonRequest bodies;
    private final Responses responses;
    private final IdSource ids;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public ChannelsResource() {
        this(null, null, null, null);
    }

    @Inject
    ChannelsResource(Broadcaster broadcaster, JsonRequest bodies, Responses responses, IdSource ids) {
        this.broadcaster = broadcaster;
        this.bodies = bodies;
        this.responses = responses;
        this.ids = ids;
    }

    /**
     * A message that was sent.
     *
     * @param channel             where it was sent
     * @param epoch               the channel's epoch
     * @param offset              the message's place in it
     * @param connectionsNotified how many connections it was queued to
     */
    public record SentView(String channel, String epoch, long offset, int connectionsNotified) {
    }

    /**
     * Sends one message to a channel.
     *
     * @param channel where to, decoded; not one of events
     * @param request the call, for its headers, id and trace
     * @param body    a JSON object with {@code type} and {@code payload}
     * @return the message's place in the channel
     */
    @POST
    @Path("{channel}/messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<SentView> send(@PathParam("channel") String channel,
            @Context HttpServletRequest request, InputStream body) {
        return sendTo(channel, request, body);
    }

    /**
     * Sends one message to a channel that is named in the query: a name with a backslash, or one that is {@code ..}, does not
     * reach every server in a path.
     *
     * @param request the call, for its query, headers, id and trace
     * @param body    a JSON object with {@code type} and {@code payload}
     * @return the message's place in the channel
     */
    @POST
    @Path("messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<SentView> sendByQuery(@Context HttpServletRequest request,
            InputStream body) {
        String channel = new QueryParameters(request).single("channel").orElseThrow(() ->
                new InvalidFieldException("channel", "is required"));
        return sendTo(channel, request, body);
    }

    private ApiResponse<SentView> sendTo(String channel, HttpServletRequest request, InputStream body) {
        if (!ChannelName.isValid(channel)) {
            throw new InvalidFieldException("channel", ChannelName.RULE);
        }
        if (ChannelName.isOfEvents(channel)) {
            throw new InvalidFieldException("channel", "must not be one of events: publish an event instead");
        }
        Exchange exchange = Exchange.of(request);
        Delivery sent = broadcaster.toChannel(channel, bodies.read(request, body,
                members -> message(members, exchange)));
        return responses.ok(sent.connections() + " connections notified", new SentView(channel,
                sent.position().epoch(), sent.position().offset(), sent.connections()));
    }

    private Message message(JsonMembers members, Exchange exchange) {
        String type = members.messageType("type");
        if (MessageType.isServersOwn(type)) {
            throw new InvalidFieldException("type", "must not be one of the server's own: " + type);
        }
        return new Message(type, members.requiredObject("payload"), exchange.requestId(),
                exchange.trace() == null ? null : exchange.trace().child(ids.newSpan()));
    }
}
