package io.wirescope.event;

import jakarta.json.JsonValue;

/** A ring that counts how many events are read from it by sequence. For one thread. */
final class CountingRing extends EventRing {

    private int reads;

    CountingRing(int capacity) {
        super(capacity, new Forgetting());
    }

    @Override
    ObservabilityEvent read(long sequence) {
        reads++;
        return super.read(sequence);
    }

    int reads() {
        return reads;
    }

    void resetReads() {
        reads = 0;
    }

    void publish(String requestId) {
        put(new ObservabilityEvent(claim(), "test", null, "test.event", 0,
                new EventContext(requestId, null, null, null, "test"), EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
    }
}
