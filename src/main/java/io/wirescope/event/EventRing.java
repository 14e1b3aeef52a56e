package io.wirescope.event;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * The last {@code capacity} events, in memory.
 *
 * <p>A writer claims a sequence and sets the cell that the sequence names: no lock and no wait. A reader looks into
 * the cell of the sequence that it came for, and never slows a writer. Safe for any number of threads.
 *
 * <p>The cells stand in chunks of consecutive sequences, and the chunks go round: a new one takes the place of the
 * one that left the window. So a cell is written once, and a writer that stalled for a lap can't overwrite what is
 * newer: its chunk is gone. What leaving costs (counting, and keeping a few of each type) is done a chunk at a time,
 * by the writer who needs the place; others who need it meanwhile do the same, so that nobody waits for a thread that
 * was stopped. As events are written into young objects, the garbage collector's barriers cost next to nothing.
 */
class EventRing { // not final, for the test that counts what is read

    /** 64 events a chunk: so many of others' a writer has to do with now and then. */
    static final int SHIFT = 6;

    /** For so many chunks all writers may have stalled, and the ones in their places be older than a lap. */
    private static final int ALL_STALLED = 4;

    /** A range of sequences that was cleared, and those that were cleared before it. */
    private record Cleared(long from, long below, Cleared before) {

        boolean overlaps(long first, long end) {
            return first < below && end > from || before != null && before.overlaps(first, end);
        }

        Cleared without(long gone) {
            return below <= gone ? null : new Cleared(from, below, before == null ? null : before.without(gone));
        }
    }

    private final AtomicReferenceArray<EventChunk> chunks;
    private final int capacity;
    private final int shift;
    private final Leaving leaving;
    private final EventBytes bytes;

    /** The chunk that a writer used last, mostly the next one's too. Not volatile: a wrong one is not used. */
    private EventChunk recent;

    /** The sequence before the first. */
    private final long start;

    /** The last sequence that a writer took; its event may not be in its cell yet. */
    private final PaddedCounter claimed;

    /** A sequence up to which every event was once seen in its cell; moved on by readers only. */
    private final PaddedCounter seen;

    /** The first sequence that {@link #clear} left. */
    private volatile long floor;

    /** The first sequence that the bound in bytes left; raised by one thread at a time. */
    private volatile long evictedBelow;

    /** What was cleared and is still in a chunk, to be distinguished from what newer events pushed out. */
    private volatile Cleared cleared;

    /** What is done with events that leave the ring. Called by writers, so it must neither wait nor throw. */
    interface Leaving {

        /**
         * Keeps what must not be lost, while it can still be found in the ring. May be called more than once with the
         * same chunk, and by several threads at one time.
         */
        void keep(EventChunk chunk, EventRing ring);

        /** Counts what has left: the events of a chunk, once. */
        void count(EventChunk chunk, EventRing ring);

        /** Keeps and counts an event that came too late to be in the ring. */
        void late(ObservabilityEvent event, EventRing ring);

        /** {@return about how many bytes of memory what it keeps holds on to} */
        default long heldBytes() {
            return 0;
        }
    }

    /**
     * Counts events from 1.
     *
     * @param capacity how many events to keep, from 1
     * @param leaving  what is done with those that leave
     */
    EventRing(int capacity, Leaving leaving) {
        this(capacity, SHIFT, leaving);
    }

    /**
     * For tests that take the ring round with few events, which are counted from 1.
     *
     * @param capacity how many events to keep, from 1
     * @param shift    the size of a chunk, as a power of two
     * @param leaving  what is done with those that leave
     */
    EventRing(int capacity, int shift, Leaving leaving) {
        this(capacity, shift, 0, Long.MAX_VALUE, leaving);
    }

