package io.wirescope.internal.rest;

import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterStory;
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
    private final Cluster cluster;
    private final ClusterStory everywhere;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public CorrelationsResource() {
        this(null, null, null, null);
    }

    @Inject
    CorrelationsResource(EventHistory history, Responses responses, Cluster cluster, ClusterStory everywhere) {
        this.cluster = cluster;
        this.everywhere = everywhere;
        this.history = history;
        this.responses = responses;
    }

    /**
     * Returns the story of one request, on all servers of a cluster unless with {@code scope=node}.
     *
     * @param requestId the request, as {@link Identifier} has ids
     * @param request   the call, for its query
     * @return the story
     * @throws InvalidFieldException when the id breaks {@link Identifier}'s rule
     * @throws NotFoundException         when the bus has no event of it
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("{request_id}")
    public ApiResponse<CorrelationView> show(
            @PathParam("request_id") String requestId, @Context HttpServletRequest request) {
        return story(requestId, new QueryParameters(request));
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
        QueryParameters parameters = new QueryParameters(request);
        String requestId = parameters.id("request_id");
        if (requestId == null) {
            throw new NotFoundException(); // there is no list of all requests
        }
        return story(requestId, parameters);
    }

    private ApiResponse<CorrelationView> story(String requestId, QueryParameters parameters) {
        if (!Identifier.isValid(requestId)) {
            throw new InvalidFieldException("request_id", Identifier.RULE);
        }
        if (cluster.asksAll(parameters)) {
            ClusterStory.Story story = everywhere.find(requestId);
            Correlation all = story.correlation().orElseThrow(NotFoundException::new);
            return responses.ok(message(all), CorrelationView.of(all, null, ObservabilityEvent::busId), story.nodes());
        }
        EventHistory.Story story = history.story(requestId).orElseThrow(NotFoundException::new);
        String self = cluster.self();
        return responses.ok(message(story.correlation()),
                CorrelationView.of(story.correlation(), story.coverage(), event -> self));
    }

    private static String message(Correlation correlation) {
        return correlation.events().size() + " events";
    }
}
