package io.wirescope.internal.rest.request;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a caller wants of the events, and the cursors that go on with it.
 *
 * @param query   what to ask for
 * @param after   the {@code after} as it came, 0 without one
 * @param applied the filters that are set, by the names of their parameters
 * @param cursor  writes the cursors of the answer
 */
public record EventPageRequest(HistoryQuery query, long after, Map<String, Object> applied, PageCursor cursor) {

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Reads the parameters.
     *
     * @param parameters as they came
     * @param identity   of the history that is asked
     * @throws InvalidFieldException when one breaks its rule
     */
    public static EventPageRequest read(QueryParameters parameters, String identity) {
        EventCriteria criteria = criteria(parameters);
        long after = parameters.integer("after", 0, Long.MAX_VALUE, 0);
        boolean descending = parameters.flag("descending", true);
        int limit = (int) parameters.integer("limit", 1, EventQuery.MAX_LIMIT, DEFAULT_LIMIT);
        Map<String, Object> applied = applied(criteria, after, descending);
        PageCursor cursor = new PageCursor(identity, applied.toString());
        HistoryQuery query = new HistoryQuery(criteria, after == 0 ? null : behind(after), null, limit, descending);
        return new EventPageRequest(parameters.single("cursor").map(text -> query.from(cursor.read(text))).orElse(query),
                after, applied, cursor);
    }

    private static EventPlace behind(long after) {
        return after == Long.MAX_VALUE ? EventPlace.before(after) : EventPlace.behind(after);
    }

    /**
     * Reads the filters, those of {@link EventFilterParameters} and {@code text}.
     *
     * @throws InvalidFieldException when one breaks its rule
     */
    public static EventCriteria criteria(QueryParameters parameters) {
        String text = parameters.single("text").filter(given -> !given.isEmpty()).orElse(null);
        if (text != null && (text.length() > EventCriteria.MAX_TEXT || text.indexOf('\0') >= 0)) {
            throw new InvalidFieldException("text", "must be at most " + EventCriteria.MAX_TEXT
                    + " characters, none of them U+0000");
        }
        return new EventCriteria(EventFilterParameters.read(parameters), text);
    }

    /** {@return the filters that are set, by the names of their parameters} */
    public static Map<String, Object> applied(EventCriteria criteria) {
        EventFilter filter = criteria.filter();
        Map<String, Object> applied = new LinkedHashMap<>();
        putIfSet(applied, "event_type", filter.eventTypes().isEmpty() ? null
                : filter.eventTypes().stream().sorted().toList());
        putIfSet(applied, "request_id", filter.requestId());
        putIfSet(applied, "trace_id", filter.traceId());
        putIfSet(applied, "client_id", filter.clientId());
        putIfSet(applied, "connection_id", filter.connectionId());
        putIfSet(applied, "since", filter.since() == null ? null : Rfc3339.format(filter.since()));
        putIfSet(applied, "until", filter.until() == null ? null : Rfc3339.format(filter.until()));
        putIfSet(applied, "text", criteria.text());
        return applied;
    }

    private static Map<String, Object> applied(EventCriteria criteria, long after, boolean descending) {
        Map<String, Object> applied = applied(criteria);
        putIfSet(applied, "after", after == 0 ? null : after);
        applied.put("descending", descending);
        return applied;
    }

    private static void putIfSet(Map<String, Object> applied, String name, Object value) {
        if (value != null) {
            applied.put(name, value);
        }
    }
}
