package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.SettableClock;
import jakarta.json.JsonObject;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBrokerTest {

    /** Notes the offsets that it gets. */
    private static final class Reader {

        private final List<Long> offsets = Collections.synchronizedList(new ArrayList<>());

        void take(Publication publication) {
            offsets.add(publication.position().offset());
        }
    }

    /** A node, with the readers of each channel. */
    private static final class Node implements Broker.Listener {

        private final Map<String, Set<Reader>> readers = new ConcurrentHashMap<>();
        private final List<Publication> got = Collections.synchronizedList(new ArrayList<>());

        Set<Reader> of(String channel) {
            return readers.computeIfAbsent(channel, name -> ConcurrentHashMap.newKeySet());
        }

        @Override
        public void onPublication(String channel, StreamPosition position, Payload payload) {
            Publication publication = new Publication(channel, position, payload);
            got.add(publication);
            of(channel).forEach(reader -> reader.take(publication));
        }

        @Override
        public CompletionStage<Void> whenRoom(String channel) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private TestGateway gateway;
    private MemoryBroker broker;
    private Node node;
    private final Reader reader = new Reader();

    MemoryBrokerTest() {
        configure();
    }

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        use(TestDelivery.memory(gateway));
    }

    private void use(MemoryBroker used) {
        broker = used;
        node = new Node();
        broker.listen(node);
    }

    private static Message message(String text) {
        return new Message("news", JsonFormat.object().add("text", text).build(), "r1", null);
    }

    private static Payload payload(String channel, Message message) {
        return Payload.of(channel, message, "2025-08-16T01:36:50Z");
    }

    private StreamPosition publish(String channel, Message message) {
        return Await.of(broker.publish(channel, payload(channel, message)));
    }

    private StreamPosition publish(String channel) {
        return publish(channel, message("x"));
    }

    private JoinResult subscribe(String channel, StreamPosition after, Reader newReader) {
        Await.of(broker.subscribe(channel));
        HistoryPage page = Await.of(broker.history(channel, after, Integer.MAX_VALUE));
        page.publications().forEach(newReader::take);
        node.of(channel).add(newReader);
        return new JoinResult(after != null && page.isComplete() ? after : page.newest(), page.isComplete());
    }

    private void unsubscribe(String channel, Reader oldReader) {
        node.of(channel).remove(oldReader);
        broker.unsubscribe(channel);
    }

    private Optional<StreamPosition> newest(String channel) {
        return Await.of(broker.newest(channel));
    }

    private void requireSize(String channel, Message message) {
        broker.requireSize(channel, payload(channel, message));
    }

    private boolean exists(String channel) {
        return newest(channel).isPresent();
    }

    private void publish(String channel, int times) {
        IntStream.range(0, times).forEach(i -> publish(channel));
    }

    @Test
    void offsetsRiseByOneFromOneAndChannelsCountForThemselves() {
        assertThat(publish("a").offset()).isEqualTo(1);
        assertThat(publish("a").offset()).isEqualTo(2);
        assertThat(publish("b").offset()).isEqualTo(1);
        assertThat(publish("a").epoch()).isNotEqualTo(publish("b").epoch());
    }

    @Test
    void aMessageBearsItsPlace() {
        subscribe("a", null, reader);
        StreamPosition position = publish("a");

        assertThat(node.got).singleElement().satisfies(publication -> {
            assertThat(publication.position()).isEqualTo(position);
            assertThat(publication.bytes()).isEqualTo(publication.message().bytes())
                    .isEqualTo(publication.message().text().length());
            ScriptedTransport alice = ScriptedTransport.prompt();
            gateway.connect(Peers.envelope("alice"), alice).send(publication.message());
            assertThat(alice.last().getJsonObject("meta")).isEqualTo(JsonFormat.object().add("channel", "a")
                    .add("offset", 1).add("epoch", position.epoch()).build());
        });
    }

    @Test
    void theTextWithoutAPlaceIsThatOfTheMessageBeforeAndAfterItWasMade() {
        subscribe("a", null, reader);
        StreamPosition position = publish("a");
        Payload payload = node.got.get(0).payload();
        String before = payload.text();
        String whole = payload.at(position).text();

        assertThat(whole).startsWith(before);
        assertThat(payload.text()).isEqualTo(before);
        assertThat(payload.at(position)).isSameAs(payload.at(position));
        assertThat(new Payload(payload.head(), before, true).at(position).text()).isEqualTo(whole);
    }

    @Test
    void aHistoryHoldsTheTextOfAMessageAndNotItsPayload() throws Exception {
        Message message = message("x");
        ReferenceQueue<JsonObject> collected = new ReferenceQueue<>();
        WeakReference<JsonObject> payload = new WeakReference<>(message.payload(), collected);
        publish("a", message);
        message = null;
        Reference<?> found = null;
        for (int i = 0; i < 100 && found == null; i++) {
            System.gc();
            found = collected.remove(10);
        }

        assertThat(found).isSameAs(payload);
        assertThat(payload.get()).isNull();
        assertThat(broker.historyBytes()).isPositive();
    }

    @Test
    void aChannelExistsFromItsFirstMessageOrSubscriber() {
        assertThat(exists("a")).isFalse();
        assertThat(newest("a")).isEmpty();
        publish("a");
        assertThat(exists("a")).isTrue();
        subscribe("b", null, reader);
        assertThat(newest("b")).hasValueSatisfying(place -> assertThat(place.offset()).isZero());
    }

    @Test
    void whoWantsNoHistoryGetsWhatComes() {
        publish("a", 3);
        JoinResult joined = subscribe("a", null, reader);
        publish("a");

        assertThat(joined.complete()).isTrue();
        assertThat(joined.position().offset()).isEqualTo(3);
        assertThat(reader.offsets).containsExactly(4L);
    }

    @Test
    void whoComesBackGetsWhatCameSinceAndGoesOnLive() {
        StreamPosition seen = publish("a");
        publish("a", 3);
        JoinResult joined = subscribe("a", seen, reader);
        publish("a");

        assertThat(joined).isEqualTo(new JoinResult(seen, true));
        assertThat(reader.offsets).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void whoMissedNothingGetsNothingTwice() {
        StreamPosition seen = publish("a");

        assertThat(subscribe("a", seen, reader).complete()).isTrue();
        assertThat(reader.offsets).isEmpty();
    }

    @Test
    void aHistoryThatNoLongerReachesBackIsToldAndNotReplayedInPart() {
        configure("wirescope.channels.history-messages", "3");
        StreamPosition seen = publish("a");
        publish("a", 4);

        JoinResult joined = subscribe("a", seen, reader);
        publish("a");

        assertThat(joined.complete()).isFalse();
        assertThat(joined.position().offset()).isEqualTo(5);
        assertThat(reader.offsets).containsExactly(6L);
    }

    @Test
    void theOldestMessageThatIsThereIsEnough() {
        configure("wirescope.channels.history-messages", "3");
        StreamPosition seen = publish("a");
        publish("a", 3);

        assertThat(subscribe("a", seen, reader).complete()).isTrue();
        assertThat(reader.offsets).containsExactly(2L, 3L, 4L);
    }

    @Test
    void anotherEpochAndAnOffsetFromTheFutureAreGaps() {
        StreamPosition newest = publish("a");

        assertThat(subscribe("a", new StreamPosition("other", 0), reader).complete()).isFalse();
        assertThat(subscribe("a", newest.next(), new Reader()).complete()).isFalse();
        assertThat(subscribe("new", new StreamPosition("other", 0), new Reader()).complete()).isFalse();
        assertThat(reader.offsets).isEmpty();
    }

    @Test
    void aHistoryIsBoundedInBytes() {
        configure("wirescope.channels.history-bytes", "1000");
        publish("a", 100);

        assertThat(broker.historyBytes()).isBetween(500L, 1000L);
    }

    @Test
    void aMessageLargerThanTheHistoryIsDeliveredAndNotKept() {
        configure("wirescope.channels.history-bytes", "1000");
        subscribe("a", null, reader);
        StreamPosition seen = publish("a");
        publish("a", message("x".repeat(2000)));

        assertThat(reader.offsets).containsExactly(1L, 2L);
        assertThat(broker.historyBytes()).isZero();
        assertThat(subscribe("a", seen, new Reader()).complete()).isFalse();
    }

    @Test
    void allHistoriesTogetherAreBoundedInBytes() {
        configure("wirescope.channels.total-history-bytes", "10000");
        for (int i = 0; i < 100; i++) {
            publish("channel-" + i, 10);
        }

        assertThat(broker.historyBytes()).isBetween(5_000L, 10_000L);
    }

    @Test
    void whatIdleChannelsHoldGivesWayToABusyOneThatUnusedForLongestFirst() {
        configure("wirescope.channels.total-history-bytes", "20000");
        StreamPosition oldest = publish("idle-0");
        for (int i = 0; i < 200; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }
        StreamPosition before = new StreamPosition(newest("idle-199").orElseThrow().epoch(), 0);
        subscribe("busy", null, reader);
        StreamPosition seen = publish("busy");
        publish("busy", 30);

        assertThat(broker.historyBytes()).isBetween(15_000L, 20_000L);
        assertThat(subscribe("busy", seen, new Reader()).complete()).isTrue();
        assertThat(subscribe("idle-199", before, new Reader()).complete()).isTrue();
        assertThat(subscribe("idle-0", oldest, new Reader()).complete()).isFalse();
        assertThat(publish("idle-0").epoch()).isEqualTo(oldest.epoch());
    }

    @Test
    void manyWhoHoldMuchLeaveRoomForTheHistoryOfOneWhoHoldsLittle() {
        configure("wirescope.channels.total-history-bytes", "1000000", "wirescope.channels.history-bytes", "100000");
        IntStream.range(0, 15).forEach(i -> subscribe("big-" + i, null, new Reader()));
        IntStream.range(0, 30).forEach(round -> IntStream.range(0, 15)
                .forEach(i -> publish("big-" + i, message("x".repeat(9_000)))));
        subscribe("small", null, reader);
        StreamPosition seen = publish("small");
        publish("small", 100); // more than may be free by chance
        IntStream.range(0, 450).forEach(i -> publish("big-" + i % 15, message("x".repeat(9_000))));

        assertThat(broker.historyBytes()).isBetween(800_000L, 1_000_000L);
        assertThat(subscribe("small", seen, new Reader()).complete()).isTrue();
        for (int i = 0; i < 15; i++) {
            StreamPosition newest = newest("big-" + i).orElseThrow();
            assertThat(subscribe("big-" + i, new StreamPosition(newest.epoch(), newest.offset() - 4),
                    new Reader()).complete()).isTrue();
        }
    }

    @Test
    void whoIsAwayAndMayComeBackLosesNothingToThoseWhoAreThere() {
        configure("wirescope.channels.total-history-bytes", "100000", "wirescope.channels.history-bytes", "50000");
        subscribe("away", null, reader);
        StreamPosition seen = publish("away");
        unsubscribe("away", reader);
        publish("away");
        IntStream.range(0, 3).forEach(i -> subscribe("big-" + i, null, new Reader()));
        IntStream.range(0, 60).forEach(i -> publish("big-" + i % 3, message("x".repeat(9_000))));

        assertThat(subscribe("away", seen, reader).complete()).isTrue();
        unsubscribe("away", reader);
        gateway.clock().advance(Duration.ofMinutes(3)); // no session can come back any more
        IntStream.range(0, 60).forEach(i -> publish("big-" + i % 3, message("x".repeat(9_000))));
        assertThat(subscribe("away", seen, reader).complete()).isFalse();
    }

    @Test
    void noHistoryAtAllIsNone() {
        configure("wirescope.channels.total-history-bytes", "0");
        subscribe("a", null, reader);
        publish("a", 3);

        assertThat(reader.offsets).containsExactly(1L, 2L, 3L);
        assertThat(broker.historyBytes()).isZero();
    }

    @Test
    void channelsOfThoseWhoMayComeBackOutlastThoseThatNobodyWasIn() {
        configure("wirescope.channels.max-idle", "100");
        subscribe("away", null, reader);
        StreamPosition seen = publish("away");
        unsubscribe("away", reader);
        for (int i = 0; i < 1000; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }

        assertThat(subscribe("away", seen, reader).complete()).isTrue();
    }

    @Test
    void theBoundHoldsWhileManyPublish() throws Exception {
        configure("wirescope.channels.total-history-bytes", "200000", "wirescope.channels.history-bytes", "50000");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String channel = "channel-" + thread + "-";
                work.add(threads.submit(() -> IntStream.range(0, 20_000).forEach(i -> {
                    publish(channel + i % 20, message("x".repeat(i % 5_000)));
                    assertThat(broker.historyBytes()).isLessThan(200_000 + 4 * 6_000);
                })));
            }
            for (Future<?> done : work) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(broker.historyBytes()).isLessThanOrEqualTo(200_000);
    }

    @Test
    void channelsThatNobodyIsInGoWhenTheyAreTooMany() {
        configure("wirescope.channels.max-idle", "100");
        StreamPosition kept = publish("kept");
        subscribe("kept", null, reader);
        StreamPosition lost = publish("lost");
        for (int i = 0; i < 1000; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }

        assertThat(broker.channels()).isBetween(100, 112);
        assertThat(exists("idle-999")).isTrue();
        assertThat(publish("kept")).isEqualTo(kept.next());
        assertThat(publish("lost").epoch()).isNotEqualTo(lost.epoch());
    }

    @Test
    void channelsThatAreUsedWhileTheOldestAreSoughtDoNotDisturbTheSearch() throws Exception {
        gateway = new TestGateway("wirescope.channels.max-idle", "2000");
        use(new MemoryBroker(gateway.settings(), new TickingClock(), gateway.ids()));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> others = threads.submit(() -> {
                for (int i = 0; !done.get(); i = i * 31 + 7) {
                    publish("used-" + Math.floorMod(i, 1500));
                }
            });
            IntStream.range(0, 20_000).forEach(i -> publish("new-" + i));
            done.set(true);
            others.get();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(broker.channels()).isBetween(1_000, 2_300);
    }

    /** Another millisecond for each that asks. */
    private static final class TickingClock extends SettableClock {

        private final AtomicLong millis = new AtomicLong();

        @Override
        public long millis() {
            return millis.incrementAndGet();
        }
    }

    @Test
    void whatAChannelThatWentHeldIsNotCountedAnyMore() {
        configure("wirescope.channels.max-idle", "0");
        publish("a", 3);
        subscribe("b", null, reader);

        assertThat(exists("a")).isFalse();
        assertThat(broker.historyBytes()).isZero();
    }

    @Test
    void aRestartBeginsANewEpochForThoseWhoAreThere() {
        subscribe("a", null, reader);
        StreamPosition before = publish("a");
        broker.restart("a");
        StreamPosition after = publish("a");

        assertThat(after.offset()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(subscribe("a", before, new Reader()).complete()).isFalse();
        broker.restart("nowhere");
        assertThat(exists("nowhere")).isFalse();
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndTakesNoOffset() {
        configure("wirescope.channels.max-message-bytes", "1024");
        subscribe("a", null, reader);

        assertThatThrownBy(() -> publish("a", message("x".repeat(1000))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("limit of 1024");
        assertThat(publish("a").offset()).isEqualTo(1);
        assertThat(publish("events:big.one", message("x".repeat(1000))).offset()).isEqualTo(1);
    }

    @Test
    void aMessageOverTheLimitMakesNoChannel() {
        configure("wirescope.channels.max-message-bytes", "1024");
        int lengthOfLargest = 1024 - withoutText();

        assertThatThrownBy(() -> publish("b", message("x".repeat(lengthOfLargest + 1))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("of 1025 bytes");
        assertThat(exists("b")).isFalse();
        assertThat(broker.channels()).isEqualTo(1);
        publish("b", message("x".repeat(lengthOfLargest)));
        assertThat(exists("b")).isTrue();
    }

    @Test
    void aSizeIsJudgedWithoutSending() {
        configure("wirescope.channels.max-message-bytes", "1024");
        int lengthOfLargest = 1024 - withoutText();

        requireSize("b", message("x".repeat(lengthOfLargest)));
        assertThat(exists("b")).isFalse();
        publish("a", 8);
        requireSize("a", message("x".repeat(lengthOfLargest - 1))); // its offset is 10
        assertThatThrownBy(() -> requireSize("a", message("x".repeat(lengthOfLargest))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("of 1025 bytes");
        assertThat(publish("a").offset()).isEqualTo(10);
    }

    /** {@return the bytes of a first message whose text is empty; it is in the channel "a"} */
    private int withoutText() {
        publish("a", message(""));
        return Math.toIntExact(broker.historyBytes());
    }

}
