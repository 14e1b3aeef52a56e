package io.wirescope.internal.rest;

import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Delivery;
import io.wirescope.delivery.Message;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.error.InvalidParameterException;
import io.wirescope.internal.rest.request.EventMembers;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sends messages to channels. */
@Dependent
@Path("v2/channels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "messages")
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
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "Send one message to a channel",
            description = "To broadcast, client:{id}, role:{role}, or any other name, which exists from then on. It"
                    + " goes to every connection in the channel and into the channel's history.")
    @Parameter(name = "channel", in = ParameterIn.PATH, required = true,
            description = "The channel, percent-encoded; those of events carry events alone",
            schema = @Schema(type = SchemaType.STRING), example = "broadcast")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "a notice", value = MessageExamples.MESSAGE)))
    @APIResponse(responseCode = "200", description = "It was sent", content = @Content(
            examples = @ExampleObject(name = "sent", value = MessageExamples.SENT)))
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8", content = @Content(
            examples = @ExampleObject(name = "a comma too many", value = Examples.INVALID_JSON)))
    @APIResponse(responseCode = "413", description = "The body or the message is over the limit",
            content = @Content(examples = @ExampleObject(name = "over 1 MiB", value = Examples.PAYLOAD_TOO_LARGE)))
    @APIResponse(responseCode = "415", description = "The Content-Type is missing or another", content = @Content(
            examples = @ExampleObject(name = "text/plain", value = Examples.UNSUPPORTED_MEDIA_TYPE)))
    @APIResponse(responseCode = "422", description = "The channel or a member breaks its rule", content = @Content(
            examples = @ExampleObject(name = "no type", value = MessageExamples.INVALID_MESSAGE)))
    public ApiResponse<SentView> send(@PathParam("channel") String channel,
            @Parameter(hidden = true) @Context HttpServletRequest request, InputStream body) {
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
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "Send one message to a channel of any name",
            description = "The same as with the channel in the path, for names that a URI's path does not take: . and ..,"
                    + " and, on some servers, those with a backslash or a semicolon first.")
    @Parameter(name = "channel", in = ParameterIn.QUERY, required = true, description = "The channel",
            schema = @Schema(type = SchemaType.STRING), example = "client:DOMAIN\\alice")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "a notice", value = MessageExamples.MESSAGE)))
    @APIResponse(responseCode = "200", description = "It was sent", content = @Content(
            examples = @ExampleObject(name = "sent", value = MessageExamples.SENT)))
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8", content = @Content(
            examples = @ExampleObject(name = "a comma too many", value = Examples.INVALID_JSON)))
    @APIResponse(responseCode = "413", description = "The body or the message is over the limit",
            content = @Content(examples = @ExampleObject(name = "over 1 MiB", value = Examples.PAYLOAD_TOO_LARGE)))
    @APIResponse(responseCode = "415", description = "The Content-Type is missing or another", content = @Content(
            examples = @ExampleObject(name = "text/plain", value = Examples.UNSUPPORTED_MEDIA_TYPE)))
    @APIResponse(responseCode = "422", description = "The channel or a member breaks its rule", content = @Content(
            examples = @ExampleObject(name = "no type", value = MessageExamples.INVALID_MESSAGE)))
    public ApiResponse<SentView> sendByQuery(@Parameter(hidden = true) @Context HttpServletRequest request,
            InputStream body) {
        String channel = new QueryParameters(request).single("channel").orElseThrow(() ->
                new InvalidParameterException("channel", "is required"));
        return sendTo(channel, request, body);
    }

    private ApiResponse<SentView> sendTo(String channel, HttpServletRequest request, InputStream body) {
        if (!ChannelName.isValid(channel)) {
            throw new InvalidParameterException("channel", ChannelName.RULE);
        }
        if (ChannelName.isOfEvents(channel)) {
            throw new InvalidParameterException("channel", "must not be one of events: publish an event instead");
        }
        Exchange exchange = Exchange.of(request);
        Delivery sent = broadcaster.toChannel(channel, bodies.read(request, body,
                members -> message(members, exchange)));
        return responses.ok(sent.connections() + " connections notified", new SentView(channel,
                sent.position().epoch(), sent.position().offset(), sent.connections()));
    }

    private Message message(EventMembers members, Exchange exchange) throws InvalidEventException {
        String type = members.requiredText("type");
        if (type.isEmpty() || type.codePointCount(0, type.length()) > MessageType.MAX_LENGTH) {
            throw new InvalidEventException("type", "must be 1 to " + MessageType.MAX_LENGTH + " characters");
        }
        if (MessageType.isServersOwn(type)) {
            throw new InvalidEventException("type", "must not be one of the server's own: " + type);
        }
        return new Message(type, payload(members), exchange.requestId(),
                exchange.trace() == null ? null : exchange.trace().child(ids.newSpan()));
    }

    private static JsonObject payload(EventMembers members) throws InvalidEventException {
        JsonValue value = members.value("payload").orElseThrow(() ->
                new InvalidEventException("payload", "is required"));
        if (value instanceof JsonObject payload) {
            return payload;
        }
        throw new InvalidEventException("payload", "must be an object, not " + JsonFormat.kind(value));
    }
}
