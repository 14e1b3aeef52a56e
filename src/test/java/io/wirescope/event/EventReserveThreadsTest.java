package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.config.Threads;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reserve beside publishers that take the buffer round many times. */
@Timeout(30)
class EventReserveThreadsTest {

    private static final EventContext CONTEXT = EventContext.of("test");
    private static final EventData DATA = EventData.of(JsonValue.EMPTY_JSON_OBJECT);
    private static final int RESERVE = 50;

    private final ObservabilityEventBus bus = bus(64, RESERVE);
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicLong drifts = new AtomicLong();
    private volatile long lastDrift;

    private static ObservabilityEventBus bus(int bufferSize, int reserve) {
        return new ObservabilityEventBus(new EventBusConfig(bufferSize, reserve, 100, Duration.ofMinutes(1)), 2,
                new SettableClock(), new CountingIds(), new Threads(task -> { }, null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEventIsFoundWhileItMovesFromTheBufferToTheReserve(boolean descending) throws Exception {
        CompletableFuture<Void> flood = CompletableFuture.runAsync(this::publishUntilEnough);
        long asked = 0;
        try {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
            while (System.nanoTime() < deadline) {
                asked += findsTheLastDrift(descending) ? 1 : 0;
            }
        } finally {
            enough.set(true);
            flood.get(10, TimeUnit.SECONDS);
        }

        assertThat(asked).as("questions that were not overtaken by the flood").isPositive();
    }

    @Test
    void clearCountsWhatMovesFromTheBufferToTheReserveMeanwhile() throws Exception {
        int events = 3_000; // fewer than the reserve holds, so that each leaves by a clear
        for (int round = 0; round < 10; round++) {
            ObservabilityEventBus small = bus(4, events);
            CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < events; i++) {
                    small.publish("drift.status", CONTEXT, DATA);
                }
            });

            long cleared = 0;
            while (!publisher.isDone()) {
                cleared += small.clear();
            }
            publisher.get(10, TimeUnit.SECONDS);

            assertThat(cleared + small.clear()).isEqualTo(events);
        }
    }

    @Test
    void whatIsClearedMeanwhileIsNotSeenWithoutItsData() throws Exception {
        EventData told = EventData.of(Json.createObjectBuilder().add("told", true).build());
        ObservabilityEventBus small = bus(4, RESERVE);
        AtomicBoolean cleared = new AtomicBoolean();
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
            for (int i = 0; !enough.get(); i++) {
                small.publish("drift.status", CONTEXT, told);
                if (i % 8 == 7) {
                    cleared.set(small.clear() > 0);
                }
            }
        });
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        try {
            while (System.nanoTime() < deadline) {
                assertThat(small.query(EventQuery.newest(EventFilter.ALL, 1000)).events())
                        .allMatch(event -> event.data() == told);
            }
        } finally {
            enough.set(true);
            publisher.get(10, TimeUnit.SECONDS);
        }

        assertThat(cleared).isTrue();
    }

    /** {@return false when so many came meanwhile that the reserve may have lost it} */
    private boolean findsTheLastDrift(boolean descending) {
        long before = drifts.get();
        long last = lastDrift;
        EventPage page = bus.query(new EventQuery(EventFilter.ofTypes("drift.status"), 0, 1000, descending));
        if (last == 0 || drifts.get() - before >= RESERVE - 10) {
            return false;
        }
        assertThat(page.events()).extracting(ObservabilityEvent::sequence).doesNotHaveDuplicates().contains(last);
        assertThat(page.nextAfter()).isGreaterThanOrEqualTo(last);
        return true;
    }

    private void publishUntilEnough() {
        while (!enough.get()) {
            lastDrift = bus.publish("drift.status", CONTEXT, DATA).sequence();
            drifts.incrementAndGet();
            for (int i = 0; i < 200; i++) {
                bus.publish("ws.message.in", CONTEXT, DATA);
            }
        }
    }
}
