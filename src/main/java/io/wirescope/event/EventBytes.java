package io.wirescope.event;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what a ring holds within a number of bytes: when that is exceeded, the oldest events leave it, as if newer ones
 * had pushed them out. Thread-safe.
 *
 * <p>What a chunk holds is looked at once, when it is full; only of the newest is looked at each event. So a writer pays
 * for this once a chunk. Nobody waits for the lock unless the bound is exceeded and the writer brought what may be large.
 */
final class EventBytes {

    /** What is left of a chunk whose events were cleared. */
    private static final long CLEARED_CHUNK = 8 * 1024;

    private final EventRing ring;
    private final int chunks;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock; counted and held are read by others too.
    private final long[] weights;
    private long first;
    private volatile long counted;
    private volatile long held;

    /**
     * @param ring   what is bounded
     * @param chunks how many chunks there are at one time, at most
     * @param limit  how many bytes, the reserves of types included
     * @param start  the number of the first chunk
     */
    EventBytes(EventRing ring, int chunks, long limit, long start) {
        this.ring = ring;
        this.chunks = chunks;
        this.limit = limit;
        this.weights = new long[chunks + 2];
        this.first = start;
        this.counted = start;
    }

    long limit() {
        return limit;
    }

    /** {@return about how many bytes the events in the ring and in the reserves hold on to} */
    long held() {
        return held + uncounted() + ring.reservedBytes();
    }

    /** Evicts what is too much, unless somebody does so at this moment; never waits. */
    void tryTrim() {
        if (lock.tryLock()) {
            try {
                trim();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Evicts what is too much. A writer of what may be large waits its turn, so that it can't outrun the eviction. */
    void trimIfExceeded() {
        if (held() > limit) {
            lock.lock();
            try {
                evict();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Notes that all that is there was cleared. */
    void cleared() {
        lock.lock();
        try {
            count(ring.newestChunk());
            for (long number = first; number < counted; number++) {
                weigh(number, Math.min(weights[place(number)], CLEARED_CHUNK));
            }
        } finally {
            lock.unlock();
        }
    }

    private void trim() {
        count(ring.newestChunk() - 1); // the one before the newest may not be complete yet
        if (held <= limit / 2) {
            return; // what is not counted yet, and the reserves, seldom have the other half: no need to look at them
        }
        evict();
    }

    private void evict() {
        count(ring.newestChunk());
        while (first < counted && held() > limit) {
            ring.evictBelow(ring.firstOf(first + 1));
            leave();
        }
        if (held() > limit) {
            evictOfNewest(limit - ring.reservedBytes());
        }
    }

    // The chunk behind the newest may be there already, in the place of the oldest.
    private void count(long end) {
        long oldest = Math.max(first, ring.newestChunk() + 1 - chunks);
        while (first < Math.min(oldest, counted)) {
            leave();
        }
        first = oldest;
        for (long number = Math.max(counted, oldest); number < end; number++) {
            EventChunk chunk = ring.chunk(number);
            weights[place(number)] = 0;
            weigh(number, chunk == null ? 0 : chunk.heapBytes());
        }
        counted = Math.max(counted, end);
    }

    private void weigh(long number, long bytes) {
        held = held + bytes - weights[place(number)];
        weights[place(number)] = bytes;
    }

    private void leave() {
        weigh(first, 0);
        first++;
    }

    private long uncounted() {
        long newest = ring.newestChunk();
        long bytes = 0;
        for (long number = Math.max(counted, newest - weights.length); number <= newest; number++) {
            EventChunk chunk = ring.chunk(number);
            bytes += chunk == null ? 0 : chunk.heapBytes();
        }
        return bytes;
    }

    private void evictOfNewest(long room) {
        EventChunk newest = ring.chunk(ring.newestChunk());
        long kept = 0;
        for (int cell = newest == null ? -1 : newest.size() - 1; cell >= 0; cell--) {
            ObservabilityEvent event = newest.get(cell);
            kept += event == null ? 0 : event.heapBytes();
            if (kept > room) {
                ring.evictBelow(newest.first() + cell + 1);
                return;
            }
        }
    }

    private int place(long number) {
        return (int) (number % weights.length);
    }
}
