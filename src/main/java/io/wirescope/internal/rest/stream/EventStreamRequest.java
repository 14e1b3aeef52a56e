package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventFilter;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.rest.request.EventFilterParameters;
import io.wirescope.internal.rest.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a caller wants to read.
 *
 * @param filter which events
 * @param after  the last sequence that it has seen, or null for what comes from now on
 */
record EventStreamRequest(EventFilter filter, Long after) {

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String AFTER = "after";

    /** The greatest whole number up to which JavaScript counts; sequences stay below. */
    private static final long MAX_SEQUENCE = (1L << 53) - 1;

    /**
     * Reads the query and {@code Last-Event-ID}. An empty {@code Last-Event-ID} is none (WHATWG HTML,
     * section 9.2.2). A sequence that was never given is none of this run of the server: the bus reports it as a gap,
     * because an EventSource that is refused never tries
     * again.
     *
     * @throws InvalidFieldException when something breaks its rule
     */
    static EventStreamRequest read(HttpServletRequest request) {
        return read(request.getQueryString(), Collections.list(request.getHeaders(LAST_EVENT_ID)));
    }

    static EventStreamRequest read(String query, List<String> lastEventIds) {
        QueryParameters parameters = new QueryParameters(new Query(query));
        QueryParameters headers = new QueryParameters(Map.of(LAST_EVENT_ID,
                lastEventIds.stream().map(String::strip).filter(id -> !id.isEmpty()).toList()));
        return new EventStreamRequest(EventFilterParameters.read(parameters), after(parameters, headers));
    }

    // A browser reconnects to the same address, so its header is newer than the query.
    private static Long after(QueryParameters parameters, QueryParameters headers) {
        if (headers.single(LAST_EVENT_ID).isPresent()) {
            return headers.integer(LAST_EVENT_ID, 0, MAX_SEQUENCE, 0);
        }
        return parameters.single(AFTER).isEmpty() ? null : (Long) parameters.integer(AFTER, 0, MAX_SEQUENCE, 0);
    }
}
