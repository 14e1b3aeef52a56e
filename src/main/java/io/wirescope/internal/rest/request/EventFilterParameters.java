package io.wirescope.internal.rest.request;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventType;
import java.util.HashSet;
import java.util.Set;

/** The query parameters that filter events, the same for a query and for a stream (contract, section 7). */
public final class EventFilterParameters {

    private EventFilterParameters() {
    }

    /**
     * Reads a filter.
     *
     * @throws InvalidFieldException when a parameter breaks its rule
     */
    public static EventFilter read(QueryParameters parameters) {
        EventFilter filter = new EventFilter(eventTypes(parameters), parameters.id("request_id"),
                parameters.id("trace_id"), parameters.id("client_id"), parameters.id("connection_id"),
                parameters.instant("since"), parameters.instant("until"));
        if (filter.since() != null && filter.until() != null && filter.until().isBefore(filter.since())) {
            throw new InvalidFieldException("until", "must not be before since");
        }
        return filter;
    }

    private static Set<String> eventTypes(QueryParameters parameters) {
        Set<String> types = new HashSet<>(parameters.all("event_type"));
        if (!types.stream().allMatch(EventType::isValid)) {
            throw new InvalidFieldException("event_type", EventType.RULE);
        }
        return types;
    }
}
