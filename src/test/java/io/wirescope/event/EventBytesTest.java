package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.InboundMessage;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much memory the events may hold on to, however many there may be. */
@Timeout(120)
class EventBytesTest {

    private static final long LIMIT = 4 << 20;
    private static final int LARGE = 64 * 1024;
    private static final EventContext CONTEXT = EventContext.of("test");

    private final ObservabilityEventBus bus = bus(100_000, LIMIT, 2);

    private static ObservabilityEventBus bus(int bufferSize, long bufferBytes, int reserve) {
        return new ObservabilityEventBus(new EventBusConfig(bufferSize, bufferBytes, reserve, 100,
                Duration.ofMinutes(1)), new SettableClock(), new CountingIds(), new Threads(pump -> { }, null));
    }

    private static EventDraft draft(String type, int bytes) {
        JsonObject data = JsonFormat.object().add("text", "x".repeat(bytes - "{'text':''}".length())).build();
        return new EventDraft(type, null, null, CONTEXT, EventData.received(data));
    }

    private void publish(int events, int bytes) {
        IntStream.range(0, events).forEach(i -> bus.publishAll(List.of(draft("test.event", bytes))));
    }

    private List<Long> sequences() {
        return bus.query(EventQuery.newest(EventFilter.ALL, EventQuery.MAX_LIMIT)).events().stream()
                .map(ObservabilityEvent::sequence).toList();
    }

    @Test
    void theOldestLeaveWhenTheBytesAreUsedUp() {
        publish(500, LARGE);

        EventBusStats stats = bus.stats();
        assertThat(stats.currentBufferBytes()).isBetween(LIMIT / 4, LIMIT);
        assertThat(stats.maxBufferBytes()).isEqualTo(LIMIT);
        assertThat(stats.bufferBound()).isEqualTo(BufferBound.BYTES);
        assertThat(stats.currentBufferSize()).isBetween(1, 64);
        assertThat(stats.bufferUtilization()).isBetween(0.25, 1.0);
        assertThat(stats.totalPublished()).isEqualTo(500);
        assertThat(stats.bufferFullCount()).isEqualTo(500L - stats.currentBufferSize());
        assertThat(sequences()).isEqualTo(LongStream.iterate(500, sequence -> sequence - 1)
                .limit(sequences().size()).boxed().toList());
        assertThat(sequences().size()).isEqualTo(stats.currentBufferSize() + stats.reservedEvents());
    }

