package io.wirescope.event;

import io.wirescope.PublicApi;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Which events somebody wants. Every condition that is set must hold; null, or an empty set, means any.
 *
 * @param eventTypes   one of these types
 * @param requestId    this request
 * @param traceId      this trace
 * @param clientId     this client
 * @param connectionId this connection
 * @param since        not before
 * @param until        not after
 */
@PublicApi
public record EventFilter(Set<String> eventTypes, String requestId, String traceId, String clientId,
        String connectionId, Instant since, Instant until) {

    /** Every event. */
    public static final EventFilter ALL = new EventFilter(Set.of(), null, null, null, null, null, null);

    /**
     * Copies the set of types.
     *
     * @param eventTypes   empty for any, but not null
     * @param requestId    or null for any
     * @param traceId      or null for any
     * @param clientId     or null for any
     * @param connectionId or null for any
     * @param since        the earliest, itself included, or null
     * @param until        the latest, itself included, or null
     */
    public EventFilter {
        eventTypes = Set.copyOf(eventTypes);
    }

    /**
     * {@return a filter for some types only}
     *
     * @param types their names, each once; none for every event
     */
    public static EventFilter ofTypes(String... types) {
        return new EventFilter(Set.of(types), null, null, null, null, null, null);
    }

    /**
     * {@return whether an event is wanted}
     *
     * @param event the event to look at
     */
    public boolean matches(ObservabilityEvent event) {
        return (eventTypes.isEmpty() || eventTypes.contains(event.eventType()))
                && isWanted(requestId, event.context().requestId())
                && isWanted(clientId, event.context().clientId())
                && isWanted(connectionId, event.context().connectionId())
                && isWanted(traceId, event.traceId())
                && isInTime(event);
    }

    private static boolean isWanted(String wanted, String found) {
        return wanted == null || Objects.equals(wanted, found);
    }

    private boolean isInTime(ObservabilityEvent event) {
        return (since == null || !event.timestamp().isBefore(since))
                && (until == null || !event.timestamp().isAfter(until));
    }
}
