package io.wirescope.event;

import io.wirescope.PublicApi;
import java.util.Objects;

/**
 * A question to the buffer.
 *
 * @param filter     which events
 * @param after      only sequences greater than this; 0 for all
 * @param limit      the most events to return, from 1
 * @param descending newest first, else oldest first
 */
@PublicApi
public record EventQuery(EventFilter filter, long after, int limit, boolean descending) {

    /** The most events that one query returns. */
    public static final int MAX_LIMIT = 1000;

    /**
     * @param filter     which events, not null
     * @param after      only sequences greater than this; 0 for all
     * @param limit      the most events to return, 1 to {@link #MAX_LIMIT}
     * @param descending newest first, else oldest first
     * @throws IllegalArgumentException when the limit is not 1 to {@link #MAX_LIMIT}, or after is negative
     */
    public EventQuery {
        Objects.requireNonNull(filter, "filter");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ": " + limit);
        }
        if (after < 0) {
            throw new IllegalArgumentException("after must not be negative: " + after);
        }
    }

    /**
     * {@return a query for the newest events that a filter wants}
     *
     * @param filter which events
     * @param limit  the most events to return, 1 to {@link #MAX_LIMIT}
     */
    public static EventQuery newest(EventFilter filter, int limit) {
        return new EventQuery(filter, 0, limit, true);
    }

    /**
     * {@return a query for the oldest events that a filter wants}
     *
     * @param filter which events
     * @param limit  the most events to return, 1 to {@link #MAX_LIMIT}
     */
    public static EventQuery oldest(EventFilter filter, int limit) {
        return new EventQuery(filter, 0, limit, false);
    }
}
