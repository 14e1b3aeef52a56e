package io.wirescope.event;

import jakarta.json.JsonValue;
import java.util.Set;
import org.openjdk.jcstress.infra.results.JJI_Result;

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

    /** Publishes some events, one after the other. */
    static void publish(EventRing ring, int events) {
        for (int i = 0; i < events; i++) {
            publish(ring);
        }
    }

    /** Tells how many events were published and pushed out by the counts, and how many are kept out of the window. */
    static void account(EventTypeLogs logs, EventRing ring, JJI_Result seen) {
        EventTypeCount count = logs.counts(ring).stream()
                .filter(any -> any.type().equals(EventType.CACHE_REBUILD)).findFirst().orElseThrow();
        seen.r1 = count.published();
        seen.r2 = count.evicted();
        seen.r3 = logs.pushedOut(ring, Set.of(), 1, ring.oldest(), event -> true).size();
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
