package io.wirescope.bench;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who is compared with whom in {@link EventPublishing}. The first contestant is the bus as it is used mostly. */
public enum Contest {

    /** The bus beside other ways to keep the last events. */
    stores("Wirescope", "Disruptor", "synchronized deque", "ArrayBlockingQueue") {
        @Override
        List<EventStore> open(int capacity) {
            return Stream.of(EventStore.Kind.values()).map(kind -> kind.open(0, capacity)).toList();
        }
    },

    /** The bus with and without subscribers. */
    subscribers("none", "1 subscriber", "10 subscribers") {
        @Override
        List<EventStore> open(int capacity) {
            return IntStream.of(0, 1, 10).mapToObj(count -> EventStore.Kind.wirescope.open(count, capacity)).toList();
        }
    };

    private final List<String> contestants;

    Contest(String... contestants) {
        this.contestants = List.of(contestants);
    }

    /** {@return the names of who takes turns, in their order} */
    List<String> contestants() {
        return contestants;
    }

    /** {@return them, ready, in the same order} */
    abstract List<EventStore> open(int capacity);
}
