package io.wirescope.event;

import io.wirescope.PublicApi;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What happened in one request, as far as the bus still has it (contract, section 7). Immutable.
 *
 * @param requestId the request
 * @param events    its events in the order in which they happened: by their own timestamps, and by sequence
 *                  where these are equal; never empty
 * @param truncated whether the bus has more of them, published later
 */
@PublicApi
public record Correlation(String requestId, List<ObservabilityEvent> events, boolean truncated) {

    /** The most events of one correlation. */
    public static final int MAX_EVENTS = EventQuery.MAX_LIMIT;

    // A producer may bring events of its own time and later than they happened.
    private static final Comparator<ObservabilityEvent> AS_HAPPENED = Comparator
            .comparingLong(ObservabilityEvent::epochMicros).thenComparingLong(ObservabilityEvent::sequence);

    /**
     * Puts the events in order.
     *
     * @param requestId the request
     * @param events    its events in any order, at least one
     * @param truncated whether the bus has more of them
     * @throws IllegalArgumentException when there is none
     */
    public Correlation {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a correlation has at least one event");
        }
        events = events.stream().sorted(AS_HAPPENED).toList();
    }

    /**
     * Collects what the bus has of a request: the {@link #MAX_EVENTS} that were published first, and whether
     * there are more.
     *
     * @param bus       where to look
     * @param requestId the request
     * @return empty when it has none
     */
    public static Optional<Correlation> find(ObservabilityEventBus bus, String requestId) {
        EventFilter filter = new EventFilter(Set.of(), requestId, null, null, null, null, null);
        List<ObservabilityEvent> found = bus.query(EventQuery.oldest(filter, MAX_EVENTS)).events();
        return found.isEmpty() ? Optional.empty()
                : Optional.of(new Correlation(requestId, found, hasMore(bus, filter, found)));
    }

    private static boolean hasMore(ObservabilityEventBus bus, EventFilter filter, List<ObservabilityEvent> found) {
        if (found.size() < MAX_EVENTS) {
            return false;
        }
        long last = found.get(found.size() - 1).sequence();
        return !bus.query(new EventQuery(filter, last, 1, true)).events().isEmpty(); // newest first: one is read
    }

    /** {@return the first of its events} */
    public ObservabilityEvent first() {
        return events.get(0);
    }

    /** {@return the last of its events} */
    public ObservabilityEvent last() {
        return events.get(events.size() - 1);
    }

    /**
     * {@return the time from the first of its events to another, to the microsecond; never negative}
     *
     * @param event one of its events
     */
    public Duration offset(ObservabilityEvent event) {
        return Duration.of(event.epochMicros() - first().epochMicros(), ChronoUnit.MICROS);
    }

    /** {@return the time from the first of its events to the last} */
    public Duration duration() {
        return offset(last());
    }

    /** {@return its spans} */
    public SpanTree spans() {
        return SpanTree.of(events);
    }
}
