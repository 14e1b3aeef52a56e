package io.wirescope.event;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is kept of one type of event: the counts of those that left the ring, and the last few of them, so that a flood
 * of other types can't wash away the one that somebody is looking for. Thread-safe without locks.
 */
final class EventTypeLog {

    /** Events by sequence, rising, and about how many bytes they hold on to. Neither is changed. */
    private record Reserve(ObservabilityEvent[] events, long bytes) {
    }

    private static final Reserve NOTHING = new Reserve(new ObservabilityEvent[0], 0);

    private final String type;
    private final int reserveSize;
    private final long reserveBytes;
    private final LongAdder left = new LongAdder();
    private final LongAdder evicted = new LongAdder();

    /** What was reported last, because an event that leaves the ring while it is being counted is counted a little later. */
    private final AtomicLong publishedTold = new AtomicLong();
    private final AtomicLong evictedTold = new AtomicLong();

    private final AtomicReference<Reserve> reserve = new AtomicReference<>(NOTHING);

    /** What leaves the ring after it was cleared is not to be kept. */
    private volatile long clearedUpTo;

    /** What a log knew at one time; to be taken before the ring is looked at, so that no event is counted twice. */
    record Left(EventTypeLog log, long published, long evicted) {

        /**
         * Completes the counts; they never fall.
         *
         * @param inRing    how many are in the ring
         * @param pushedOut how many of these newer events pushed out of the window
         */
        EventTypeCount and(int inRing, int pushedOut) {
            long evictedNow = log.evictedTold.accumulateAndGet(evicted + pushedOut, Math::max);
            long publishedNow = Math.max(published + inRing, evictedNow); // which was counted later
            return new EventTypeCount(log.type, log.publishedTold.accumulateAndGet(publishedNow, Math::max),
                    evictedNow);
        }
    }

    /**
     * @param type        the type's name
     * @param reserveSize how many to keep, from 0
     */
    EventTypeLog(String type, int reserveSize) {
        this(type, reserveSize, Long.MAX_VALUE);
    }

    /**
     * @param type         the type's name
     * @param reserveSize  how many to keep, from 0
     * @param reserveBytes how many bytes these may hold on to
     */
    EventTypeLog(String type, int reserveSize, long reserveBytes) {
        this.type = type;
        this.reserveSize = reserveSize;
        this.reserveBytes = reserveBytes;
    }

    String type() {
        return type;
    }

    /** {@return how many it keeps at most} */
    int reserveSize() {
        return reserveSize;
    }

    /** {@return the last few that were given to it, by sequence, rising; not to be changed} */
    List<ObservabilityEvent> reserve() {
        return Arrays.asList(reserve.get().events());
    }

    /** {@return about how many bytes these hold on to} */
    long heldBytes() {
        return reserve.get().bytes();
    }

    /**
     * Counts events that leave the ring.
     *
     * @param events  how many
     * @param cleared how many of these were cleared, and not pushed out by newer ones
     */
    void countLeft(int events, int cleared) {
        left.add(events);
        evicted.add(events - cleared);
    }

    /** {@return what has left by now} */
    Left left() {
        return new Left(this, left.sum(), evicted.sum());
    }

    /**
     * Keeps the newest of these and those it has. Giving it an event twice changes nothing.
     *
     * @param events by sequence, rising
     */
    void keep(List<ObservabilityEvent> events) {
        reserve.updateAndGet(kept -> merged(kept.events(), events));
    }

    // From the newest down, until there are enough.
    private Reserve merged(ObservabilityEvent[] kept, List<ObservabilityEvent> events) {
        long cleared = clearedUpTo;
        ObservabilityEvent[] merged = new ObservabilityEvent[Math.min(reserveSize, kept.length + events.size())];
        int free = merged.length;
        long bytes = 0;
        int fromKept = kept.length - 1;
        int fromNew = events.size() - 1;
        while (free > 0 && (fromKept >= 0 || fromNew >= 0)) {
            long keptSequence = fromKept < 0 ? 0 : kept[fromKept].sequence();
            long newSequence = fromNew < 0 ? 0 : events.get(fromNew).sequence();
            if (Math.max(keptSequence, newSequence) <= cleared) {
                break;
            }
            ObservabilityEvent newest = keptSequence > newSequence ? kept[fromKept] : events.get(fromNew);
            if (bytes + newest.heapBytes() > reserveBytes) {
                break;
            }
            bytes += newest.heapBytes();
            merged[--free] = newest;
            fromKept -= keptSequence >= newSequence ? 1 : 0;
            fromNew -= newSequence >= keptSequence ? 1 : 0;
        }
        return new Reserve(free == 0 ? merged : Arrays.copyOfRange(merged, free, merged.length), bytes);
    }

    /** Drops what is kept up to a sequence. */
    void clear(long upTo) {
        clearedUpTo = upTo; // first: who keeps something at this moment finds either this or another array
        reserve.updateAndGet(kept -> merged(kept.events(), List.of()));
    }
}
