package io.wirescope.event;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A reader's place in the ring: what it has come to, and what it lost on the way. It holds no events, so
 * a reader that is slow costs nobody anything.
 *
 * <p>Moved on by one thread at a time; read by any.
 */
final class EventPosition {

    private final EventRing ring;
    private final EventFilter filter;

    // Written by the one thread that reads just now, and shown to others a little later.
    private final AtomicLong sequence;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /** How far the ring was when it was last looked at: asking it for each event would slow the publishers. */
    private volatile long known;

    /** @param after the last sequence that is behind the reader */
    EventPosition(EventRing ring, EventFilter filter, long after) {
        this.ring = ring;
        this.filter = filter;
        this.sequence = new AtomicLong(after);
    }

    /** {@return the last sequence that was looked at} */
    long sequence() {
        return sequence.get();
    }

    /** {@return events given to the listener} */
    long delivered() {
        return delivered.get();
    }

    /** {@return events of this run that were gone before the reader came to them} */
    long lost() {
        return lost.get();
    }

    /** {@return events in the ring that it has not come to yet} */
    long lag() {
        return Math.max(0, ring.newest() - sequence());
    }

    /** {@return whether there are events to come to} */
    boolean isBehind() {
        if (sequence() < known) {
            return true;
        }
        long newest = ring.newest();
        known = newest; // another thread may set it back to what it found before
        return sequence() < newest;
    }

    /**
     * Looks at the next event, or passes over what is gone. Only to be called when {@link #isBehind}.
     *
     * @param listener gets the event if the filter wants it, or is notified of the gap
     */
    void advance(EventListener listener) {
        long next = sequence() + 1;
        ObservabilityEvent event = next > known - ring.capacity() ? ring.read(next) : null;
        if (event == null) {
            skipTo(Math.max(next + 1, ring.oldest()), listener);
            return;
        }
        sequence.setRelease(next);
        if (filter.matches(event)) {
            listener.onEvent(event);
            delivered.setRelease(delivered.getPlain() + 1);
        }
    }

    private void skipTo(long next, EventListener listener) {
        long first = sequence() + 1;
        lost.setRelease(lost() + next - Math.max(first, ring.start() + 1)); // what an earlier run had is not counted
        sequence.setRelease(next - 1);
        listener.onGap(first, next - 1);
    }
}
