package io.wirescope.event;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last {@code capacity} events, in memory.
 *
 * <p>A writer claims a sequence and sets the slot that the sequence names: no lock and no wait. A
 * reader checks that the event in a slot bears the sequence it came for, and never slows a writer.
 * Safe for any number of threads.
 *
 * <p>There are as many slots as the next power of two, so that a sequence finds its slot by a mask;
 * what is older than {@code capacity} is passed over even where it still stands in a slot.
 */
class EventRing { // not final, for the test that counts what is read

    private final AtomicReferenceArray<ObservabilityEvent> slots;
    private final int mask;
    private final int capacity;

    /** The last sequence that a writer took; its event may not be in its slot yet. */
    private final LoneCounter claimed = new LoneCounter();

    /** A sequence up to which every event was once seen in its slot; moved on by readers alone. */
    private final LoneCounter seen = new LoneCounter();

    /** The first sequence that {@link #clear} left. */
    private volatile long floor = 1;

    /** @param capacity how many events to keep, from 1 */
    EventRing(int capacity) {
        this.capacity = capacity;
        int size = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.slots = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
    }

    int capacity() {
        return capacity;
    }

    /** {@return how many slots there are: a power of two, not less than the capacity} */
    int slots() {
        return mask + 1;
    }

    /** {@return the next sequence, the caller's to {@link #put}} */
    long claim() {
        return claimed.incrementAndGet();
    }

    /** {@return how many sequences were claimed since the start} */
    long claimedCount() {
        return claimed.get();
    }

    /**
     * Makes an event visible at its sequence.
     *
     * <p>A writer that stalled between claim and put while others went all the way round must not
     * overwrite what is newer: its event is dropped, for it is out of the window anyway. Only such a
     * writer can meet a contended slot, so the loop does not repeat in practice.
     */
    void put(ObservabilityEvent event) {
        int slot = slot(event.sequence());
        while (true) {
            ObservabilityEvent current = slots.get(slot);
            if (current != null && current.sequence() > event.sequence()
                    || slots.compareAndSet(slot, current, event)) {
                return;
            }
        }
    }

    /** {@return the event at a sequence, or null where it is not there yet, no longer, or cleared} */
    ObservabilityEvent get(long sequence) {
        if (sequence < oldest()) {
            return null;
        }
        ObservabilityEvent event = slots.get(slot(sequence));
        return event != null && event.sequence() == sequence ? event : null;
    }

    /**
     * Tells which event the window loses when a sequence is claimed.
     *
     * @param claimedSequence the new sequence, before it is put
     * @return the event that is {@code capacity} older, or null where there is none or it was cleared
     */
    ObservabilityEvent leaving(long claimedSequence) {
        long sequence = claimedSequence - capacity;
        if (sequence < floor) {
            return null;
        }
        ObservabilityEvent event = slots.get(slot(sequence));
        return event != null && event.sequence() == sequence ? event : null;
    }

    /** {@return the first sequence that was not cleared} */
    long floor() {
        return floor;
    }

    /** {@return the first sequence of the window: older ones were pushed out or cleared} */
    long oldest() {
        return Math.max(floor, claimed.get() - capacity + 1);
    }

    /**
     * Tells how far a reader may read without passing over an event that a writer is just setting.
     *
     * @return the last sequence of the unbroken run; less than {@link #oldest} when the ring is empty
     */
    long newest() {
        long last = claimed.get();
        long sequence = Math.max(seen.get(), Math.max(last - capacity, floor - 1));
        while (sequence < last && isWritten(sequence + 1)) {
            sequence++;
        }
        return seen.raiseTo(sequence);
    }

    /** {@return an event not older than any that was seen by now, or null where none was put since the clear} */
    ObservabilityEvent latest() {
        long sequence = newest();
        ObservabilityEvent event = sequence < floor ? null : slots.get(slot(sequence));
        return event != null && event.sequence() >= sequence ? event : null;
    }

    private boolean isWritten(long sequence) {
        ObservabilityEvent event = slots.get(slot(sequence));
        return event != null && event.sequence() >= sequence;
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
        long last = claimed.get();
        long first = Math.max(floor, last - capacity + 1);
        floor = last + 1;
        for (long sequence = first; sequence <= last; sequence++) {
            int slot = slot(sequence);
            ObservabilityEvent event = slots.get(slot);
            if (event != null && event.sequence() <= last) {
                slots.compareAndSet(slot, event, null);
            }
        }
        return last - first + 1;
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
