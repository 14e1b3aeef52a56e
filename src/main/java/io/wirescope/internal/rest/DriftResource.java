package io.wirescope.internal.rest;

import io.wirescope.drift.DriftBroadcaster;
import io.wirescope.drift.DriftStatement;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.request.EventMembers;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The drift of models. */
@Dependent
@Path("v2/drift")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "messages")
public class DriftResource {

    private final DriftBroadcaster drift;
    private final JsonRequest bodies;
    private final Responses responses;
    private final Clock clock;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public DriftResource() {
        this(null, null, null, null);
    }

    @Inject
    DriftResource(DriftBroadcaster drift, JsonRequest bodies, Responses responses, Clock clock) {
        this.drift = drift;
        this.bodies = bodies;
        this.responses = responses;
        this.clock = clock;
    }

    /**
     * A status that was stated.
     *
     * @param connectionsNotified how many connections it was queued to
     * @param broadcastEnabled    whether it is sent to clients at all
     * @param sequence            the event's place on the bus
     * @param driftStatus         what clients get
     */
    public record StatedView(int connectionsNotified, boolean broadcastEnabled, long sequence,
            JsonObject driftStatus) {
    }

    /**
     * How things stand.
     *
     * @param broadcastEnabled whether statements are sent to clients
     * @param driftStatus      what was stated last, null before the first
     */
    @JsonbNillable
    public record StandingView(boolean broadcastEnabled, JsonObject driftStatus) {
    }

    /**
     * States a drift status.
     *
     * @param request the call, for its headers, id and trace
     * @param body    a JSON object with members of {@code drift.status} (contract, section 4); {@code status} and
     *                {@code drift_score} must be there
     * @return what clients get, and how many
     */
    @POST
    @Path("status")
    @Consumes(MediaType.WILDCARD) // JsonRequest tells 415
    @Operation(summary = "State the drift of a model",
            description = "Publishes drift.status and sends it to every envelope connection.")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "drift", value = MessageExamples.DRIFT)))
    @APIResponse(responseCode = "200", description = "It was stated", content = @Content(
            examples = @ExampleObject(name = "stated", value = MessageExamples.STATED)))
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8", content = @Content(
            examples = @ExampleObject(name = "a comma too many", value = Examples.INVALID_JSON)))
    @APIResponse(responseCode = "413", description = "The body, or the message made of it, is over the limit",
            content = @Content(examples = @ExampleObject(name = "over 1 MiB", value = Examples.PAYLOAD_TOO_LARGE)))
    @APIResponse(responseCode = "415", description = "The Content-Type is missing or another", content = @Content(
            examples = @ExampleObject(name = "text/plain", value = Examples.UNSUPPORTED_MEDIA_TYPE)))
    @APIResponse(responseCode = "422", description = "A member breaks its rule", content = @Content(
            examples = @ExampleObject(name = "no such status", value = MessageExamples.INVALID_STATUS)))
    public ApiResponse<StatedView> state(@Parameter(hidden = true) @Context HttpServletRequest request,
            InputStream body) {
        Exchange exchange = Exchange.of(request);
        DriftStatement stated = drift.state(
                bodies.read(request, body, members -> DriftBody.read(members, clock.instant())),
                new EventContext(exchange.requestId(), exchange.trace(), null, null, "drift"));
        return responses.ok(stated.connectionsNotified() + " connections notified", new StatedView(
                stated.connectionsNotified(), drift.isEnabled(), stated.sequence(), stated.payload()));
    }

    /**
     * Tells what was stated last.
     *
     * @return the last statement since the start, where there is one
     */
    @GET
    @Path("status")
    @Operation(summary = "Tell the drift that was stated last")
    @APIResponse(responseCode = "200", description = "The last statement, null before the first", content = @Content(
            examples = @ExampleObject(name = "standing", value = MessageExamples.STANDING)))
    public ApiResponse<StandingView> standing() {
        return responses.ok("Drift status", new StandingView(drift.isEnabled(),
                drift.latest().map(DriftStatement::payload).orElse(null)));
    }

    /**
     * Switches the sending to clients on or off.
     *
     * @param request the call, for its headers
     * @param body    a JSON object with {@code enabled}, a boolean
     * @return how things stand now
     */
    @PUT
    @Path("broadcast")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Switch the sending of drift statements to clients on or off",
            description = "The events are published either way. Lasts until the server restarts.")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "off", value = "{\"enabled\": false}")))
    @APIResponse(responseCode = "200", description = "How things stand now", content = @Content(
            examples = @ExampleObject(name = "standing", value = MessageExamples.STANDING)))
    @APIResponse(responseCode = "422", description = "enabled is missing or no boolean", content = @Content(
            examples = @ExampleObject(name = "limit=0", value = Examples.VALIDATION_ERROR)))
    public ApiResponse<StandingView> switchBroadcast(@Parameter(hidden = true) @Context HttpServletRequest request,
            InputStream body) {
        drift.setEnabled(bodies.read(request, body, DriftResource::enabled));
        return standing();
    }

    private static boolean enabled(EventMembers members) throws InvalidEventException {
        JsonValue value = members.value("enabled").orElseThrow(() ->
                new InvalidEventException("enabled", "is required"));
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw new InvalidEventException("enabled", "must be a boolean, not " + JsonFormat.kind(value));
        };
    }
}
