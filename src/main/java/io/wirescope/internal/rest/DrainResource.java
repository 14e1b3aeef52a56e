package io.wirescope.internal.rest;

import io.wirescope.delivery.Drain;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.request.EventMembers;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Empties the server. */
@Dependent
@Path("v2/observability/drain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "connections")
public class DrainResource {

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Drain.MAX_WINDOW.toSeconds());

    private final Drain drain;
    private final JsonRequest bodies;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public DrainResource() {
        this(null, null, null);
    }

    @Inject
    DrainResource(Drain drain, JsonRequest bodies, Responses responses) {
        this.drain = drain;
        this.bodies = bodies;
        this.responses = responses;
    }

    /**
     * A drain that goes on.
     *
     * @param draining      always true
     * @param connections   how many there were when it began
     * @param notified      how many were told
     * @param windowSeconds over which they are closed
     */
    public record DrainView(boolean draining, int connections, int notified, BigDecimal windowSeconds) {
    }

    /**
     * Begins to drain.
     *
     * @param request the call, for its headers
     * @param body    a JSON object with {@code window_seconds}, 0 to 600, or nothing for the configured window
     * @return 202 with the drain that has begun, now or before
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Empty the server before it goes down",
            description = "Readiness goes down, handshakes are answered with 503, every envelope client gets"
                    + " server.draining, and all connections are closed with 1012 over a window. There is no way back;"
                    + " of several calls the window that ends first counts.")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples = @ExampleObject(name = "over a minute", value = "{\"window_seconds\": 60}")))
    @APIResponse(responseCode = "202", description = "It has begun, now or before", content = @Content(
            examples = @ExampleObject(name = "draining", value = MessageExamples.DRAINING)))
    @APIResponse(responseCode = "422", description = "window_seconds breaks its rule", content = @Content(
            examples = @ExampleObject(name = "limit=0", value = Examples.VALIDATION_ERROR)))
    public Response drain(@Parameter(hidden = true) @Context HttpServletRequest request, InputStream body) {
        Drain.State state = drain.begin(bodies.readOptional(request, body, this::window));
        ApiResponse<DrainView> answer = responses.ok("Draining", new DrainView(true, state.connections(),
                state.notified(), BigDecimal.valueOf(state.window().toMillis(), 3)));
        return Response.accepted(new GenericEntity<>(answer) { }).build();
    }

    private Duration window(EventMembers members) throws InvalidEventException {
        JsonValue value = members.value("window_seconds").orElse(null);
        if (value == null) {
            return drain.defaultWindow();
        }
        if (value instanceof JsonNumber number && number.bigDecimalValue().signum() >= 0
                && number.bigDecimalValue().compareTo(MAX_SECONDS) <= 0) {
            return Duration.ofMillis((long) (number.doubleValue() * 1000));
        }
        throw new InvalidEventException("window_seconds", value instanceof JsonNumber
                ? "must be 0 to " + MAX_SECONDS : "must be a number, not " + JsonFormat.kind(value));
    }
}
