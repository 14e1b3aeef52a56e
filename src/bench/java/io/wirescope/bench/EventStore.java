package io.wirescope.bench;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** One way to keep the last events. */
public interface EventStore extends AutoCloseable {

    /** The ways that are compared. */
    enum Kind {
        wirescope {
            @Override
            EventStore open(int subscribers, int capacity) {
                return new Bus(subscribers, capacity);
            }
        },
        disruptor {
            @Override
            EventStore open(int subscribers, int capacity) {
                return new Disruptor(capacity);
            }
        },
        synchronizedDeque {
            @Override
            EventStore open(int subscribers, int capacity) {
                return new SynchronizedDeque(capacity);
            }
        },
        arrayBlockingQueue {
            @Override
            EventStore open(int subscribers, int capacity) {
                return new BlockingQueue(capacity);
            }
        };

        abstract EventStore open(int subscribers, int capacity);
    }

    /** {@return the sequence of the new event} */
    long publish(String type, EventContext context, EventData data);

    /** {@return the newest events} */
    List<ObservabilityEvent> newest(int limit);

    /** {@return the newest events of a request} */
    List<ObservabilityEvent> newestOf(String requestId, int limit);

    @Override
    void close();

    private static List<ObservabilityEvent> of(String requestId, Iterator<ObservabilityEvent> newestFirst, int limit) {
        List<ObservabilityEvent> found = new ArrayList<>(limit);
        while (newestFirst.hasNext() && found.size() < limit) {
            ObservabilityEvent event = newestFirst.next();
            if (requestId.equals(event.context().requestId())) {
                found.add(event);
            }
        }
        return found;
    }

    /** The bus itself. */
    final class Bus implements EventStore {

        private final BenchEnvironment surroundings = new BenchEnvironment();
        private final ObservabilityEventBus bus;

        Bus(int subscribers, int capacity) {
            bus = surroundings.bus(capacity);
            for (int i = 0; i < subscribers; i++) {
                bus.subscribe(EventFilter.ALL, event -> { });
            }
        }

        @Override
        public long publish(String type, EventContext context, EventData data) {
            return bus.publish(type, context, data).sequence();
        }

        @Override
        public List<ObservabilityEvent> newest(int limit) {
            return bus.query(EventQuery.newest(EventFilter.ALL, limit)).events();
        }

        @Override
        public List<ObservabilityEvent> newestOf(String requestId, int limit) {
            return bus.query(EventQuery.newest(new EventFilter(Set.of(), requestId, null, null, null, null, null),
                    limit)).events();
        }

        @Override
        public void close() {
            surroundings.close();
        }
    }

    /** Stamps, counts and makes events as the bus does, for the others. */
    abstract class Yardstick implements EventStore {

        private final Clock clock = Clock.systemUTC();
        private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

        ObservabilityEvent event(long sequence, String type, EventContext context, EventData data) {
            Instant now = clock.instant();
            return new ObservabilityEvent(sequence, "bench", null, type,
                    now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, context, data);
        }

        void count(String type) {
            counts.computeIfAbsent(type, key -> new LongAdder()).increment();
        }

        @Override
        public void close() {
            counts.clear();
        }
    }

    /** The LMAX Disruptor's multi-producer ring, ungated: publishers never wait for a consumer. */
    final class Disruptor extends Yardstick {

        /** What stands in a slot. */
        private static final class Slot {
            private ObservabilityEvent event;
        }

        private final RingBuffer<Slot> ring;

        Disruptor(int capacity) { // it takes a power of two
            ring = RingBuffer.createMultiProducer(Slot::new, Integer.highestOneBit(capacity - 1) << 1,
                    new YieldingWaitStrategy()); // it waits for nobody, and so costs publishers nothing
        }

        @Override
        public long publish(String type, EventContext context, EventData data) {
            count(type);
            long sequence = ring.next();
            ring.get(sequence).event = event(sequence, type, context, data);
            ring.publish(sequence);
            return sequence;
        }

        @Override
        public List<ObservabilityEvent> newest(int limit) {
            return newest(event -> true, limit);
        }

        @Override
        public List<ObservabilityEvent> newestOf(String requestId, int limit) {
            return newest(event -> requestId.equals(event.context().requestId()), limit);
        }

        private List<ObservabilityEvent> newest(Predicate<ObservabilityEvent> wanted, int limit) {
            List<ObservabilityEvent> found = new ArrayList<>(limit);
            long newest = ring.getCursor();
            long oldest = Math.max(0, newest - ring.getBufferSize() + 1);
            for (long at = newest; at >= oldest && found.size() < limit; at--) {
                if (ring.isAvailable(at) && wanted.test(ring.get(at).event)) {
                    found.add(ring.get(at).event);
                }
            }
            return found;
        }
    }

    /** The design that the ring replaces. */
    final class SynchronizedDeque extends Yardstick {

        private final int capacity;
        private final ArrayDeque<ObservabilityEvent> events;
        private long sequence;

        SynchronizedDeque(int capacity) {
            this.capacity = capacity;
            this.events = new ArrayDeque<>(capacity);
        }

        @Override
        public synchronized long publish(String type, EventContext context, EventData data) {
            count(type);
            if (events.size() == capacity) {
                events.removeFirst();
            }
            events.addLast(event(++sequence, type, context, data));
            return sequence;
        }

        @Override
        public synchronized List<ObservabilityEvent> newest(int limit) {
            List<ObservabilityEvent> found = new ArrayList<>(limit);
            for (Iterator<ObservabilityEvent> at = events.descendingIterator();
                    at.hasNext() && found.size() < limit;) {
                found.add(at.next());
            }
            return found;
        }

        @Override
        public synchronized List<ObservabilityEvent> newestOf(String requestId, int limit) {
            return EventStore.of(requestId, events.descendingIterator(), limit);
        }
    }

    /** A bounded queue from which the publisher takes the oldest when it is full. */
    final class BlockingQueue extends Yardstick {

        private final ArrayBlockingQueue<ObservabilityEvent> events;
        private final AtomicLong sequence = new AtomicLong();

        BlockingQueue(int capacity) {
            events = new ArrayBlockingQueue<>(capacity);
        }

        @Override
        public long publish(String type, EventContext context, EventData data) {
            count(type);
            ObservabilityEvent event = event(sequence.incrementAndGet(), type, context, data);
            while (!events.offer(event)) {
                events.poll();
            }
            return event.sequence();
        }

        @Override
        public List<ObservabilityEvent> newest(int limit) {
            List<ObservabilityEvent> all = new ArrayList<>(events);
            return all.subList(Math.max(0, all.size() - limit), all.size());
        }

        @Override
        public List<ObservabilityEvent> newestOf(String requestId, int limit) {
            List<ObservabilityEvent> all = new ArrayList<>(events);
            Collections.reverse(all);
            return EventStore.of(requestId, all.iterator(), limit);
        }
    }
}