    /**
     * @param capacity how many events to keep, from 1
     * @param shift    the size of a chunk, as a power of two
     * @param start    the sequence before the first, from 0
     * @param bytes    how many bytes of memory the events, and what is kept of those that left, may hold on to
     * @param leaving  what is done with those that leave
     */
    EventRing(int capacity, int shift, long start, long bytes, Leaving leaving) {
        this.capacity = capacity;
        this.shift = shift;
        this.start = start;
        this.claimed = new PaddedCounter(start);
        this.seen = new PaddedCounter(start);
        this.floor = start + 1;
        this.leaving = leaving;
        // A chunk is made when half of the one before is written, and must not take the place of one in the window.
        long cells = capacity + (1L << shift) + (1L << shift) / 2;
        this.chunks = new AtomicReferenceArray<>((int) (cells >> shift) + 1);
        this.bytes = new EventBytes(this, chunks.length(), bytes, number(start));
    }

    int capacity() {
        return capacity;
    }

    /** {@return the next sequence, the caller's to {@link #put}} */
    long claim() {
        return claimed.incrementAndGet();
    }

    /** {@return the sequence before the first} */
    long start() {
        return start;
    }

    /** {@return the last sequence that was claimed, or {@link #start} before the first} */
    long lastClaimed() {
        return claimed.get();
    }

    /** {@return how many sequences were claimed since the start} */
    long claimedCount() {
        return claimed.get() - start;
    }

    /** Makes an event visible at its sequence; one that comes after a whole lap is only kept and counted. */
    void put(ObservabilityEvent event) {
        long number = number(event.sequence());
        int cell = cell(event.sequence());
        EventChunk chunk = chunkFor(number);
        if (chunk == null || !chunk.set(cell, event)) {
            leaving.late(event, this);
        } else if (cell == 1 << shift >> 1) { // in time, so that seldom two writers do this at once
            makeChunk(number + 1);
            tallyBefore(number);
            bytes.tryTrim();
        }
    }

    /** Keeps to the bound in bytes, for a writer of events that may be large. */
    void trimIfExceeded() {
        bytes.trimIfExceeded();
    }

    /** Has the events below a sequence leave, as if newer ones had pushed them out. One thread at a time. */
    void evictBelow(long sequence) {
        long from = evictedBelow;
        evictedBelow = Math.max(from, sequence); // first: who reads a cell looks at this afterwards
        for (long number = Math.max(oldestChunk(), number(from)); number <= number(sequence); number++) {
            EventChunk chunk = chunk(number);
            if (chunk != null && number < number(sequence)) {
                evict(chunk);
            } else if (chunk != null) {
                leaving.keep(chunk, this);
                forEach(chunk, 1, sequence, event -> chunk.forget(cell(event.sequence())));
            }
        }
    }

    private void evict(EventChunk chunk) {
        chunk.seal();
        leaving.keep(chunk, this);
        if (chunks.compareAndSet(place(chunk.number()), chunk, null)) {
            leaving.count(chunk, this);
        }
    }

    /** Has a chunk count while its events are in the processor's cache still. */
    private void tallyBefore(long number) {
        EventChunk before = number == 0 ? null : chunk(number - 1);
        if (before != null) {
            before.tally();
        }
    }

    private EventChunk chunkFor(long number) {
        EventChunk used = recent;
        if (used != null && used.number() == number) {
            return used;
        }
        EventChunk made = makeChunk(number);
        if (made != null) {
            recent = made;
        }
        return made;
    }

    /** {@return the chunk of a number, made when it is not there yet, or null when a newer one has its place} */
    private EventChunk makeChunk(long number) {
        int place = place(number);
        EventChunk there = chunks.get(place);
        while (there == null || there.number() < number) {
            if (there != null) {
                there.seal();
                leaving.keep(there, this);
            }
            EventChunk made = new EventChunk(number, 1 << shift);
            if (chunks.compareAndSet(place, there, made)) {
                if (there != null) {
                    leaving.count(there, this);
                }
                return made;
            }
            there = chunks.get(place);
        }
        return there.number() == number ? there : null;
    }

    /** {@return the event at a sequence, or null where it is not there yet, no longer, or cleared} */
    ObservabilityEvent get(long sequence) {
        return sequence < oldest() ? null : read(sequence);
    }

