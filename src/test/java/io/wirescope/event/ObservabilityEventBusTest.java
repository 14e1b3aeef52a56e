package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Publishing, queries and statistics; {@link EventReserveTest} and {@link EventSubscriptionTest} have the rest. */
class ObservabilityEventBusTest {

    /** A limit that admits one type beside the known ones. */
    private static final String ONE_MORE_TYPE = Integer.toString(EventType.KNOWN.size() + 1);

    private static final EventContext CONTEXT = EventContext.of("test");
    private static final JsonObject DATA = JsonValue.EMPTY_JSON_OBJECT;
    private static final Instant START = SettableClock.START;

    private final SettableClock clock = new SettableClock();
    private final ObservabilityEventBus bus =
            bus("wirescope.events.buffer-size", "5", "wirescope.events.reserve-per-type", "0");

    private ObservabilityEventBus bus(String... settings) {
        return new ObservabilityEventBus(MapSettings.with(settings), clock, new CountingIds(), nobodyListens());
    }

    private static Threads nobodyListens() {
        return new Threads(task -> { }, null);
    }

    @Test
    void numbersEventsFromOneOn() {
        assertThat(publish(bus, 3)).extracting(ObservabilityEvent::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void returnsTheEventAsItIsInTheBuffer() {
        EventContext context = new EventContext("r", new TraceContext("t", "s", null), "c", "n", "fraud-model");
        JsonObject data = JsonFormat.object().add("model", "fraud-7").build();

        ObservabilityEvent event = bus.publish("inference.audit", context, data);

        assertThat(bus.query(EventQuery.newest(EventFilter.ALL, 1)).events()).containsExactly(event);
        assertThat(event.eventType()).isEqualTo("inference.audit");
        assertThat(event.context()).isSameAs(context);
        assertThat(event.data().toJson()).isSameAs(data);
        assertThat(event.timestamp()).isEqualTo(START);
        assertThat(event.id()).isEqualTo("0000000000000001-1");
    }

    @ParameterizedTest
    @CsvSource({"''", "Drift.status", "a..b", "a b", "9a"})
    void refusesAnInvalidTypeNameAndForgetsIt(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> bus.publish(type, CONTEXT, DATA))
                .withMessageContaining(EventType.RULE);

        assertThat(bus.stats().totalPublished()).isZero();
        assertThat(bus.countsByType()).extracting(EventTypeCount::published).containsOnly(0L);
        assertThat(publish(bus, 1).get(0).sequence()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsMissingAndClaimsNoSequenceForIt() {
        assertThatNullPointerException().isThrownBy(() -> bus.publish(null, CONTEXT, DATA));
        assertThatNullPointerException().isThrownBy(() -> bus.publish("a", null, DATA));
        assertThatNullPointerException().isThrownBy(() -> bus.publish("a", CONTEXT, (JsonObject) null));
        assertThatNullPointerException().isThrownBy(() -> bus.publish("a", CONTEXT, (EventData) null));

        assertThat(publish(bus, 1).get(0).sequence()).isEqualTo(1);
    }

    static Stream<EventFilter> filtersForTheSecond() {
        return Stream.of(
                EventFilter.ofTypes("drift.status"),
                EventFilter.ofTypes("drift.status", "cache.rebuild"),
                new EventFilter(Set.of(), "r2", null, null, null, null, null),
                new EventFilter(Set.of(), null, "t2", null, null, null, null),
                new EventFilter(Set.of(), null, null, "c2", null, null, null),
                new EventFilter(Set.of(), null, null, null, "n2", null, null),
                new EventFilter(Set.of(), null, null, null, null, START.plusSeconds(2), START.plusSeconds(2)));
    }

    @ParameterizedTest
    @MethodSource("filtersForTheSecond")
    void findsWhatAFilterWants(EventFilter filter) {
        for (int i = 1; i <= 3; i++) {
            clock.set(START.plusSeconds(i));
            bus.publish(i == 2 ? "drift.status" : "ws.message.in",
                    new EventContext("r" + i, new TraceContext("t" + i, "s", null), "c" + i, "n" + i, "test"), DATA);
        }

        assertThat(found(bus, new EventQuery(filter, 0, 100, true))).containsExactly(2L);
        assertThat(found(bus, new EventQuery(filter, 0, 100, false))).containsExactly(2L);
    }

    @ParameterizedTest
    @CsvSource({
        // after, limit, descending, found, next
        "0, 100, false, '3,4,5,6,7', 7",
        "0, 100, true,  '7,6,5,4,3', 7",
        "0, 2,   false, '3,4',       4",
        "0, 2,   true,  '7,6',       7",
        "2, 5,   false, '3,4,5,6,7', 7",
        "5, 100, false, '6,7',       7",
        "5, 1,   false, '6',         6",
        "5, 1,   true,  '7',         7",
        "7, 100, false, '',          7",
        "9, 100, false, '',          9",
        "9, 100, true,  '',          9"})
    void pagesThroughTheBuffer(long after, int limit, boolean descending, String found, long next) {
        publish(bus, 7);

        EventPage page = bus.query(new EventQuery(EventFilter.ALL, after, limit, descending));

        assertThat(sequences(page)).isEqualTo(found);
        assertThat(page.nextAfter()).isEqualTo(next);
        assertThat(page.oldestSequence()).isEqualTo(3);
        assertThat(page.newestSequence()).isEqualTo(7);
    }

    @Test
    void aPageThatTheLimitCutGoesOnBehindItsLastEvent() {
        publish(bus, 1);
        bus.publish("drift.status", CONTEXT, DATA);
        bus.publish("drift.status", CONTEXT, DATA);
        publish(bus, 1);

        EventPage first = bus.query(new EventQuery(EventFilter.ofTypes("drift.status"), 0, 1, false));
        EventPage second = bus.query(
                new EventQuery(EventFilter.ofTypes("drift.status"), first.nextAfter(), 2, false));

        assertThat(sequences(first)).isEqualTo("2");
        assertThat(first.nextAfter()).isEqualTo(2);
        assertThat(sequences(second)).isEqualTo("3");
        assertThat(second.nextAfter()).isEqualTo(4);
    }

    @Test
    void findsNothingAfterTheLastSequenceThereCanBe() {
        publish(bus, 3);

        EventPage page = bus.query(new EventQuery(EventFilter.ALL, Long.MAX_VALUE, 100, false));

        assertThat(page.events()).isEmpty();
        assertThat(page.nextAfter()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aBufferOfOneHasThatAsOldestAndNewest() {
        publish(bus, 1);

        EventPage page = bus.query(EventQuery.oldest(EventFilter.ALL, 10));

        assertThat(sequences(page)).isEqualTo("1");
        assertThat(page.oldestSequence()).isEqualTo(1);
        assertThat(page.newestSequence()).isEqualTo(1);
    }

    @Test
    void anEmptyBufferHasNoOldestAndNoNewest() {
        EventPage page = bus.query(EventQuery.oldest(EventFilter.ALL, 10));

        assertThat(page).isEqualTo(new EventPage(List.of(), 0, 0, 0));
    }

    @Test
    void clearEmptiesTheBufferAndCountsGoOn() {
        publish(bus, 7);

        assertThat(bus.clear()).isEqualTo(5);

        assertThat(bus.query(EventQuery.oldest(EventFilter.ALL, 10))).isEqualTo(new EventPage(List.of(), 0, 0, 7));
        assertThat(bus.stats().totalPublished()).isEqualTo(7);
        assertThat(bus.stats().currentBufferSize()).isZero();
        assertThat(bus.stats().lastPublishTime()).isEqualTo(START);
        assertThat(bus.clear()).isZero();
        assertThat(bus.stats().lastPublishTime()).isEqualTo(START);
        assertThat(publish(bus, 1).get(0).sequence()).isEqualTo(8);
        assertThat(found(bus, EventQuery.newest(EventFilter.ALL, 10))).containsExactly(8L);
    }

    @Test
    void tellsHowItFares() {
        assertThat(bus.stats()).satisfies(stats -> {
            assertThat(stats.totalPublished()).isZero();
            assertThat(stats.currentBufferSize()).isZero();
            assertThat(stats.maxBufferSize()).isEqualTo(5);
            assertThat(stats.bufferFullCount()).isZero();
            assertThat(stats.lastPublishTime()).isNull();
            assertThat(stats.activeSubscriberCount()).isZero();
            assertThat(stats.eventsFlowing()).isFalse();
            assertThat(stats.bufferUtilization()).isZero();
        });

        publish(bus, 4);
        assertThat(bus.stats().bufferFullCount()).isZero();
        assertThat(bus.stats().bufferUtilization()).isEqualTo(0.8);

        clock.advance(Duration.ofSeconds(3));
        publish(bus, 3);
        assertThat(bus.stats()).satisfies(stats -> {
            assertThat(stats.totalPublished()).isEqualTo(7);
            assertThat(stats.currentBufferSize()).isEqualTo(5);
            assertThat(stats.bufferFullCount()).isEqualTo(2);
            assertThat(stats.lastPublishTime()).isEqualTo(START.plusSeconds(3));
            assertThat(stats.bufferUtilization()).isEqualTo(1);
        });
    }

    @Test
    void eventsFlowWhenTheLastCameWithinTheWindow() {
        ObservabilityEventBus minute = bus("wirescope.events.flowing-window", "PT1M");
        publish(minute, 1);

        assertThat(minute.stats().eventsFlowing()).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(minute.stats().eventsFlowing()).isTrue();
        clock.advance(Duration.ofNanos(1_000));
        assertThat(minute.stats().eventsFlowing()).isFalse();
        publish(minute, 1);
        assertThat(minute.stats().eventsFlowing()).isTrue();
    }

    @Test
    void countsEveryKnownTypeAndThoseThatCame() {
        assertThat(bus.countsByType()).extracting(EventTypeCount::type)
                .containsExactlyInAnyOrderElementsOf(EventType.KNOWN.stream().map(EventType::name).toList());
        bus.publish("drift.status", CONTEXT, DATA);
        bus.publish("my.own", CONTEXT, DATA);
        bus.publish("my.own", CONTEXT, DATA);

        assertThat(bus.countsByType()).extracting(EventTypeCount::type)
                .containsAll(EventType.KNOWN.stream().map(EventType::name).toList())
                .isSorted();
        assertThat(bus.countsByType()).filteredOn(count -> count.published() > 0).containsExactly(
                new EventTypeCount("drift.status", 1, 0), new EventTypeCount("my.own", 2, 0));
        assertThat(bus.stats().eventsByType()).isEqualTo(bus.countsByType());
    }

    @Test
    void countsWhatIsPushedOutUnderItsType() {
        bus.publish("drift.status", CONTEXT, DATA);
        publish(bus, 6);

        assertThat(bus.countsByType()).filteredOn(count -> count.published() > 0).containsExactly(
                new EventTypeCount("drift.status", 1, 1), new EventTypeCount("test.event", 6, 1));
    }

    @Test
    void typesBeyondTheLimitCountAsOther() {
        ObservabilityEventBus few = bus("wirescope.events.max-types", ONE_MORE_TYPE, "wirescope.events.buffer-size", "3");

        few.publish("my.a", CONTEXT, DATA);
        few.publish("my.b", CONTEXT, DATA);
        few.publish("my.c", CONTEXT, DATA);
        few.publish("my.a", CONTEXT, DATA);
        few.publish("drift.status", CONTEXT, DATA);

        assertThat(few.countsByType()).filteredOn(count -> count.published() > 0).containsExactly(
                new EventTypeCount("drift.status", 1, 0), new EventTypeCount("my.a", 2, 1),
                new EventTypeCount("other", 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> few.publish("Invalid", CONTEXT, DATA));
    }

    @Test
    void typesBeyondTheLimitHaveNoReserve() {
        ObservabilityEventBus few = bus("wirescope.events.max-types", ONE_MORE_TYPE, "wirescope.events.buffer-size", "2");

        few.publish("my.a", CONTEXT, DATA);
        few.publish("my.b", CONTEXT, DATA);
        few.publish("drift.status", CONTEXT, DATA);
        few.publish("drift.status", CONTEXT, DATA);

        assertThat(few.query(EventQuery.oldest(EventFilter.ALL, 10)).events())
                .extracting(ObservabilityEvent::eventType).containsExactly("my.a", "drift.status", "drift.status");
    }

    @Test
    void namesEachTypeOnceThoughAProducerCallsOneOther() {
        ObservabilityEventBus few = bus("wirescope.events.max-types", ONE_MORE_TYPE);

        few.publish("other", CONTEXT, DATA);
        few.publish("my.a", CONTEXT, DATA);
        few.publish("my.b", CONTEXT, DATA);

        assertThat(few.countsByType()).extracting(EventTypeCount::type).doesNotHaveDuplicates();
        assertThat(few.countsByType()).filteredOn(count -> count.type().equals("other"))
                .containsExactly(new EventTypeCount("other", 2, 0));
    }

    @Test
    void neverForgetsThatItPublishedWhileAnotherThreadDoes() throws Exception {
        ObservabilityEventBus tiny = bus("wirescope.events.buffer-size", "1");
        publish(tiny, 1);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                publish(tiny, 1);
            }
        });

        boolean forgot = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (!forgot && System.nanoTime() < deadline) {
            EventBusStats stats = tiny.stats();
            forgot = stats.lastPublishTime() == null || !stats.eventsFlowing();
        }
        enough.set(true);
        writer.get(10, TimeUnit.SECONDS);

        assertThat(tiny.stats().totalPublished()).isGreaterThan(1_000);
        assertThat(forgot).isFalse();
    }

    @Test
    void answersInOrderWhileOthersPublish() throws Exception {
        ObservabilityEventBus busy = bus("wirescope.events.buffer-size", "64");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                publish(busy, 1);
            }
        });

        try {
            for (int i = 0; i < 5_000; i++) {
                assertThat(found(busy, EventQuery.oldest(EventFilter.ALL, 100)).stream().mapToLong(Long::longValue)
                        .toArray()).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(64);
            }
        } finally {
            enough.set(true);
            writer.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void publishesWhatAProducerBringsWhole() {
        publish(bus, 1);
        Instant earlier = START.minusSeconds(60);

        List<ObservabilityEvent> events = bus.publishAll(List.of(
                new EventDraft("my.a", "given", earlier, CONTEXT, EventData.of(DATA)),
                new EventDraft("my.b", null, null, CONTEXT, EventData.of(DATA))));

        assertThat(found(bus, EventQuery.oldest(EventFilter.ALL, 10))).containsExactly(1L, 2L, 3L);
        assertThat(events).extracting(ObservabilityEvent::sequence).containsExactly(2L, 3L);
        assertThat(events).extracting(ObservabilityEvent::eventType).containsExactly("my.a", "my.b");
        assertThat(events).extracting(ObservabilityEvent::id).containsExactly("given", "0000000000000001-3");
        assertThat(events).extracting(ObservabilityEvent::timestamp).containsExactly(earlier, START);
    }

    @Test
    void theTimeThatAProducerGaveIsNotTheTimeOfItsPublish() {
        bus.publishAll(List.of(
                new EventDraft("my.a", null, START.minus(Duration.ofDays(1)), CONTEXT, EventData.of(DATA))));

        assertThat(bus.stats().lastPublishTime()).isEqualTo(START);
        assertThat(bus.stats().eventsFlowing()).isTrue();
    }

    @Test
    void publishingNothingIsNoPublish() {
        assertThat(bus.publishAll(List.of())).isEmpty();

        assertThat(bus.stats().lastPublishTime()).isNull();
        assertThat(bus.stats().eventsFlowing()).isFalse();
    }

    @Test
    void aDraftThatCantBePublishedCantBeMade() {
        EventData data = EventData.of(DATA);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventDraft("My.A", null, null, CONTEXT, data)).withMessageContaining("My.A");
        assertThatNullPointerException().isThrownBy(() -> new EventDraft(null, null, null, CONTEXT, data));
        assertThatNullPointerException().isThrownBy(() -> new EventDraft("my.a", null, null, null, data));
        assertThatNullPointerException().isThrownBy(() -> new EventDraft("my.a", null, null, CONTEXT, null));
    }

    @ParameterizedTest
    @CsvSource({"wirescope.events.reserve-per-type,-1", "wirescope.events.reserve-per-type,10001",
        "wirescope.events.buffer-size,0", "wirescope.events.buffer-size,1000001",
        "wirescope.events.max-types,6", "wirescope.events.flowing-window,PT0.5S"})
    void doesNotStartWithAWrongSetting(String key, String value) {
        assertThatThrownBy(() -> bus(key, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key + "=" + value);
    }

    private static List<ObservabilityEvent> publish(ObservabilityEventBus bus, int events) {
        return Stream.generate(() -> bus.publish("test.event", CONTEXT, DATA)).limit(events).toList();
    }

    private static List<Long> found(ObservabilityEventBus bus, EventQuery query) {
        return bus.query(query).events().stream().map(ObservabilityEvent::sequence).toList();
    }

    private static String sequences(EventPage page) {
        return String.join(",", page.events().stream().map(event -> Long.toString(event.sequence())).toList());
    }
}