    @Test
    void whatIsThereIsWholeAndFoundByItsRequest() {
        for (int i = 0; i < 300; i++) {
            EventDraft large = draft("test.event", LARGE);
            bus.publishAll(List.of(new EventDraft("test.event", "e" + i, null,
                    new EventContext("r" + i % 2, null, null, null, "test"), large.data())));
        }

        assertThat(bus.query(EventQuery.newest(EventFilter.ALL, 1000)).events()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.givenId()).isEqualTo("e" + (event.sequence() - 1)))
                .allSatisfy(event -> assertThat(event.data().toText()).hasSizeGreaterThan(LARGE - 100));
        assertThat(Correlation.find(bus, "r1").orElseThrow().events()).isNotEmpty()
                .allSatisfy(event -> assertThat(event.context().requestId()).isEqualTo("r1"));
    }

    @Test
    void aReaderIsToldOfWhatLeft() {
        List<String> gaps = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        EventCursor cursor = bus.openCursor(EventFilter.ALL, 0, () -> { });
        publish(300, LARGE);

        EventListener reader = new EventListener() {
            @Override
            public void onEvent(ObservabilityEvent event) {
                seen.add(event.sequence());
            }

            @Override
            public void onGap(long first, long last) {
                gaps.add(first + "-" + last);
            }
        };
        while (cursor.advance(reader)) {
            assertThat(seen.size()).isLessThanOrEqualTo(300);
        }

        assertThat(gaps).containsExactly("1-" + (seen.get(0) - 1));
        assertThat(seen).isEqualTo(LongStream.rangeClosed(seen.get(0), 300).boxed().toList());
    }

    @Test
    void anEventLargerThanTheBoundLeavesAtOnce() {
        publish(1, 5 << 20);

        assertThat(bus.bufferedCount()).isZero();
        assertThat(bus.bufferedBytes()).isLessThan(LIMIT);
        publish(1, 100);
        assertThat(sequences()).containsExactly(2L);
    }

    @Test
    void theNumberIsTheBoundWhereEventsAreSmall() {
        ObservabilityEventBus few = bus(100, LIMIT, 0);
        assertThat(few.stats().bufferBound()).isEqualTo(BufferBound.NONE);
        IntStream.range(0, 100).forEach(i -> few.publish("test.event", CONTEXT, new InboundMessage("a", 1, "b", 1)));
        assertThat(few.stats().bufferBound()).isEqualTo(BufferBound.NONE);

        IntStream.range(0, 900).forEach(i -> few.publish("test.event", CONTEXT, new InboundMessage("a", 1, "b", 1)));

        assertThat(few.stats().bufferBound()).isEqualTo(BufferBound.EVENTS);
        assertThat(few.stats().currentBufferSize()).isEqualTo(100);
    }

    @Test
    void smallEventsAreBoundedToo() {
        IntStream.range(0, 50_000).forEach(i -> bus.publish("test.event",
                new EventContext("r" + i, null, "client", "connection", "test"), new InboundMessage("a", 1, "b", 1)));

        assertThat(bus.stats().bufferBound()).isEqualTo(BufferBound.BYTES);
        assertThat(bus.bufferedBytes()).isBetween(LIMIT / 2, LIMIT + 64 * 1024);
        assertThat(bus.bufferedCount()).isBetween(1_000, 49_000);
    }

    @Test
    void afterAClearThereIsRoomAgain() {
        publish(300, LARGE);

        bus.clear();
        assertThat(bus.bufferedBytes()).isLessThan(LIMIT / 2);
        assertThat(bus.stats().bufferBound()).isEqualTo(BufferBound.NONE);
        publish(20, LARGE);

        assertThat(bus.bufferedCount()).isEqualTo(20);
        assertThat(bus.stats().eventsByType()).extracting(EventTypeCount::type, EventTypeCount::published)
                .contains(tuple("test.event", 320L));
    }

    @Test
    void theReservesOfManyTypesAreBoundedToo() {
        ObservabilityEventBus reserving = bus(100_000, LIMIT, 50);
        for (int i = 0; i < 2_000; i++) {
            reserving.publishAll(List.of(draft("test.t" + i % 50, 6 * 1024)));
        }

        assertThat(reserving.bufferedBytes()).isLessThanOrEqualTo(LIMIT);
        assertThat(reserving.stats().reservedEvents()).isBetween(1, 2 * 50);
    }

    @Test
    void aReserveKeepsTheLastOfATypeThatLargeOnesOfOthersPushOut() {
        bus.publishAll(List.of(draft("test.rare", 100)));

        publish(500, LARGE);

        assertThat(bus.query(EventQuery.newest(EventFilter.ofTypes("test.rare"), 10)).events()).hasSize(1)
                .allSatisfy(event -> assertThat(event.data().toText()).contains("xxx"));
    }

    @Test
    void publishersAtOnceKeepToIt() throws Exception {
        List<Long> held = Collections.synchronizedList(new ArrayList<>());
        List<Thread> publishers = IntStream.range(0, 4).mapToObj(i -> new Thread(() -> {
            for (int event = 0; event < 1_000; event++) {
                bus.publishAll(List.of(draft("test.t" + event % 70, LARGE)));
                held.add(bus.bufferedBytes());
            }
        })).toList();
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }

        assertThat(held).hasSize(4_000).allSatisfy(bytes -> assertThat(bytes).isLessThan(LIMIT + 8 * LARGE));
        assertThat(bus.stats().totalPublished()).isEqualTo(4_000);
        assertThat(bus.countsByType().stream().mapToLong(EventTypeCount::published).sum()).isEqualTo(4_000);
        assertThat(sequences()).isSortedAccordingTo(Collections.reverseOrder()).doesNotHaveDuplicates();
    }

    /** What ended with an OutOfMemoryError while the number was the only bound. */
    @Test
    void aFloodOfLargeEventsFitsIntoASmallHeap() throws Exception {
        Process flood = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), EventFlood.class.getName(), "1000000")
                .redirectErrorStream(true).start();
        String output = new String(flood.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(flood.exitValue()).as(output).isZero();
        assertThat(output).contains("published 6000 of 65536 bytes, bound BYTES");
    }

    @Test
    void isAnEighthOfTheHeapUnlessItIsSet() {
        assertThat(EventBusConfig.from(MapSettings.with()).bufferBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
        assertThat(EventBusConfig.from(MapSettings.with("wirescope.events.buffer-bytes", "1048576")).bufferBytes())
                .isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1048575", "1099511627777", "12%", "1M"})
    void refusesWhatIsNoNumberOfBytes(String value) {
        assertThatThrownBy(() -> EventBusConfig.from(MapSettings.with("wirescope.events.buffer-bytes", value)))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("wirescope.events.buffer-bytes");
    }
}
