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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemoryBrokerTest {

    /** Notes the offsets that it gets; refuses live messages when told to. */
    private static final class Reader implements Subscriber {

        private final List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
        private boolean refuses;

        @Override
        public boolean deliver(Publication publication) {
            if (!refuses) {
                offsets.add(publication.position().offset());
            }
            return !refuses;
        }

        @Override
        public void replay(Publication publication) {
            offsets.add(publication.position().offset());
        }
    }

    private TestGateway gateway = new TestGateway();
    private MemoryBroker broker = new TestDelivery(gateway).broker();
    private final Reader reader = new Reader();

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        broker = new TestDelivery(gateway).broker();
    }

    private static Message message(String text) {
        return new Message("news", JsonFormat.object().add("text", text).build(), "r1", null);
    }

    private Delivery publish(String channel) {
        return broker.publish(channel, message("x"));
    }

    private void publish(String channel, int times) {
        IntStream.range(0, times).forEach(i -> publish(channel));
    }

    @Test
    void offsetsRiseByOneFromOneAndChannelsCountForThemselves() {
        assertThat(publish("a").position().offset()).isEqualTo(1);
        assertThat(publish("a").position().offset()).isEqualTo(2);
        assertThat(publish("b").position().offset()).isEqualTo(1);
        assertThat(publish("a").position().epoch()).isNotEqualTo(publish("b").position().epoch());
    }

    @Test
    void aMessageBearsItsPlace() {
        List<Publication> got = new ArrayList<>();
        broker.subscribe("a", null, new Subscriber() {
            @Override
            public boolean deliver(Publication publication) {
                return got.add(publication);
            }

            @Override
            public void replay(Publication publication) {
                throw new AssertionError("nothing was missed");
            }
        });

        Delivery delivery = publish("a");

        assertThat(delivery.connections()).isEqualTo(1);
        assertThat(got).singleElement().satisfies(publication -> {
            assertThat(publication.position()).isEqualTo(delivery.position());
            ScriptedTransport alice = ScriptedTransport.prompt();
            gateway.connect(Peers.envelope("alice"), alice).send(publication.message());
            assertThat(alice.last().getJsonObject("meta")).isEqualTo(JsonFormat.object().add("channel", "a")
                    .add("offset", 1).add("epoch", delivery.position().epoch()).build());
        });
    }

    @Test
    void aHistoryHoldsTheTextOfAMessageAndNotItsPayload() throws Exception {
        Message message = message("x");
        ReferenceQueue<JsonObject> collected = new ReferenceQueue<>();
        WeakReference<JsonObject> payload = new WeakReference<>(message.payload(), collected);
        broker.publish("a", message);
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
        assertThat(broker.exists("a")).isFalse();
        assertThat(broker.newest("a")).isEmpty();
        publish("a");
        assertThat(broker.exists("a")).isTrue();
        broker.subscribe("b", null, reader);
        assertThat(broker.newest("b")).hasValueSatisfying(place -> assertThat(place.offset()).isZero());
    }

    @Test
    void whoWantsNoHistoryGetsWhatComes() {
        publish("a", 3);
        JoinResult joined = broker.subscribe("a", null, reader);
        publish("a");

        assertThat(joined.complete()).isTrue();
        assertThat(joined.position().offset()).isEqualTo(3);
        assertThat(reader.offsets).containsExactly(4L);
    }

    @Test
    void whoComesBackGetsWhatCameSinceAndGoesOnLive() {
        StreamPosition seen = publish("a").position();
        publish("a", 3);
        JoinResult joined = broker.subscribe("a", seen, reader);
        publish("a");

        assertThat(joined).isEqualTo(new JoinResult(seen, true));
        assertThat(reader.offsets).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void whoMissedNothingGetsNothingTwice() {
        StreamPosition seen = publish("a").position();

        assertThat(broker.subscribe("a", seen, reader).complete()).isTrue();
        assertThat(reader.offsets).isEmpty();
    }

    @Test
    void aHistoryThatNoLongerReachesBackIsToldAndNotReplayedInPart() {
        configure("wirescope.channels.history-messages", "3");
        StreamPosition seen = publish("a").position();
        publish("a", 4);

        JoinResult joined = broker.subscribe("a", seen, reader);
        publish("a");

        assertThat(joined.complete()).isFalse();
        assertThat(joined.position().offset()).isEqualTo(5);
        assertThat(reader.offsets).containsExactly(6L);
    }

    @Test
    void theOldestMessageThatIsThereIsEnough() {
        configure("wirescope.channels.history-messages", "3");
        StreamPosition seen = publish("a").position();
        publish("a", 3);

        assertThat(broker.subscribe("a", seen, reader).complete()).isTrue();
        assertThat(reader.offsets).containsExactly(2L, 3L, 4L);
    }

    @Test
    void anotherEpochAndAnOffsetFromTheFutureAreGaps() {
        StreamPosition newest = publish("a").position();

        assertThat(broker.subscribe("a", new StreamPosition("other", 0), reader).complete()).isFalse();
        assertThat(broker.subscribe("a", newest.next(), new Reader()).complete()).isFalse();
        assertThat(broker.subscribe("new", new StreamPosition("other", 0), new Reader()).complete()).isFalse();
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
        broker.subscribe("a", null, reader);
        StreamPosition seen = publish("a").position();
        broker.publish("a", message("x".repeat(2000)));

        assertThat(reader.offsets).containsExactly(1L, 2L);
        assertThat(broker.historyBytes()).isZero();
        assertThat(broker.subscribe("a", seen, new Reader()).complete()).isFalse();
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
        StreamPosition oldest = publish("idle-0").position();
        for (int i = 0; i < 200; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }
        StreamPosition before = new StreamPosition(broker.newest("idle-199").orElseThrow().epoch(), 0);
        broker.subscribe("busy", null, reader);
        StreamPosition seen = publish("busy").position();
        publish("busy", 30);

        assertThat(broker.historyBytes()).isBetween(15_000L, 20_000L);
        assertThat(broker.subscribe("busy", seen, new Reader()).complete()).isTrue();
        assertThat(broker.subscribe("idle-199", before, new Reader()).complete()).isTrue();
        assertThat(broker.subscribe("idle-0", oldest, new Reader()).complete()).isFalse();
        assertThat(publish("idle-0").position().epoch()).isEqualTo(oldest.epoch());
    }

    @Test
    void manyWhoHoldMuchLeaveRoomForTheHistoryOfOneWhoHoldsLittle() {
        configure("wirescope.channels.total-history-bytes", "1000000", "wirescope.channels.history-bytes", "100000");
        IntStream.range(0, 15).forEach(i -> broker.subscribe("big-" + i, null, new Reader()));
        IntStream.range(0, 30).forEach(round -> IntStream.range(0, 15)
                .forEach(i -> broker.publish("big-" + i, message("x".repeat(9_000)))));
        broker.subscribe("small", null, reader);
        StreamPosition seen = publish("small").position();
        publish("small", 100); // more than may be free by chance
        IntStream.range(0, 450).forEach(i -> broker.publish("big-" + i % 15, message("x".repeat(9_000))));

        assertThat(broker.historyBytes()).isBetween(800_000L, 1_000_000L);
        assertThat(broker.subscribe("small", seen, new Reader()).complete()).isTrue();
        for (int i = 0; i < 15; i++) {
            StreamPosition newest = broker.newest("big-" + i).orElseThrow();
            assertThat(broker.subscribe("big-" + i, new StreamPosition(newest.epoch(), newest.offset() - 4),
                    new Reader()).complete()).isTrue();
        }
    }

    @Test
    void whoIsAwayAndMayComeBackLosesNothingToThoseWhoAreThere() {
        configure("wirescope.channels.total-history-bytes", "100000", "wirescope.channels.history-bytes", "50000");
        broker.subscribe("away", null, reader);
        StreamPosition seen = publish("away").position();
        broker.unsubscribe("away", reader);
        publish("away");
        IntStream.range(0, 3).forEach(i -> broker.subscribe("big-" + i, null, new Reader()));
        IntStream.range(0, 60).forEach(i -> broker.publish("big-" + i % 3, message("x".repeat(9_000))));

        assertThat(broker.subscribe("away", seen, reader).complete()).isTrue();
        broker.unsubscribe("away", reader);
        gateway.clock().advance(Duration.ofMinutes(3)); // no session can come back any more
        IntStream.range(0, 60).forEach(i -> broker.publish("big-" + i % 3, message("x".repeat(9_000))));
        assertThat(broker.subscribe("away", seen, reader).complete()).isFalse();
    }

    @Test
    void noHistoryAtAllIsNone() {
        configure("wirescope.channels.total-history-bytes", "0");
        broker.subscribe("a", null, reader);
        publish("a", 3);

        assertThat(reader.offsets).containsExactly(1L, 2L, 3L);
        assertThat(broker.historyBytes()).isZero();
    }

    @Test
    void channelsOfThoseWhoMayComeBackOutlastThoseThatNobodyWasIn() {
        configure("wirescope.channels.max-idle", "100");
        broker.subscribe("away", null, reader);
        StreamPosition seen = publish("away").position();
        broker.unsubscribe("away", reader);
        for (int i = 0; i < 1000; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }

        assertThat(broker.subscribe("away", seen, reader).complete()).isTrue();
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
                    broker.publish(channel + i % 20, message("x".repeat(i % 5_000)));
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
        StreamPosition kept = publish("kept").position();
        broker.subscribe("kept", null, reader);
        StreamPosition lost = publish("lost").position();
        for (int i = 0; i < 1000; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            publish("idle-" + i);
        }

        assertThat(broker.channels()).isBetween(100, 112);
        assertThat(broker.exists("idle-999")).isTrue();
        assertThat(publish("kept").position()).isEqualTo(kept.next());
        assertThat(publish("lost").position().epoch()).isNotEqualTo(lost.epoch());
    }

    @Test
    void channelsThatAreUsedWhileTheOldestAreSoughtDoNotDisturbTheSearch() throws Exception {
        gateway = new TestGateway("wirescope.channels.max-idle", "2000");
        broker = new MemoryBroker(gateway.settings(), new TickingClock(), gateway.ids());
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
        broker.subscribe("b", null, reader);

        assertThat(broker.exists("a")).isFalse();
        assertThat(broker.historyBytes()).isZero();
    }

    @Test
    void whoLeftGetsNothingAndWhoRefusesIsNotCounted() {
        Reader other = new Reader();
        broker.subscribe("a", null, reader);
        broker.subscribe("a", null, other);
        broker.unsubscribe("a", other);
        broker.unsubscribe("nowhere", other);
        assertThat(publish("a").connections()).isEqualTo(1);

        reader.refuses = true;
        assertThat(publish("a").connections()).isZero();
        assertThat(other.offsets).isEmpty();
    }

    @Test
    void aRestartBeginsANewEpochForThoseWhoAreThere() {
        broker.subscribe("a", null, reader);
        StreamPosition before = publish("a").position();
        broker.restart("a");
        StreamPosition after = publish("a").position();

        assertThat(after.offset()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(broker.subscribe("a", before, new Reader()).complete()).isFalse();
        broker.restart("nowhere");
        assertThat(broker.exists("nowhere")).isFalse();
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndTakesNoOffset() {
        configure("wirescope.channels.max-message-bytes", "1024");
        broker.subscribe("a", null, reader);

        assertThatThrownBy(() -> broker.publish("a", message("x".repeat(1000))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("limit of 1024");
        assertThat(publish("a").position().offset()).isEqualTo(1);
        assertThat(broker.publish("events:big.one", message("x".repeat(1000))).position().offset()).isEqualTo(1);
    }

    @Test
    void aMessageOverTheLimitMakesNoChannel() {
        configure("wirescope.channels.max-message-bytes", "1024");
        int lengthOfLargest = 1024 - withoutText();

        assertThatThrownBy(() -> broker.publish("b", message("x".repeat(lengthOfLargest + 1))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("of 1025 bytes");
        assertThat(broker.exists("b")).isFalse();
        assertThat(broker.channels()).isEqualTo(1);
        broker.publish("b", message("x".repeat(lengthOfLargest)));
        assertThat(broker.exists("b")).isTrue();
    }

    @Test
    void aSizeIsJudgedWithoutSending() {
        configure("wirescope.channels.max-message-bytes", "1024");
        int lengthOfLargest = 1024 - withoutText();

        broker.requireSize("b", message("x".repeat(lengthOfLargest)));
        assertThat(broker.exists("b")).isFalse();
        publish("a", 8);
        broker.requireSize("a", message("x".repeat(lengthOfLargest - 1))); // its offset is 10
        assertThatThrownBy(() -> broker.requireSize("a", message("x".repeat(lengthOfLargest))))
                .isInstanceOf(MessageTooLargeException.class).hasMessageContaining("of 1025 bytes");
        assertThat(publish("a").position().offset()).isEqualTo(10);
    }

    /** {@return the bytes of a first message whose text is empty; it is in the channel "a"} */
    private int withoutText() {
        broker.publish("a", message(""));
        return Math.toIntExact(broker.historyBytes());
    }

    @Test
    void fromManyThreadsEachSubscriberGetsAllInOrderWhileOthersComeAndGo() throws Exception {
        int publishers = 4;
        int each = 5_000;
        broker.subscribe("a", null, reader);
        ExecutorService threads = Executors.newFixedThreadPool(publishers + 1);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                work.add(threads.submit(() -> {
                    start.await();
                    publish("a", each);
                    return null;
                }));
            }
            work.add(threads.submit(() -> comeAndGo(start)));
            start.countDown();
            for (Future<?> done : work) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(reader.offsets).isEqualTo(LongStream.rangeClosed(1, publishers * each).boxed().toList());
    }

    private Void comeAndGo(CountDownLatch start) throws InterruptedException {
        start.await();
        for (int i = 0; i < 500; i++) {
            StreamPosition seen = broker.newest("a").orElseThrow();
            Reader visitor = new Reader();
            JoinResult joined = broker.subscribe("a", seen, visitor);
            broker.unsubscribe("a", visitor);
            if (joined.complete()) {
                List<Long> got = List.copyOf(visitor.offsets);
                assertThat(got).isEqualTo(LongStream.range(seen.offset() + 1, seen.offset() + 1 + got.size())
                        .boxed().toList());
            }
        }
        return null;
    }
}
