package io.wirescope.event;

import jakarta.json.JsonValue;
import java.util.Set;

/** The events that the stress tests publish. */
final class Stressed {

    private static final String REQUEST = "one-request";

    private static final EventContext CONTEXT = new EventContext(REQUEST, null, null, null, "stress");
    private static final EventData DATA = EventData.of(JsonValue.EMPTY_JSON_OBJECT);

    private Stressed() {
    }

    static ObservabilityEvent event(long sequence) {
        return new ObservabilityEvent(sequence, "stress", null, EventType.CACHE_REBUILD, 0, CONTEXT, DATA);
    }

    /** Claims and puts, as the bus does. */
    static ObservabilityEvent publish(EventRing ring) {
        ObservabilityEvent event = event(ring.claim());
        ring.put(event);
        return event;
    }

    /** {@return what is counted of the events} */
    static EventTypeCount count(EventTypeLogs logs, EventRing ring) {
        return logs.counts(ring).stream().filter(count -> count.type().equals(EventType.CACHE_REBUILD)).findFirst()
                .orElseThrow();
    }

    /** {@return how many of the events are kept out of the window} */
    static int pushedOut(EventTypeLogs logs, EventRing ring) {
        return logs.pushedOut(ring, Set.of(), 1, ring.oldest(), event -> true).size();
    }

    /** {@return how many of the events the index finds} */
    static int found(RequestIndex index) {
        int[] found = {0};
        index.find(REQUEST, 0, event -> {
            found[0]++;
            return true;
        });
        return found[0];
    }
}
