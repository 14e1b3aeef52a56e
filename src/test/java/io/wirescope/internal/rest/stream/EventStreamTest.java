package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.CountingIds;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventFilter;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.MemoryHistory;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One reader's stream, over a connection that takes what the test says. */
@Timeout(60)
class EventStreamTest {

    private static final Pattern ID = Pattern.compile("id: (\\d+)\ndata: \\{\"s");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final EventStreamLanes lanes = new EventStreamLanes(pool, 2);
    private final EventStreamFrames frames = new EventStreamFrames();
    private final List<EventStream> ended = Collections.synchronizedList(new ArrayList<>());
    private final EventStreamConnection connection = new EventStreamConnection();
    private final ObservabilityEventBus bus = bus(500);

    private ObservabilityEventBus bus(int bufferSize) {
        return new ObservabilityEventBus(MapSettings.with("wirescope.events.buffer-size", Integer.toString(bufferSize)),
                new SettableClock(), new CountingIds(), new Threads(pool, null));
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        pool.shutdownNow(); // the bus ends with its thread
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private EventStream open(ObservabilityEventBus readBus, EventFilter filter, Long after) throws IOException {
        EventStream stream = new EventStream(new EventStreamRequest(filter, after), readBus, new MemoryHistory(readBus),
                Runnable::run, connection.async(),
                frames, lanes, ended::add, null);
        stream.start();
        return stream;
    }

    private static void publish(ObservabilityEventBus publishBus, int events) {
        for (int i = 0; i < events; i++) {
            publishBus.publish("test.event", EventContext.of("test"), JsonValue.EMPTY_JSON_OBJECT);
        }
    }

    private static List<Long> ids(String text) {
        return ID.matcher(text).results().map(found -> Long.valueOf(found.group(1))).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what is waited for comes in time").isLessThan(deadline);
            Thread.yield();
        }
    }

    @Test
    void greetsAtOnceWithThePlaceWhereItBegins() throws Exception {
        publish(bus, 5);

        open(bus, EventFilter.ALL, null);

        assertThat(connection.text()).isEqualTo("retry: 2000\nid: 5\n\n");
    }

    @Test
    void sendsWhatComesFromNowOnInOrderEachOnce() throws Exception {
        publish(bus, 5);
        open(bus, EventFilter.ALL, null);

        for (long last = 6; last <= 400; last++) {
            publish(bus, 1);
            if (last % 50 == 0) {
                long published = last;
                eventually(() -> ids(connection.text()).equals(range(6, published)));
            }
        }
    }

    @Test
    void beginsBehindTheLastThatTheReaderHasSeen() throws Exception {
        publish(bus, 5);

        open(bus, EventFilter.ALL, 2L);

        assertThat(connection.text()).startsWith("retry: 2000\nid: 2\n\nid: 3\n");
        assertThat(ids(connection.text())).containsExactly(3L, 4L, 5L);
    }

