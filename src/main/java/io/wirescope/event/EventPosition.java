package io.wirescope.event;

/**
 * A reader's place in the ring: what it has come to, and what it lost on the way. It holds no events, so
 * a reader that is slow costs nobody anything.
 *
 * <p>Moved on by one thread at a time; read by any.
 */
final class EventPosition {

    private final EventRing ring;
    private final EventFilter filter;

    // Written by the one thread that reads just now; volatile for the statistics.
    private volatile long sequence;
    private volatile long delivered;
    private volatile long lost;

    /** @param after the last sequence that is behind the reader */
    EventPosition(EventRing ring, EventFilter filter, long after) {
        this.ring = ring;
        this.filter = filter;
        this.sequence = after;
    }

    /** {@return the last sequence that was looked at} */
    long sequence() {
        return sequence;
    }

    /** {@return events given to the listener} */
    long delivered() {
        return delivered;
    }

    /** {@return events that were gone before the reader came to them} */
    long lost() {
        return lost;
    }

    /** {@return events in the ring that it has not come to yet} */
    long lag() {
        return Math.max(0, ring.newest() - sequence);
    }

    /** {@return whether there are events to come to} */
    boolean isBehind() {
        return sequence < ring.newest();
    }

    /**
     * Looks at the next event, or passes over what is gone. To be called when {@link #isBehind} alone.
     *
     * @param listener gets the event if the filter wants it, or is told of the gap
     */
    void advance(EventListener listener) {
        long next = sequence + 1;
        ObservabilityEvent event = ring.get(next);
        if (event == null) {
            skipTo(Math.max(next + 1, ring.oldest()), listener);
            return;
        }
        sequence = next;
        if (filter.matches(event)) {
            listener.onEvent(event);
            delivered++;
        }
    }

    private void skipTo(long next, EventListener listener) {
        long first = sequence + 1;
        lost += next - first;
        sequence = next - 1;
        listener.onGap(first, next - 1);
    }
}
