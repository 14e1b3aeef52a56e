package io.wirescope.internal.rest;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventPage;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.ingest.EventForm;
import io.wirescope.internal.rest.ingest.EventIngest;
import io.wirescope.internal.rest.request.EventFilterParameters;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.request.RequestHeaders;
import io.wirescope.internal.rest.scope.Answer;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterEvents;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.EventJson;
import io.wirescope.internal.rest.view.EventPageView;
import io.wirescope.internal.rest.view.LazyList;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Searches, publishes and clears events. */
@Dependent
@Path("v2/observability/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {

    private static final int DEFAULT_LIMIT = 100;

    private final ObservabilityEventBus bus;
    private final EventIngest ingest;
    private final Responses responses;
    private final Cluster cluster;
    private final ClusterEvents everywhere;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public EventsResource() {
        this(null, null, null, null, null);
    }

    @Inject
    EventsResource(ObservabilityEventBus bus, EventIngest ingest, Responses responses, Cluster cluster,
            ClusterEvents everywhere) {
        this.cluster = cluster;
        this.everywhere = everywhere;
        this.bus = bus;
        this.ingest = ingest;
        this.responses = responses;
    }

    /**
     * Events that were published.
     *
     * @param accepted  how many
     * @param sequences their sequences, in the order in which the events came
     */
    public record AcceptedView(int accepted, List<Long> sequences) {
    }

    /**
     * Searches the buffer; of a cluster those of all servers, unless with {@code scope=node}.
     *
     * @param request the call, for its query string
     * @return what was found, at most 1000 events
     */
    @GET
    public Response query(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        if (cluster.asksAll(parameters)) {
            return queryAll(request.getQueryString(), parameters);
        }
        EventQuery query = new EventQuery(EventFilterParameters.read(parameters),
                parameters.integer("after", 0, Long.MAX_VALUE, 0),
                (int) parameters.integer("limit", 1, EventQuery.MAX_LIMIT, DEFAULT_LIMIT),
                parameters.flag("descending", true));
        EventPage page = bus.query(resumed(query));
        return Response.ok(new GenericEntity<>(responses.ok(page.events().size() + " events", view(query, page))) { })
                .build();
    }

    private Response queryAll(String text, QueryParameters parameters) {
        Map<String, Object> applied = applied(EventFilterParameters.read(parameters));
        parameters.single("after").filter(after -> !after.isEmpty() && !after.equals("0"))
                .ifPresent(after -> applied.put("after", after));
        applied.put("descending", parameters.flag("descending", true));
        Answer all = everywhere.query(text, parameters, applied);
        return Response.ok(new GenericEntity<>(responses.ok(all.message(), all.data(), all.nodes())) { }).build();
    }

    // A sequence that was never given is of another run of the server: all that is here comes after it.
    private EventQuery resumed(EventQuery query) {
        return new EventQuery(query.filter(), bus.resumeAfter(query.after()), query.limit(), query.descending());
    }

    private EventPageView view(EventQuery query, EventPage page) {
        String node = cluster.self();
        return new EventPageView(new LazyList<>(page.events(), event -> EventJson.of(event, node)), page.events().size(),
                applied(query), query.limit(),
                page.oldestSequence() == 0 ? null : page.oldestSequence(),
                page.newestSequence() == 0 ? null : page.newestSequence(),
                page.nextAfter());
    }

    private static Map<String, Object> applied(EventQuery query) {
        Map<String, Object> applied = applied(query.filter());
        putIfSet(applied, "after", query.after() == 0 ? null : query.after());
        applied.put("descending", query.descending());
        return applied;
    }

    private static Map<String, Object> applied(EventFilter filter) {
        Map<String, Object> applied = new LinkedHashMap<>();
        putIfSet(applied, "event_type", filter.eventTypes().isEmpty() ? null
                : filter.eventTypes().stream().sorted().toList());
        putIfSet(applied, "request_id", filter.requestId());
        putIfSet(applied, "trace_id", filter.traceId());
        putIfSet(applied, "client_id", filter.clientId());
        putIfSet(applied, "connection_id", filter.connectionId());
        putIfSet(applied, "since", filter.since() == null ? null : Rfc3339.format(filter.since()));
        putIfSet(applied, "until", filter.until() == null ? null : Rfc3339.format(filter.until()));
        return applied;
    }

    private static void putIfSet(Map<String, Object> applied, String name, Object value) {
        if (value != null) {
            applied.put(name, value);
        }
    }

    /**
     * Publishes events that another service brings, in any of the forms of {@link EventForm}.
     *
     * @param request the call, for its headers, id and trace, and for a CloudEvent in binary form
     * @param body    one event or an array of up to 1000, as JSON or CloudEvents 1.0
     * @return 202 with the sequences
     */
    @POST
    @Consumes(MediaType.WILDCARD) // EventForm answers 415 and lists the accepted types
    public Response publish(@Context HttpServletRequest request, InputStream body) {
        List<Long> sequences = ingest.publish(RequestHeaders.of(request), body, Exchange.of(request));
        ApiResponse<AcceptedView> answer = responses.ok(sequences.size() + " events accepted",
                new AcceptedView(sequences.size(), sequences));
        return Response.accepted(new GenericEntity<>(answer) { }).build();
    }

    /**
     * Clears the buffer; statistics and sequences continue.
     *
     * @return how many were removed, as {@code cleared_events}
     */
    @DELETE
    public ApiResponse<Map<String, Long>> clear() {
        long cleared = bus.clear();
        return responses.ok(cleared + " events cleared", Map.of("cleared_events", cleared));
    }
}
