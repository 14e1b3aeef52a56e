package io.wirescope.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is kept of one type of event: its counts, and the last few of it, so that a flood of other types
 * can't wash away the one that somebody is looking for. Thread-safe without locks.
 *
 * <p>Striped by thread, as {@link LongAdder} is: publishers of one type would else contend for its counter
 * as they do for the ring's. Each stripe keeps its own last few; the last few of all are among them. So up to
 * {@code reserveSize} events a stripe stay in memory, with two to sixteen stripes by the number of processors.
 */
final class EventTypeLog {

    private static final int STRIPES =
            Integer.highestOneBit(Math.min(8, Runtime.getRuntime().availableProcessors())) * 2;

    private static final Comparator<ObservabilityEvent> NEWEST_FIRST =
            Comparator.comparingLong(ObservabilityEvent::sequence).reversed();

    /** What some of the threads published. */
    private static final class Stripe {

        private final AtomicLong published = new AtomicLong();
        private final AtomicReferenceArray<ObservabilityEvent> last;

        Stripe(int size) {
            last = new AtomicReferenceArray<>(size);
        }

        /** Counts an event and keeps it in the place of the oldest. A writer that comes late drops its own. */
        void add(ObservabilityEvent event) {
            long number = published.getAndIncrement();
            if (last.length() == 0) {
                return;
            }
            int place = (int) (number % last.length());
            while (true) {
                ObservabilityEvent current = last.get(place);
                if (current != null && current.sequence() > event.sequence()
                        || last.compareAndSet(place, current, event)) {
                    return;
                }
            }
        }

        void collect(long from, long below, List<ObservabilityEvent> into) {
            for (int place = 0; place < last.length(); place++) {
                ObservabilityEvent event = last.get(place);
                if (isWithin(event, from, below)) {
                    into.add(event);
                }
            }
        }

        int count(long from, long below) {
            int count = 0;
            for (int place = 0; place < last.length(); place++) {
                count += isWithin(last.get(place), from, below) ? 1 : 0;
            }
            return count;
        }

        private static boolean isWithin(ObservabilityEvent event, long from, long below) {
            return event != null && event.sequence() >= from && event.sequence() < below;
        }

        void clear(long upTo) {
            for (int place = 0; place < last.length(); place++) {
                ObservabilityEvent event = last.get(place);
                if (event != null && event.sequence() <= upTo) {
                    last.compareAndSet(place, event, null);
                }
            }
        }
    }

    private final String type;
    private final int reserveSize;
    private final Stripe[] stripes;
    private final LongAdder evicted = new LongAdder();

    /**
     * @param type        the type's name
     * @param reserveSize how many to keep, from 0
     */
    EventTypeLog(String type, int reserveSize) {
        this(type, reserveSize, STRIPES);
    }

    /**
     * For the test that makes threads meet in one stripe.
     *
     * @param stripes how many stripes there are, a power of two
     */
    EventTypeLog(String type, int reserveSize, int stripes) {
        this.type = type;
        this.reserveSize = reserveSize;
        this.stripes = new Stripe[stripes];
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new Stripe(reserveSize);
        }
    }

    /** Counts an event and keeps it. */
    void add(ObservabilityEvent event) {
        stripes[(int) Thread.currentThread().getId() & stripes.length - 1].add(event);
    }

    void countEvicted() {
        evicted.increment();
    }

    /**
     * Collects, of the last few events, those that were pushed out of the buffer; in no order.
     *
     * @param from  the first sequence that was not cleared
     * @param below the first sequence of the buffer
     */
    List<ObservabilityEvent> pushedOut(long from, long below) {
        List<ObservabilityEvent> pushedOut = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.collect(from, below, pushedOut);
        }
        int room = roomBelow(below);
        if (pushedOut.size() > room) {
            pushedOut.sort(NEWEST_FIRST);
            pushedOut.subList(room, pushedOut.size()).clear();
        }
        return pushedOut;
    }

    /** {@return how many events {@link #pushedOut} collects} */
    int countPushedOut(long from, long below) {
        return Math.min(count(from, below), roomBelow(below));
    }

    /** {@return how many of the last few may be older than a sequence, for the others are not} */
    private int roomBelow(long sequence) {
        return Math.max(0, reserveSize - count(sequence, Long.MAX_VALUE));
    }

    private int count(long from, long below) {
        int count = 0;
        for (Stripe stripe : stripes) {
            count += stripe.count(from, below);
        }
        return count;
    }

    /** Drops what is kept up to a sequence. */
    void clear(long upTo) {
        for (Stripe stripe : stripes) {
            stripe.clear(upTo);
        }
    }

    EventTypeCount count() {
        long published = 0;
        for (Stripe stripe : stripes) {
            published += stripe.published.get();
        }
        return new EventTypeCount(type, published, evicted.sum());
    }
}
