package io.wirescope.event;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Finds the events of one request in the ring without looking at all of it. Thread-safe.
 *
 * <p>A hash table with its chains laid out as the ring is: a bucket has the newest sequence of its
 * requests, and each slot the next older one of the same bucket. Chains fall strictly, so
 * what the ring has pushed out ends a chain: nothing is ever removed, and the size is fixed at 16 bytes a
 * slot, of which there are as many as the next power of two above the ring's capacity.
 *
 * <p>Publishers pay nothing. Whoever asks first brings the index up to date, and so does the pump's
 * thread at least once a second, so that a question looks at the last second's events and no more. A lock
 * keeps readers apart; no publisher ever takes it, and the pump does not wait for it: who holds it brings the
 * index up to date too.
 *
 * <p>A question reads from the newest event of its request towards the oldest, and stops as soon as it has enough.
 */
final class RequestIndex {

    private static final long NONE = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final EventRing ring;
    private final int mask;

    /** By bucket: the newest sequence, or none. */
    private final long[] heads;

    /** By slot: the next older sequence in the bucket of the event in that slot, or none. */
    private final long[] links;

    /** The last sequence that the index knows. */
    private long indexed;

    RequestIndex(EventRing ring) {
        this.ring = ring;
        int slots = ring.capacity() == 1 ? 1 : Integer.highestOneBit(ring.capacity() - 1) << 1;
        this.mask = slots - 1;
        this.heads = new long[slots];
        this.links = new long[slots];
    }

    /** Takes in what was published since the last time, unless somebody does so at this moment; never waits. */
    void catchUp() {
        if (lock.tryLock()) {
            try {
                takeIn();
            } finally {
                lock.unlock();
            }
        }
    }

    private void takeIn() {
        long newest = ring.newest();
        for (long next = Math.max(indexed + 1, ring.oldest()); next <= newest; next++) {
            add(ring.read(next));
        }
        indexed = Math.max(indexed, newest);
    }

    private void add(ObservabilityEvent event) {
        if (event == null || event.context().requestId() == null) {
            return; // pushed out meanwhile, or of no request
        }
        int bucket = bucket(event.context().requestId());
        links[slot(event.sequence())] = heads[bucket];
        heads[bucket] = event.sequence();
    }

    /**
     * Gives out the events of a request in the ring, newest first.
     *
     * @param requestId the request
     * @param after     only sequences greater than this, from 0
     * @param taker     gets each event, and answers whether it wants more; must be quick, for others wait
     */
    void find(String requestId, long after, Predicate<ObservabilityEvent> taker) {
        lock.lock();
        try {
            takeIn();
            // A link is overwritten when its slot's turn comes again.
            walk(requestId, Math.max(after, Math.max(ring.oldest() - 1, indexed - mask - 1)), taker);
        } finally {
            lock.unlock();
        }
    }

    private void walk(String requestId, long after, Predicate<ObservabilityEvent> taker) {
        for (long at = heads[bucket(requestId)]; at > after; at = links[slot(at)]) {
            ObservabilityEvent event = ring.read(at);
            if (event == null) {
                return; // pushed out, and all that is older with it
            }
            if (requestId.equals(event.context().requestId()) && !taker.test(event)) {
                return;
            }
        }
    }

    private int bucket(String requestId) {
        int hash = requestId.hashCode();
        return (hash ^ hash >>> 16) & mask;
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
