package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten million events from four threads while eight query and four subscribe: accounted for to the event. */
class TenMillionEventsTest {

    private static final int PUBLISHERS = 4;
    private static final int READERS = 8;
    private static final int SUBSCRIBERS = 4;
    private static final long EVENTS = 10_000_000;

    private static final EventData DATA = EventData.of(JsonValue.EMPTY_JSON_OBJECT);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ObservabilityEventBus bus = new ObservabilityEventBus(MapSettings.with(), Clock.systemUTC(),
            IdSource.random(), new Threads(threads, scheduler));
    private final AtomicBoolean over = new AtomicBoolean();

    /** Counts what it gets and what it is told that it lost, and holds both to their order. */
    private static final class Accountant implements EventListener {

        private volatile long last;
        private volatile long received;
        private volatile long lost;
        private volatile String mistake;

        @Override
        public void onEvent(ObservabilityEvent event) {
            account(event.sequence(), event.sequence());
            received++;
        }

        @Override
        public void onGap(long first, long to) {
            account(first, to);
            lost += to - first + 1;
        }

        private void account(long first, long to) {
            if (first != last + 1) {
                mistake = "after " + last + " came " + first;
            }
            last = to;
        }
    }

    @AfterEach
    void stop() {
        bus.stop();
        threads.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everySubscriberGetsOrIsToldOfEachEventInOrder() throws Exception {
        List<Accountant> accountants = IntStream.range(0, SUBSCRIBERS).mapToObj(i -> new Accountant()).toList();
        accountants.forEach(accountant -> bus.subscribe(EventFilter.ALL, accountant));
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(threads.submit(this::query));
        }
        publish();

        accountants.forEach(accountant -> await(accountant));
        over.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        assertThat(accountants).allSatisfy(accountant -> {
            assertThat(accountant.mistake).isNull();
            assertThat(accountant.received + accountant.lost).isEqualTo(EVENTS);
            assertThat(accountant.received).isPositive();
        });
        assertThat(bus.stats().totalPublished()).isEqualTo(EVENTS);
        assertThat(bus.subscriptions()).extracting(SubscriptionStats::lastError).containsOnlyNulls();
    }

    private void publish() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            EventContext context = new EventContext("request-" + i, null, "client-" + i, null, "test");
            publishers.add(threads.submit(() -> {
                start.await();
                for (long n = 0; n < EVENTS / PUBLISHERS; n++) {
                    bus.publish("load.test", context, DATA);
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
    }

    /** {@return how often it has queried; what comes is in order, each once} */
    private long query() {
        long queries = 0;
        while (!over.get()) {
            long before = Long.MAX_VALUE;
            for (ObservabilityEvent event : bus.query(EventQuery.newest(EventFilter.ALL, 100)).events()) {
                if (event.sequence() >= before) {
                    throw new AssertionError(event.sequence() + " after " + before);
                }
                before = event.sequence();
            }
            queries++;
        }
        return queries;
    }

    private static void await(Accountant accountant) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (accountant.last < EVENTS && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
