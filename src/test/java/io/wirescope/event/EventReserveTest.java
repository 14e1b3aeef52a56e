package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The last few of each type, behind a buffer of four. */
class EventReserveTest {

    private static final JsonObject DATA = JsonValue.EMPTY_JSON_OBJECT;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            new EventBusConfig(4, 2, 1000, Duration.ofMinutes(1)), 0,
            new SettableClock(), new CountingIds(), new Threads(executor, null));

    @AfterEach
    void stop() {
        bus.stop();
        executor.shutdownNow();
    }

    @Test
    void aFloodOfOneTypeDoesNotWashAwayAnother() {
        publish("drift.status", 1);
        publish("ws.message.in", 100);

        assertThat(sequences(new EventQuery(EventFilter.ofTypes("drift.status"), 0, 10, true))).containsExactly(1L);
    }

    @Test
    void reserveAndBufferAreMergedInOrderEachOnce() {
        publish("drift.status", 3);
        publish("ws.message.in", 6);

        assertThat(sequences(EventQuery.oldest(EventFilter.ALL, 100))).containsExactly(2L, 3L, 6L, 7L, 8L, 9L);
        assertThat(sequences(EventQuery.newest(EventFilter.ALL, 100))).containsExactly(9L, 8L, 7L, 6L, 3L, 2L);
        assertThat(sequences(EventQuery.newest(EventFilter.ALL, 5))).containsExactly(9L, 8L, 7L, 6L, 3L);
        assertThat(sequences(new EventQuery(EventFilter.ALL, 2, 2, false))).containsExactly(3L, 6L);
    }

    @Test
    void aRequestIsFoundInTheReserveToo() {
        bus.publish("drift.status", new EventContext("r", null, null, null, "test"), DATA);
        publish("ws.message.in", 10);
        bus.publish("cache.rebuild", new EventContext("r", null, null, null, "test"), DATA);

        EventFilter filter = new EventFilter(Set.of(), "r", null, null, null, null, null);
        assertThat(sequences(EventQuery.oldest(filter, 100))).containsExactly(1L, 12L);
    }

    @Test
    void statisticsSpeakOfTheBufferAndTellTheReserveApart() {
        publish("drift.status", 3);
        publish("ws.message.in", 4);

        assertThat(bus.stats().currentBufferSize()).isEqualTo(4).isEqualTo(bus.bufferedCount());
        assertThat(bus.stats().maxBufferSize()).isEqualTo(4).isEqualTo(bus.bufferCapacity());
        assertThat(bus.stats().activeSubscriberCount()).isZero().isEqualTo(bus.subscriberCount());
        assertThat(bus.stats().bufferUtilization()).isEqualTo(1.0);
        assertThat(bus.stats().reservedEvents()).isEqualTo(2);
        assertThat(bus.query(EventQuery.newest(EventFilter.ALL, 1)).oldestSequence()).isEqualTo(4);
    }

    @Test
    void typesThatComeLateHaveNoReserve() {
        for (int i = 1; i <= EventTypeLogs.MAX_RESERVES; i++) {
            publish("my.type" + i, 1);
        }
        publish("drift.status", 1); // known, so it has one
        publish("ws.message.in", 4);

        int ofProducers = EventTypeLogs.MAX_RESERVES - EventType.KNOWN.size();
        assertThat(bus.stats().reservedEvents()).isEqualTo(ofProducers + 1);
        assertThat(sequences(EventQuery.oldest(EventFilter.ofTypes("my.type" + ofProducers), 1))).hasSize(1);
        assertThat(sequences(EventQuery.oldest(EventFilter.ofTypes("my.type" + (ofProducers + 1)), 1))).isEmpty();
        assertThat(sequences(EventQuery.oldest(EventFilter.ofTypes("drift.status"), 1))).hasSize(1);
    }

    @Test
    void clearEmptiesTheReserveToo() {
        publish("drift.status", 3);
        publish("ws.message.in", 4);

        assertThat(bus.clear()).isEqualTo(6);

        assertThat(sequences(EventQuery.oldest(EventFilter.ALL, 100))).isEmpty();
        assertThat(bus.stats().reservedEvents()).isZero();
        publish("drift.status", 1);
        assertThat(sequences(EventQuery.oldest(EventFilter.ALL, 100))).containsExactly(8L);
    }

    private void publish(String type, int times) {
        for (int i = 0; i < times; i++) {
            bus.publish(type, EventContext.of("test"), DATA);
        }
    }

    private List<Long> sequences(EventQuery query) {
        return bus.query(query).events().stream().map(ObservabilityEvent::sequence).toList();
    }
}