    /**
     * As {@link #get}, without a look at the window: for readers who know what they may read. Every look at the counter
     * that tells where the window is takes it from the writers for a moment.
     */
    ObservabilityEvent read(long sequence) {
        EventChunk chunk = chunk(number(sequence));
        ObservabilityEvent event = chunk == null ? null : chunk.get(cell(sequence));
        // In this order: what was cleared or evicted in between is not to be seen.
        return sequence < floor || sequence < evictedBelow ? null : event;
    }

    /** {@return the chunk of a number if it is there, or null} */
    EventChunk chunk(long number) {
        EventChunk there = chunks.get(place(number));
        return there != null && there.number() == number ? there : null;
    }

    /** {@return the first sequence that was not cleared} */
    long floor() {
        return floor;
    }

    /** {@return the first sequence of the window: older ones were pushed out or cleared} */
    long oldest() {
        return Math.max(floor, pushedOutBelow());
    }

    /** {@return the first sequence that a reader finds when the ring is as far as this} */
    long oldestAt(long newest) {
        return Math.max(floor, Math.max(newest - capacity + 1, evictedBelow));
    }

    private long pushedOutBelow() {
        return Math.max(claimed.get() - capacity + 1, evictedBelow);
    }

    /** {@return what limits how far back the ring reaches} */
    BufferBound bound() {
        long byNumber = claimed.get() - capacity + 1;
        if (evictedBelow > Math.max(floor, byNumber)) {
            return BufferBound.BYTES;
        }
        return byNumber > floor ? BufferBound.EVENTS : BufferBound.NONE;
    }

    /** {@return about how many bytes of memory the events, and what is kept of those that left, hold on to} */
    long heldBytes() {
        return bytes.held();
    }

    /** {@return how many bytes that may be} */
    long maxBytes() {
        return bytes.limit();
    }

    /** {@return about how many bytes what is kept of those that left holds on to} */
    long reservedBytes() {
        return leaving.heldBytes();
    }

    /** {@return the sequence of a chunk's first cell} */
    long firstOf(long number) {
        return number << shift;
    }

    /**
     * Tells how far a reader may read without passing over an event that a writer is just setting.
     *
     * @return the last sequence of the unbroken run; less than {@link #oldest} when the ring is empty
     */
    long newest() {
        long last = claimed.get();
        long sequence = Math.max(seen.get(), oldestAt(last) - 1);
        while (sequence < last && (sequence + 1 < evictedBelow || isSettled(sequence + 1))) {
            sequence++;
        }
        return seen.raiseTo(sequence);
    }

    private boolean isSettled(long sequence) {
        EventChunk there = chunks.get(place(number(sequence)));
        return there != null && (there.number() == number(sequence) ? there.isSettled(cell(sequence))
                : there.number() > number(sequence));
    }

    /** {@return the newest event that readers may read, or null where none was put since the clear} */
    ObservabilityEvent latest() {
        long from;
        ObservabilityEvent event;
        do {
            from = newest();
            event = firstFrom(Math.max(1, from));
        } while (event == null && newest() > from); // the ring went all the way round meanwhile
        return event;
    }

    private ObservabilityEvent firstFrom(long first) {
        ObservabilityEvent event = read(first);
        for (long sequence = Math.max(first, oldest()); event == null && sequence <= claimed.get(); sequence++) {
            event = read(sequence);
        }
        return event;
    }

    /** {@return how many events are in the window} */
    int size() {
        return (int) Math.max(0, claimed.get() - oldest() + 1);
    }

    /**
     * Removes what is there now; events that are published meanwhile stay.
     *
     * @return how many events were removed
     */
    synchronized long clear() {
        long below = claimed.get() + 1;
        long from = Math.min(below, oldestAt(below - 1));
        if (from < below) {
            cleared = withCleared(from, below);
        }
        floor = below;
        return below - from;
    }

    /** Lets go of what was cleared, all but the types, which are still to be counted. */
    void forgetCleared() {
        long below = floor;
        forEachChunk(below, chunk -> forEach(chunk, 1, below, event -> chunk.forget(cell(event.sequence()))));
        bytes.cleared();
    }

