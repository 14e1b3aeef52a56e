package io.wirescope.event;

/** Does nothing with what leaves a ring. */
final class Forgetting implements EventRing.Leaving {

    /** A ring that goes round after few events. */
    static EventRing ring(int capacity, int shift) {
        return new EventRing(capacity, shift, new Forgetting());
    }

    @Override
    public void keep(EventChunk chunk, EventRing ring) {
    }

    @Override
    public void count(EventChunk chunk, EventRing ring) {
    }

    @Override
    public void late(ObservabilityEvent event, EventRing ring) {
    }
}