    @Test
    void tellsFirstOfWhatIsGone() throws Exception {
        ObservabilityEventBus small = bus(4);
        publish(small, 10);

        open(small, EventFilter.ALL, 2L);

        assertThat(connection.text()).startsWith("retry: 2000\nid: 2\n\n"
                + "event: gap\nid: 6\ndata: {\"first\":3,\"last\":6}\n\nid: 7\n");
        assertThat(ids(connection.text())).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void sendsWhatItsFilterWantsAlone() throws Exception {
        open(bus, EventFilter.ofTypes("drift.status"), null);

        publish(bus, 3);
        bus.publish("drift.status", EventContext.of("test"), JsonValue.EMPTY_JSON_OBJECT);
        publish(bus, 3);

        eventually(() -> ids(connection.text()).equals(List.of(4L)));
    }

    @Test
    void goesThroughALongBacklogThoughATurnIsBounded() throws Exception {
        ObservabilityEventBus large = bus(100_000);
        publish(large, 50_000);

        open(large, EventFilter.ALL, 0L);

        eventually(() -> ids(connection.text()).equals(range(1, 50_000)));
    }

    @Test
    void comesToTheOneThatIsWantedBehindManyThatAreNot() throws Exception {
        ObservabilityEventBus large = bus(100_000);
        publish(large, 90_000);
        large.publish("drift.status", EventContext.of("test"), JsonValue.EMPTY_JSON_OBJECT);

        open(large, EventFilter.ofTypes("drift.status"), 0L);

        eventually(() -> ids(connection.text()).equals(List.of(90_001L)));
    }

    @Test
    void writesNothingWhileTheConnectionTakesNothingAndThenTellsTheGap() throws Exception {
        ObservabilityEventBus small = bus(8);
        EventStream stream = open(small, EventFilter.ALL, null);
        connection.take();
        connection.takeOnly(0);

        publish(small, 100);
        stream.keepAlive();
        stream.keepAlive();
        assertThat(connection.text()).isEmpty();
        connection.takeMore();

        eventually(() -> ids(connection.text()).equals(range(93, 100)));
        assertThat(connection.text()).startsWith("event: gap\nid: 92\ndata: {\"first\":1,\"last\":92}\n\n");
        assertThat(connection.text()).as("two that were due are one").containsOnlyOnce(": keep-alive");
    }

    @Test
    void losesNothingHoweverOftenTheConnectionTakesNoMore() throws Exception {
        ObservabilityEventBus large = bus(100_000);
        connection.takeOnly(1);
        open(large, EventFilter.ALL, null);

        for (int published = 0; published < 5_000; published += 10) {
            publish(large, 10);
            connection.takeMore();
            connection.takeOnly(published % 3);
        }
        eventually(() -> {
            takeMore();
            return ids(connection.text()).size() == 5_000;
        });

        assertThat(ids(connection.text())).isEqualTo(range(1, 5_000));
    }

    private void takeMore() {
        try {
            connection.takeMore();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void flushesWhatWasWrittenBeforeTheConnectionTookNoMore() throws Exception {
        open(bus, EventFilter.ALL, null);
        connection.take();
        connection.takeOnly(1); // the write and not the flush
        publish(bus, 1);
        eventually(() -> !connection.isReady());
        assertThat(connection.text()).isEmpty();

        connection.takeMore();

        eventually(() -> ids(connection.text()).equals(List.of(1L)));
    }

    @Test
    void sendsACommentWhenItIsTime() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);
        connection.take();

        stream.keepAlive();

        eventually(() -> connection.text().equals(": keep-alive\n\n"));
    }

    @Test
    void tellsAReaderOfRareEventsHowFarItIs() throws Exception {
        EventStream stream = open(bus, EventFilter.ofTypes("drift.status"), null);
        connection.take();
        publish(bus, 12);

        stream.keepAlive();
        eventually(() -> connection.text().equals(": keep-alive\nid: 12\n\n"));
        stream.keepAlive();
        eventually(() -> connection.text().equals(": keep-alive\nid: 12\n\n: keep-alive\n\n"));
    }

    @Test
    void aReaderThatIsGoneIsNoticedAtAWriteAndReleased() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
        connection.breakOff();

        stream.keepAlive();

        eventually(() -> ended.equals(List.of(stream)) && connection.completions() == 1);
        assertThat(bus.stats().activeSubscriberCount()).isZero();
    }

    @Test
    void aReaderOfWhomTheContainerSaysThatItIsGoneIsReleased() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);
        connection.takeOnly(0);
        publish(bus, 1);
        connection.tellError();

        eventually(() -> ended.equals(List.of(stream)) && connection.completions() == 1);
        assertThat(bus.stats().activeSubscriberCount()).isZero();
    }

    @Test
    void endsWithItsRequest() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);

        connection.tellAsyncError();

        eventually(() -> ended.equals(List.of(stream)));
    }

    @Test
    void endsOnceAndWritesNothingAfterwards() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);
        connection.take();

        stream.end();
        assertThat(connection.completions()).isEqualTo(1);
        stream.end();
        stream.keepAlive();
        stream.onError(new IOException("late"));
        publish(bus, 3);

        assertThat(ended).containsExactly(stream);
        assertThat(connection.completions()).isEqualTo(1);
        assertThat(connection.text()).isEmpty();
        assertThat(bus.stats().activeSubscriberCount()).isZero();
    }

    @Test
    void endsAlsoWhileTheConnectionTakesNothing() throws Exception {
        EventStream stream = open(bus, EventFilter.ALL, null);
        connection.takeOnly(0);
        publish(bus, 1);

        stream.end();

        eventually(() -> connection.completions() == 1);
    }

    @Test
    void anEventThatHasNoJsonIsAGapAndTheOthersCome() throws Exception {
        open(bus, EventFilter.ALL, null);
        EventData broken = () -> {
            throw new IllegalStateException("no JSON for this");
        };

        publish(bus, 1);
        bus.publish("test.event", EventContext.of("test"), broken);
        publish(bus, 1);

        eventually(() -> ids(connection.text()).equals(List.of(1L, 3L)));
        assertThat(connection.text()).contains("event: gap\nid: 2\ndata: {\"first\":2,\"last\":2}\n\n");
    }
}