    private Cleared withCleared(long from, long below) {
        long gone = oldestChunk() - 4L * chunks.length() << shift; // a stalled writer may ask some laps later
        Cleared before = cleared == null ? null : cleared.without(gone);
        return before != null && before.below() == from ? new Cleared(before.from(), below, before.before())
                : new Cleared(from, below, before);
    }

    /** {@return whether a sequence was cleared; only of those that may still be in a chunk} */
    boolean isCleared(long sequence) {
        return overlapsCleared(sequence, sequence + 1);
    }

    private boolean overlapsCleared(long first, long end) {
        Cleared ranges = cleared;
        return ranges != null && ranges.overlaps(first, end);
    }

    /** {@return how many events of each type were cleared, of those in a chunk} */
    EventTally tallyCleared(EventChunk chunk) {
        EventTally tally = new EventTally();
        if (overlapsCleared(chunk.first(), chunk.first() + chunk.size())) {
            forEach(chunk, 0, Long.MAX_VALUE,
                    event -> tally.add(event.eventType(), isCleared(event.sequence()) ? 1 : 0));
        }
        return tally;
    }

    /**
     * Counts the events that are in chunks, cleared ones too: from the newest to the oldest, and then what came
     * meanwhile. So however fast the ring goes round, the newest few are among them.
     *
     * @param from    the first sequence to count
     * @param counter gets types and how many there are of each, a type more than once
     * @param enough  tells when there is no need to go on
     */
    void tally(long from, ObjIntConsumer<String> counter, BooleanSupplier enough) {
        long newest = newestChunk();
        long last = Math.max(number(Math.max(0, from)), oldestChunk());
        for (long number = newest; number >= last && !enough.getAsBoolean(); number--) {
            tallyChunk(number, from, counter);
        }
        for (long later = newest + 1; later <= newestChunk() && !enough.getAsBoolean(); later++) {
            tallyChunk(later, from, counter);
        }
    }

    private void tallyChunk(long number, long from, ObjIntConsumer<String> counter) {
        EventChunk chunk = chunk(number);
        if (chunk != null && chunk.first() >= from) {
            chunk.tally().forEach(counter);
        } else if (chunk != null) {
            forEach(chunk, from, Long.MAX_VALUE, event -> counter.accept(event.eventType(), 1));
        }
    }

    /** Counts the events that newer ones pushed out of the window, of those that are in chunks still. */
    void tallyPushedOut(ObjIntConsumer<String> counter) {
        forEachInChunks(1, pushedOutBelow(),
                event -> counter.accept(event.eventType(), isCleared(event.sequence()) ? 0 : 1));
    }

    /** Gives out the events of some sequences that are in chunks still, in the window or not; cleared ones too. */
    void forEachInChunks(long from, long below, Consumer<ObservabilityEvent> taker) {
        forEachChunk(below, chunk -> forEach(chunk, from, below, taker));
    }

    private void forEachChunk(long below, Consumer<EventChunk> taker) {
        for (long number = oldestChunk(); number <= newestChunk() && number << shift < below; number++) {
            EventChunk chunk = chunk(number);
            if (chunk != null) {
                taker.accept(chunk);
            }
        }
    }

    private static void forEach(EventChunk chunk, long from, long below, Consumer<ObservabilityEvent> taker) {
        for (int cell = 0; cell < chunk.size(); cell++) {
            ObservabilityEvent event = chunk.get(cell);
            if (event != null && event.sequence() >= from && event.sequence() < below) {
                taker.accept(event);
            }
        }
    }

    private long oldestChunk() {
        return Math.max(0, number(claimed.get()) - chunks.length() - ALL_STALLED);
    }

    /** {@return the number of the chunk that the last sequence is in} */
    long newestChunk() {
        return number(claimed.get());
    }

    private long number(long sequence) {
        return sequence >> shift;
    }

    private int cell(long sequence) {
        return (int) sequence & (1 << shift) - 1;
    }

    private int place(long number) {
        return (int) (number % chunks.length());
    }
}
