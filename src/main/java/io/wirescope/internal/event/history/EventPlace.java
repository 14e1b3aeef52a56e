package io.wirescope.internal.event.history;

import io.wirescope.event.ObservabilityEvent;

/**
 * The place of an event in the order in which queries return events: by sequence, and by bus where two buses have given
 * the same one.
 *
 * @param sequence its sequence
 * @param busId    its bus; empty for the place before all events of that sequence
 */
public record EventPlace(long sequence, String busId) implements Comparable<EventPlace> {

    /** {@return the place of an event} */
    public static EventPlace of(ObservabilityEvent event) {
        return new EventPlace(event.sequence(), event.busId());
    }

    /** {@return the place before the events of a sequence} */
    public static EventPlace before(long sequence) {
        return new EventPlace(sequence, "");
    }

    /** {@return the place behind the events of a sequence} */
    public static EventPlace behind(long sequence) {
        return new EventPlace(sequence + 1, "");
    }

    @Override
    public int compareTo(EventPlace other) {
        return sequence == other.sequence ? busId.compareTo(other.busId) : Long.compare(sequence, other.sequence);
    }
}
