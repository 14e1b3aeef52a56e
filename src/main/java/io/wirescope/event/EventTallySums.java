package io.wirescope.event;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * The tallies of some consecutive chunks together, kept for the readers after the first: who counts the events of a
 * large ring has a sum for each 64 chunks to add. Writers have nothing to do with it. Thread-safe without locks.
 */
final class EventTallySums {

    /** What the chunks from {@code number * each} on have. */
    private record Sum(long number, EventTally tally) {
    }

    private final AtomicReferenceArray<Sum> sums;
    private final int each;

    /**
     * @param chunks how many chunks there are at one time
     * @param each   how many make a sum
     */
    EventTallySums(int chunks, int each) {
        this.sums = new AtomicReferenceArray<>(chunks / each + 1);
        this.each = each;
    }

    /** {@return how many chunks make a sum} */
    int each() {
        return each;
    }

    /**
     * {@return what the chunks of a sum have, or null while one of them is not complete or not there any more}
     *
     * @param number of the sum: that of its first chunk, divided by {@link #each}
     * @param chunk  gives the chunk of a number, or null
     */
    EventTally of(long number, LongFunction<EventChunk> chunk) {
        int place = (int) (number % sums.length());
        Sum known = sums.get(place);
        if (known != null && known.number() == number) {
            return known.tally();
        }
        EventTally tally = add(number * each, chunk);
        if (tally != null) {
            sums.set(place, new Sum(number, tally));
        }
        return tally;
    }

    private EventTally add(long first, LongFunction<EventChunk> chunk) {
        EventTally sum = new EventTally();
        for (long number = first; number < first + each; number++) {
            EventChunk part = chunk.apply(number);
            EventTally tally = part == null ? null : part.completeTally();
            if (tally == null) {
                return null;
            }
            tally.forEach(sum::add);
        }
        return sum;
    }
}
