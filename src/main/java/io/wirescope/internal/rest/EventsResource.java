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
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.EventPageView;
import io.wirescope.internal.rest.view.EventView;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.rest.view.ViewList;
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

/** The events in the buffer. */
@Dependent
@Path("v2/observability/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "events")
public class EventsResource {

    private static final int DEFAULT_LIMIT = 100;

    private final ObservabilityEventBus bus;
    private final EventIngest ingest;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
    public EventsResource() {
        this(null, null, null);
    }

    @Inject
    EventsResource(ObservabilityEventBus bus, EventIngest ingest, Responses responses) {
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
     * Searches the buffer.
     *
     * @param request the call, for its query string
     * @return what was found, at most 1000 events
     */
    @GET
    @Operation(summary = "Search the buffer of events",
            description = "Every filter that is given must hold. With descending=false, pass next_after as after to go on.")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "The most events to return, 1 to 1000",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    @Parameter(name = "event_type", in = ParameterIn.QUERY, description = "A type; may be repeated, any of them then",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class), example = "ws.message.in")
    @Parameter(name = "request_id", in = ParameterIn.QUERY, description = "Events of this request",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "trace_id", in = ParameterIn.QUERY, description = "Events of this trace",
            schema = @Schema(type = SchemaType.STRING), example = "4bf92f3577b34da6a3ce929d0e0e4736")
    @Parameter(name = "client_id", in = ParameterIn.QUERY, description = "Events of this client",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "connection_id", in = ParameterIn.QUERY, description = "Events of this connection",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "since", in = ParameterIn.QUERY, description = "Not before: RFC 3339 or epoch seconds",
            schema = @Schema(type = SchemaType.STRING), example = "2025-08-16T01:36:59Z")
    @Parameter(name = "until", in = ParameterIn.QUERY, description = "Not after: RFC 3339 or epoch seconds",
            schema = @Schema(type = SchemaType.STRING), example = "1755308219.5")
    @Parameter(name = "after", in = ParameterIn.QUERY, description = "Only sequences greater than this",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
    @Parameter(name = "descending", in = ParameterIn.QUERY, description = "Newest first",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
    @APIResponse(responseCode = "200", description = "What was found", content = @Content(
            schema = @Schema(implementation = ApiResponse.class),
            examples = @ExampleObject(name = "one event", value = Examples.EVENTS)))
    @APIResponse(responseCode = "422", description = "A parameter breaks its rule", content = @Content(
            examples = @ExampleObject(name = "limit=0", value = Examples.VALIDATION_ERROR)))
    public ApiResponse<EventPageView> query(@Parameter(hidden = true) @Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        EventQuery query = new EventQuery(EventFilterParameters.read(parameters),
                parameters.integer("after", 0, Long.MAX_VALUE, 0),
                (int) parameters.integer("limit", 1, EventQuery.MAX_LIMIT, DEFAULT_LIMIT),
                parameters.flag("descending", true));
        EventPage page = bus.query(resumed(query));
        return responses.ok(page.events().size() + " events", view(query, page));
    }

    // A sequence that was never given is of another run of the server: all that is here comes after it.
    private EventQuery resumed(EventQuery query) {
        return new EventQuery(query.filter(), bus.resumeAfter(query.after()), query.limit(), query.descending());
    }

    private static EventPageView view(EventQuery query, EventPage page) {
        return new EventPageView(new ViewList<>(page.events(), EventView::of), page.events().size(),
                applied(query), query.limit(),
                page.oldestSequence() == 0 ? null : page.oldestSequence(),
                page.newestSequence() == 0 ? null : page.newestSequence(),
                page.nextAfter());
    }

    private static Map<String, Object> applied(EventQuery query) {
        EventFilter filter = query.filter();
        Map<String, Object> applied = new LinkedHashMap<>();
        putIfSet(applied, "event_type", filter.eventTypes().isEmpty() ? null
                : filter.eventTypes().stream().sorted().toList());
        putIfSet(applied, "request_id", filter.requestId());
        putIfSet(applied, "trace_id", filter.traceId());
        putIfSet(applied, "client_id", filter.clientId());
        putIfSet(applied, "connection_id", filter.connectionId());
        putIfSet(applied, "since", filter.since() == null ? null : Rfc3339.format(filter.since()));
        putIfSet(applied, "until", filter.until() == null ? null : Rfc3339.format(filter.until()));
        putIfSet(applied, "after", query.after() == 0 ? null : query.after());
        applied.put("descending", query.descending());
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
    @Consumes(MediaType.WILDCARD) // EventForm tells 415, and names what would have been right
    @Operation(summary = "Publish events",
            description = "One event or an array of 1 to 1000; CloudEvents 1.0 structured, as a batch, and in binary"
                    + " form (application/json with ce- headers). All or nothing: one bad event refuses them all, and"
                    + " the error names its index. An event without a request id or trace gets those of this request.")
    @Parameter(name = "ce-specversion", in = ParameterIn.HEADER,
            description = "A CloudEvent in binary form: always 1.0", schema = @Schema(type = SchemaType.STRING),
            example = "1.0")
    @Parameter(name = "ce-id", in = ParameterIn.HEADER, description = "A CloudEvent in binary form: its id",
            schema = @Schema(type = SchemaType.STRING), example = "rebuild-17")
    @Parameter(name = "ce-source", in = ParameterIn.HEADER, description = "A CloudEvent in binary form: its source",
            schema = @Schema(type = SchemaType.STRING), example = "/caches/features")
    @Parameter(name = "ce-type", in = ParameterIn.HEADER, description = "A CloudEvent in binary form: its type",
            schema = @Schema(type = SchemaType.STRING), example = "cache.rebuild")
    @RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT), examples = {
            @ExampleObject(name = "one event", value = Examples.PLAIN_EVENT),
            @ExampleObject(name = "an array of events", value = Examples.PLAIN_EVENTS),
            @ExampleObject(name = "data of a CloudEvent in binary form", value = Examples.CLOUD_EVENT_DATA)}),
        @Content(mediaType = EventForm.STRUCTURED_TYPE, schema = @Schema(type = SchemaType.OBJECT),
                examples = @ExampleObject(name = "a CloudEvent", value = Examples.CLOUD_EVENT)),
        @Content(mediaType = EventForm.BATCH_TYPE, schema = @Schema(
                type = SchemaType.ARRAY, implementation = Object.class),
                examples = @ExampleObject(name = "a batch of CloudEvents", value = Examples.CLOUD_EVENT_BATCH))})
    @APIResponse(responseCode = "202", description = "All were published", content = @Content(
            examples = @ExampleObject(name = "two events", value = Examples.ACCEPTED)))
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8", content = @Content(
            examples = @ExampleObject(name = "a comma too many", value = Examples.INVALID_JSON)))
    @APIResponse(responseCode = "413", description = "The body is over wirescope.ingest.max-body-bytes",
            content = @Content(examples = @ExampleObject(name = "over 1 MiB", value = Examples.PAYLOAD_TOO_LARGE)))
    @APIResponse(responseCode = "415", description = "The Content-Type is missing or another", content = @Content(
            examples = @ExampleObject(name = "text/plain", value = Examples.UNSUPPORTED_MEDIA_TYPE)))
    @APIResponse(responseCode = "422", description = "An event breaks a rule, or there are none or over 1000",
            content = @Content(examples = @ExampleObject(name = "the second of two", value = Examples.INVALID_EVENT)))
    public Response publish(@Parameter(hidden = true) @Context HttpServletRequest request, InputStream body) {
        List<Long> sequences = ingest.publish(RequestHeaders.of(request), body, Exchange.of(request));
        ApiResponse<AcceptedView> answer = responses.ok(sequences.size() + " events accepted",
                new AcceptedView(sequences.size(), sequences));
        return Response.accepted(new GenericEntity<>(answer) { }).build();
    }

    /**
     * Empties the buffer; statistics and sequences go on.
     *
     * @return how many were removed, as {@code cleared_events}
     */
    @DELETE
    @Operation(summary = "Empty the buffer", description = "Events published meanwhile stay; statistics and sequences go on.")
    @APIResponse(responseCode = "200", description = "How many events were removed", content = @Content(
            examples = @ExampleObject(name = "cleared", value = Examples.CLEARED)))
    public ApiResponse<Map<String, Long>> clear() {
        long cleared = bus.clear();
        return responses.ok(cleared + " events cleared", Map.of("cleared_events", cleared));
    }
}
