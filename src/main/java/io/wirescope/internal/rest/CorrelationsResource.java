package io.wirescope.internal.rest;

import io.wirescope.envelope.Identifier;
import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.rest.error.InvalidParameterException;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.CorrelationExamples;
import io.wirescope.internal.rest.view.CorrelationView;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happened in one request, across HTTP, WebSocket in and out, and the events of other services. */
@Dependent
@Path("v2/observability/correlations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "events")
public class CorrelationsResource {

    private final ObservabilityEventBus bus;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public CorrelationsResource() {
        this(null, null);
    }

    @Inject
    CorrelationsResource(ObservabilityEventBus bus, Responses responses) {
        this.bus = bus;
        this.responses = responses;
    }

    /**
     * Tells the story of one request.
     *
     * @param requestId the request, as {@link Identifier} has ids
     * @return the story
     * @throws InvalidParameterException when the id breaks {@link Identifier}'s rule
     * @throws NotFoundException         when the bus has no event of it
     */
    @GET
    @Path("{request_id}")
    @Operation(operationId = "showCorrelation", summary = "Tell the story of one request",
            description = "Its events in the order in which they happened, each with offset_ms, the milliseconds"
                    + " since the first, and its spans as a tree in which every event is once. At most 1000 events,"
                    + " those published first; truncated says whether there are more.")
    @APIResponse(responseCode = "200", description = "The story", content = @Content(
            examples = @ExampleObject(name = "a ping and its pong", value = CorrelationExamples.PING)))
    @APIResponse(responseCode = "404", description = "The bus has no event of this request, or no longer",
            content = @Content(examples = @ExampleObject(name = "unknown", value = Examples.NOT_FOUND)))
    @APIResponse(responseCode = "422", description = "The id breaks the rule for ids", content = @Content(
            examples = @ExampleObject(name = "a line feed", value = CorrelationExamples.INVALID_ID)))
    public ApiResponse<CorrelationView> show(
            @Parameter(required = true, description = "The request's id, percent-encoded",
                    example = "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8")
            @PathParam("request_id") String requestId) {
        return story(requestId);
    }

    /**
     * Tells the story of one request whose id is in the query: an id that is {@code ..} or has a backslash does not reach
     * every server in a path.
     *
     * @param request the call, for its query
     * @return the story
     * @throws InvalidParameterException when the id breaks {@link Identifier}'s rule
     * @throws NotFoundException         when there is no id, or the bus has no event of it
     */
    @GET
    @Operation(operationId = "showCorrelationByQuery", summary = "Tell the story of one request, by any id",
            description = "The same as with the id in the path, for ids that a URI's path does not take: . and .., and,"
                    + " on some servers, those with a backslash.")
    @Parameter(name = "request_id", in = ParameterIn.QUERY, required = true, description = "The request's id",
            schema = @Schema(type = SchemaType.STRING), example = "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8")
    @APIResponse(responseCode = "200", description = "The story", content = @Content(
            examples = @ExampleObject(name = "a ping and its pong", value = CorrelationExamples.PING)))
    @APIResponse(responseCode = "404", description = "The bus has no event of this request, or no longer",
            content = @Content(examples = @ExampleObject(name = "unknown", value = Examples.NOT_FOUND)))
    @APIResponse(responseCode = "422", description = "The id breaks the rule for ids", content = @Content(
            examples = @ExampleObject(name = "a line feed", value = CorrelationExamples.INVALID_ID)))
    public ApiResponse<CorrelationView> find(@Parameter(hidden = true) @Context HttpServletRequest request) {
        String requestId = new QueryParameters(request).id("request_id");
        if (requestId == null) {
            throw new NotFoundException(); // there is no list of all requests
        }
        return story(requestId);
    }

    private ApiResponse<CorrelationView> story(String requestId) {
        if (!Identifier.isValid(requestId)) {
            throw new InvalidParameterException("request_id", Identifier.RULE);
        }
        Correlation correlation = Correlation.find(bus, requestId).orElseThrow(NotFoundException::new);
        return responses.ok(correlation.events().size() + " events", CorrelationView.of(correlation));
    }
}
