package io.wirescope.internal.rest;

import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
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

/** Shows what happened in one request, across HTTP, WebSocket in and out, and the events of other services. */
@Dependent
@Path("v2/observability/correlations")
@Produces(MediaType.APPLICATION_JSON)
public class CorrelationsResource {

    private final EventHistory history;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public CorrelationsResource() {
        this(null, null);
    }

    @Inject
    CorrelationsResource(EventHistory history, Responses responses) {
        this.history = history;
        this.responses = responses;
    }

    /**
     * Returns the story of one request.
     *
     * @param requestId the request, as {@link Identifier} has ids
     * @return the story
     * @throws InvalidFieldException when the id breaks {@link Identifier}'s rule
     * @throws NotFoundException         when the bus has no event of it
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("{request_id}")
    public ApiResponse<CorrelationView> show(
            @PathParam("request_id") String requestId) {
        return story(requestId);
    }

    /**
     * Returns the story of one request whose id is in the query: an id that is {@code ..} or has a backslash does not reach
     * every server in a path.
     *
     * @param request the call, for its query
     * @return the story
     * @throws InvalidFieldException when the id breaks {@link Identifier}'s rule
     * @throws NotFoundException         when there is no id, or the bus has no event of it
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<CorrelationView> find(@Context HttpServletRequest request) {
        String requestId = new QueryParameters(request).id("request_id");
        if (requestId == null) {
            throw new NotFoundException(); // there is no list of all requests
        }
        return story(requestId);
    }

    private ApiResponse<CorrelationView> story(String requestId) {
        if (!Identifier.isValid(requestId)) {
            throw new InvalidFieldException("request_id", Identifier.RULE);
        }
        EventHistory.Story story = history.story(requestId).orElseThrow(NotFoundException::new);
        return responses.ok(story.correlation().events().size() + " events",
                CorrelationView.of(story.correlation(), story.coverage()));
    }
}
