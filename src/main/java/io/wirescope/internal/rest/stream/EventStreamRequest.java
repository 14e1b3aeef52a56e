package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventFilter;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.rest.request.EventFilterParameters;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.EventPlaces;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a caller wants to read.
 *
 * @param filter which events
 * @param after  the last sequence that it has seen, or null for what comes from now on
 * @param all    that all servers are asked, or null
 */
record EventStreamRequest(EventFilter filter, Long after, AllServers all) {

    /** Of one server. */
    EventStreamRequest(EventFilter filter, Long after) {
        this(filter, after, null);
    }

    /**
     * That the events of all servers are wanted.
     *
     * @param query  the query string, for its filters
     * @param places how far the reader has come on each, or null for what comes from now on
     */
    record AllServers(String query, EventPlaces places) {
    }

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String AFTER = "after";
    private static final String SCOPE = "scope";

    /** The greatest whole number up to which JavaScript counts; sequences stay below. */
    private static final long MAX_SEQUENCE = (1L << 53) - 1;

    /**
     * Reads the query and {@code Last-Event-ID}. An empty {@code Last-Event-ID} is none (WHATWG HTML,
     * section 9.2.2). A sequence that was never given is none of this run of the server: the bus reports it as a gap,
     * because an EventSource that is refused never tries
     * again.
     *
     * @param self this server's id, or null where it stands alone: then it is the only one, whatever the scope
     * @throws InvalidFieldException when something breaks its rule
     */
    static EventStreamRequest read(HttpServletRequest request, String self) {
        return read(request.getQueryString(), Collections.list(request.getHeaders(LAST_EVENT_ID)), self);
    }

    static EventStreamRequest read(String query, List<String> lastEventIds) {
        return read(query, lastEventIds, null);
    }

    static EventStreamRequest read(String query, List<String> lastEventIds, String self) {
        QueryParameters parameters = new QueryParameters(new Query(query));
        QueryParameters headers = new QueryParameters(Map.of(LAST_EVENT_ID,
                lastEventIds.stream().map(String::strip).filter(id -> !id.isEmpty()).toList()));
        if (asksAll(parameters) && self != null) {
            EventPlaces places = places(parameters, headers);
            return new EventStreamRequest(EventFilterParameters.read(parameters),
                    places == null ? null : (Long) places.of(self), new AllServers(query, places));
        }
        return new EventStreamRequest(EventFilterParameters.read(parameters), after(parameters, headers));
    }

    private static boolean asksAll(QueryParameters parameters) {
        return switch (parameters.single(SCOPE).orElse("node")) {
            case "cluster" -> true;
            case "node" -> false;
            default -> throw new InvalidFieldException(SCOPE, "must be cluster or node");
        };
    }

    private static EventPlaces places(QueryParameters parameters, QueryParameters headers) {
        String name = headers.single(LAST_EVENT_ID).isPresent() ? LAST_EVENT_ID : AFTER;
        return headers.single(LAST_EVENT_ID).or(() -> parameters.single(AFTER))
                .map(text -> EventPlaces.read(name, text)).orElse(null);
    }

    // A browser reconnects to the same address, so its header is newer than the query.
    private static Long after(QueryParameters parameters, QueryParameters headers) {
        if (headers.single(LAST_EVENT_ID).isPresent()) {
            return headers.integer(LAST_EVENT_ID, 0, MAX_SEQUENCE, 0);
        }
        return parameters.single(AFTER).isEmpty() ? null : (Long) parameters.integer(AFTER, 0, MAX_SEQUENCE, 0);
    }
}
