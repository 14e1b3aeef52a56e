package io.wirescope.event;

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
public record EventFilter(Set<String> eventTypes, String requestId, String traceId, String clientId,
        String connectionId, Instant since, Instant until) {

    /** Every event. */
    public static final EventFilter ALL = new EventFilter(Set.of(), null, null, null, null, null, null);

    /** Copies the set of types. */
    public EventFilter {
        eventTypes = Set.copyOf(eventTypes);
    }

    /** {@return a filter for some types alone} */
    public static EventFilter ofTypes(String... types) {
        return new EventFilter(Set.of(types), null, null, null, null, null, null);
    }

    /** {@return whether an event is wanted} */
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
