package io.wirescope.internal.event.history;

import io.wirescope.event.ObservabilityEvent;
import java.util.Comparator;
import java.util.Objects;

/**
 * A question to memory and archive.
 *
 * @param criteria   which events
 * @param after      only events whose place is greater; null for all
 * @param before     only events whose place is less; null for all
 * @param limit      the most events to return, from 1
 * @param descending newest first, else oldest first
 */
public record HistoryQuery(EventCriteria criteria, EventPlace after, EventPlace before, int limit, boolean descending) {

    private static final Comparator<ObservabilityEvent> OLDEST_FIRST = Comparator.comparing(EventPlace::of);

    /**
     * @param criteria   which events, not null
     * @param after      only events whose place is greater; null for all
     * @param before     only events whose place is less; null for all
     * @param limit      the most events to return, from 1
     * @param descending newest first, else oldest first
     * @throws IllegalArgumentException when the limit is less than 1
     */
    public HistoryQuery {
        Objects.requireNonNull(criteria, "criteria");
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1: " + limit);
        }
    }

    /** {@return the same question from a place on, in its direction} */
    public HistoryQuery from(EventPlace place) {
        return descending ? new HistoryQuery(criteria, after, place, limit, true)
                : new HistoryQuery(criteria, place, before, limit, false);
    }

    /** {@return whether an event is between the places} */
    public boolean isInRange(ObservabilityEvent event) {
        EventPlace place = EventPlace.of(event);
        return (after == null || place.compareTo(after) > 0) && (before == null || place.compareTo(before) < 0);
    }

    /** {@return whether an event belongs to the answer, as far as the limit lets it} */
    public boolean matches(ObservabilityEvent event) {
        return isInRange(event) && criteria.matches(event);
    }

    /** {@return the order of the answer} */
    public Comparator<ObservabilityEvent> order() {
        return descending ? OLDEST_FIRST.reversed() : OLDEST_FIRST;
    }
}
