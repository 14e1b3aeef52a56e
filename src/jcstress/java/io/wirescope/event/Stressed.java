package io.wirescope.event;

import jakarta.json.JsonValue;

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
