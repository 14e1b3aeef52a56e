package io.wirescope.internal.rest;

import io.wirescope.internal.rest.error.InvalidParameterException;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.send.BatchView;
import io.wirescope.internal.rest.send.MessageSending;
import io.wirescope.internal.rest.send.MessageSending.Sent;
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

    private static final String KEY_DESCRIPTION = "Names this call: a repeat with the same key and body sends nothing,"
            + " and gets what the first got, with Idempotent-Replayed: true";
    private static final String REPLAYED = "Idempotent-Replayed";

    private final MessageSending sending;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
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
    @Path("{channel}/messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "Send one message to a channel",
            description = "To broadcast, client:{id}, role:{role}, or any other name, which exists from then on. It"
                    + " goes to every connection in the channel and into the channel's history.")
    @Parameter(name = "channel", in = ParameterIn.PATH, required = true,
            description = "The channel, percent-encoded; those of events carry events alone",
            schema = @Schema(type = SchemaType.STRING), example = "broadcast")
    @Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = KEY_DESCRIPTION,
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
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
    @APIResponse(responseCode = "409", description = "The first call with this key is still under way; Retry-After says"
            + " when to repeat it")
    @APIResponse(responseCode = "422", description = "The channel, the key or a member breaks its rule, or another call has"
            + " used the key", content = @Content(
            examples = @ExampleObject(name = "no type", value = MessageExamples.INVALID_MESSAGE)))
    @APIResponse(responseCode = "503", description = "No more keys can be kept; Retry-After says when they can")
    public ApiResponse<SentView> send(@PathParam("channel") String channel,
            @Parameter(hidden = true) @Context HttpServletRequest request,
            @Parameter(hidden = true) @Context HttpServletResponse response, InputStream body) {
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
    @Path("messages")
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "Send one message to a channel of any name",
            description = "The same as with the channel in the path, for names that a URI's path does not take: . and ..,"
                    + " and, on some servers, those with a backslash or a semicolon first.")
    @Parameter(name = "channel", in = ParameterIn.QUERY, required = true, description = "The channel",
            schema = @Schema(type = SchemaType.STRING), example = "client:DOMAIN\\alice")
    @Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = KEY_DESCRIPTION,
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
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
    @APIResponse(responseCode = "409", description = "The first call with this key is still under way; Retry-After says"
            + " when to repeat it")
    @APIResponse(responseCode = "422", description = "The channel, the key or a member breaks its rule, or another call has"
            + " used the key", content = @Content(
            examples = @ExampleObject(name = "no type", value = MessageExamples.INVALID_MESSAGE)))
    @APIResponse(responseCode = "503", description = "No more keys can be kept; Retry-After says when they can")
    public ApiResponse<SentView> sendByQuery(@Parameter(hidden = true) @Context HttpServletRequest request,
            @Parameter(hidden = true) @Context HttpServletResponse response, InputStream body) {
        String channel = new QueryParameters(request).single("channel").orElseThrow(() ->
                new InvalidParameterException("channel", "is required"));
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
    @Path("batch")
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "Send up to 1,000 messages to different channels", operationId = "sendBatch",
            description = "Each message stands for itself: one that is refused has an error in its place, and the others"
                    + " are sent, in order.")
    @Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = KEY_DESCRIPTION,
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "200", description = "What became of each message, in order")
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8")
    @APIResponse(responseCode = "409", description = "The first call with this key is still under way; Retry-After says"
            + " when to repeat it")
    @APIResponse(responseCode = "413", description = "The body is over the limit")
    @APIResponse(responseCode = "415", description = "The Content-Type is missing or another")
    @APIResponse(responseCode = "422", description = "messages is no array of 1 to 1,000, the key breaks its rule, or"
            + " another call has used it")
    @APIResponse(responseCode = "503", description = "No more keys can be kept; Retry-After says when they can")
    public ApiResponse<BatchView> batch(@Parameter(hidden = true) @Context HttpServletRequest request,
            @Parameter(hidden = true) @Context HttpServletResponse response, InputStream body) {
        Sent<BatchView> sent = sending.batch(request, body);
        mark(sent, response);
        return responses.ok(sent.view().sent() + " messages sent", sent.view());
    }
}
