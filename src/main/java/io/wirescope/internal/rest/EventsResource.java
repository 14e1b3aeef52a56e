package io.wirescope.internal.rest;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.ingest.EventForm;
import io.wirescope.internal.rest.ingest.EventIngest;
import io.wirescope.internal.rest.request.EventPageRequest;
import io.wirescope.internal.rest.request.HistogramRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.request.RequestHeaders;
import io.wirescope.internal.rest.scope.Answer;
import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterEvents;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.EventJson;
import io.wirescope.internal.rest.view.EventPageView;
import io.wirescope.internal.rest.view.HistogramView;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Searches, publishes and clears events. */
@Dependent
@Path("v2/observability/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {

    private static final String CURSOR = "cursor";

    /** How long a clear waits for the archive, which keeps what memory forgets. */
    private static final Duration ARCHIVE_PATIENCE = Duration.ofSeconds(2);

    private final ObservabilityEventBus bus;
    private final EventHistory history;
    private final Clock clock;
    private final EventIngest ingest;
    private final Responses responses;
    private final Cluster cluster;
    private final ClusterEvents everywhere;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public EventsResource() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    EventsResource(ObservabilityEventBus bus, EventHistory history, EventIngest ingest, Responses responses, Clock clock,
            Cluster cluster, ClusterEvents everywhere) {
        this.cluster = cluster;
        this.everywhere = everywhere;
        this.bus = bus;
        this.history = history;
        this.clock = clock;
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
     * Searches memory and archive; of several servers the memories of all, unless with {@code scope=node} or a cursor.
     *
     * @param request the call, for its query string
     * @return what was found, at most 1000 events
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public Response query(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        if (cluster.asksAll(parameters) && parameters.single(CURSOR).isEmpty()) {
            Answer all = everywhere.query(request.getQueryString(), parameters);
            return Response.ok(new GenericEntity<>(responses.ok(all.message(), all.data(), all.nodes())) { }).build();
        }
        EventPageRequest wanted = EventPageRequest.read(parameters, history.identity());
        HistoryPage page = history.page(wanted.query());
        return Response.ok(new GenericEntity<>(responses.ok(page.events().size() + " events", view(wanted, page))) { })
                .build();
    }

    private EventPageView view(EventPageRequest wanted, HistoryPage page) {
        String node = cluster.self();
        return new EventPageView(new LazyList<>(page.events(), event -> EventJson.of(event, node)), page.events().size(),
                wanted.applied(), wanted.query().limit(),
                page.oldestSequence() == 0 ? null : page.oldestSequence(),
                page.newestSequence() == 0 ? null : page.newestSequence(),
                page.nextAfter(),
                page.next() == null ? null : wanted.cursor().write(page.next()),
                page.coverage() == null ? null : page.coverage().word());
    }

    /**
     * Counts events in equal parts of a time.
     *
     * @param request the call, for its query string: the filters of {@link #query}, and {@code buckets}
     * @return the counts, at most 500
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("histogram")
    public ApiResponse<HistogramView> histogram(@Context HttpServletRequest request) {
        HistogramRequest wanted = HistogramRequest.read(new QueryParameters(request), clock.instant());
        EventHistogram histogram = history.histogram(wanted.criteria(), wanted.buckets());
        return responses.ok(histogram.total() + " events", HistogramView.of(wanted, histogram));
    }

    /**
     * Publishes events that another service brings, in any of the forms of {@link EventForm}.
     *
     * @param request the call, for its headers, id and trace, and for a CloudEvent in binary form
     * @param body    one event or an array of up to 1000, as JSON or CloudEvents 1.0
     * @return 202 with the sequences
     */
    @POST
    @Requires(SecurityRole.PUBLISHER)
    @Consumes(MediaType.WILDCARD) // EventForm answers 415 and lists the accepted types
    public Response publish(@Context HttpServletRequest request, InputStream body) {
        List<Long> sequences = ingest.publish(RequestHeaders.of(request), body, Exchange.of(request));
        ApiResponse<AcceptedView> answer = responses.ok(sequences.size() + " events accepted",
                new AcceptedView(sequences.size(), sequences));
        return Response.accepted(new GenericEntity<>(answer) { }).build();
    }

    /**
     * Clears the buffer; statistics and sequences continue, and an archive keeps what it has.
     *
     * @return how many were removed, as {@code cleared_events}
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    public ApiResponse<Map<String, Long>> clear() {
        history.settle(ARCHIVE_PATIENCE);
        long cleared = bus.clear();
        return responses.ok(cleared + " events cleared", Map.of("cleared_events", cleared));
    }
}
