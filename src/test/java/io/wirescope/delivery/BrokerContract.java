package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.JsonFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every broker promises, and what the hub makes of it. Each implementation has a test that extends this. */
abstract class BrokerContract {

    private static final String CHANNEL = "a";
    private static final int HISTORY = 50;
    private static final int PUBLISHERS = 4;
    private static final long PAUSE_NANOS = 50_000;
    private static final String END_OF_STRETCH = "unsubscribed";
    private static final Long END = -1L;

    private final TestGateway gateway = new TestGateway("wirescope.channels.history-messages", Integer.toString(HISTORY),
            "wirescope.channels.max-message-bytes", "2048", "wirescope.channels.names", CHANNEL,
            "wirescope.outbox.max-messages", "1000000", "wirescope.outbox.max-bytes", "1000000000",
            "wirescope.channels.lane-queue", "100000");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Lanes lanes = new Lanes(2, 100_000, threads);
    private final Heard heard = new Heard();
    private Broker broker;

    /** {@return a broker whose channels keep so many messages, and take so large ones, as the gateway's settings say} */
    abstract Broker make(TestGateway with);

    /** Restarts what holds the channels, so that they lose what they had. */
    abstract void restart(String channel);

    /** {@return how many messages each of several publishers publishes at once} */
    abstract int load();

    /** Notes what is published. */
    private static final class Heard implements Broker.Listener {

        private final Map<String, List<StreamPosition>> positions = new ConcurrentHashMap<>();
        private final List<Payload> payloads = Collections.synchronizedList(new ArrayList<>());

        List<StreamPosition> in(String channel) {
            return positions.computeIfAbsent(channel, name -> Collections.synchronizedList(new ArrayList<>()));
        }

        @Override
        public void onPublication(String channel, StreamPosition position, Payload payload) {
            payloads.add(payload);
            in(channel).add(position);
        }

        @Override
        public CompletionStage<Void> whenRoom(String channel) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @AfterEach
    void end() {
        lanes.stop();
        threads.shutdownNow();
    }

    private void start() {
        broker = make(gateway);
        broker.listen(heard);
    }

    private TestDelivery delivery() {
        MemoryBroker memory = TestDelivery.memory(gateway);
        broker = make(gateway);
        return new TestDelivery(gateway, memory, broker, lanes);
    }

    private static Message message(String text) {
        return new Message("news", JsonFormat.object().add("text", text).build(), "r1", null);
    }

    private static Payload payload(String channel) {
        return Payload.of(channel, message("x"), "2025-08-16T01:36:50Z");
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(Await.cause(e));
        }
    }

    private StreamPosition publish(String channel) {
        return get(broker.publish(channel, payload(channel)));
    }

    private StreamPosition publish(String channel, int times) {
        StreamPosition last = null;
        for (int i = 0; i < times; i++) {
            last = publish(channel);
        }
        return last;
    }

    private static List<Long> offsets(List<Publication> publications) {
        return publications.stream().map(publication -> publication.position().offset()).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    // The broker

    @Test
    void offsetsRiseByOneFromOneInEachChannel() {
        start();
        assertThat(List.of(publish("a").offset(), publish("a").offset(), publish("b").offset())).containsExactly(1L, 2L, 1L);
        assertThat(get(broker.newest("a")).orElseThrow().offset()).isEqualTo(2);
        assertThat(get(broker.newest("c"))).isEmpty();
    }

    @Test
    void theListenerHasAMessageBeforeItsPublisherIsAnswered() {
        start();
        get(broker.subscribe(CHANNEL));
        Payload payload = payload(CHANNEL);
        StreamPosition position = get(broker.publish(CHANNEL, payload));

        assertThat(heard.in(CHANNEL)).containsExactly(position);
        assertThat(heard.payloads).singleElement().isSameAs(payload);
    }

    @Test
    void manyPublishersAreHeardInOneOrderEachMessageOnce() throws Exception {
        start();
        get(broker.subscribe(CHANNEL));
        List<Future<List<Long>>> work = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            work.add(threads.submit(() -> {
                List<CompletionStage<StreamPosition>> sent = IntStream.range(0, load())
                        .mapToObj(n -> broker.publish(CHANNEL, payload(CHANNEL))).toList();
                return sent.stream().map(stage -> get(stage).offset()).toList();
            }));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> one : work) {
            List<Long> own = one.get(60, TimeUnit.SECONDS);
            assertThat(own).isSorted();
            all.addAll(own);
        }

        assertThat(all).containsExactlyInAnyOrderElementsOf(range(1, (long) PUBLISHERS * load()));
        assertThat(heard.in(CHANNEL)).extracting(StreamPosition::offset)
                .containsExactlyElementsOf(range(1, (long) PUBLISHERS * load()));
    }

    @Test
    void aChannelIsFollowedAsLongAsItWasSubscribedToMoreOften() {
        start();
        publish(CHANNEL);
        get(broker.subscribe(CHANNEL));
        get(broker.subscribe(CHANNEL));
        broker.unsubscribe(CHANNEL);
        publish(CHANNEL);
        broker.unsubscribe(CHANNEL);
        publish(CHANNEL);
        get(broker.subscribe(CHANNEL));
        publish(CHANNEL);

        assertThat(heard.in(CHANNEL)).extracting(StreamPosition::offset).containsExactly(2L, 4L);
    }

    @Test
    void aHistoryIsReadFromAPlaceAndInPages() {
        start();
        get(broker.subscribe(CHANNEL));
        StreamPosition first = publish(CHANNEL);
        StreamPosition newest = publish(CHANNEL, 9);
        HistoryPage all = get(broker.history(CHANNEL, first, 100));
        HistoryPage page = get(broker.history(CHANNEL, first, 4));
        HistoryPage none = get(broker.history(CHANNEL, newest, 100));
        HistoryPage unwanted = get(broker.history(CHANNEL, null, 100));

        assertThat(all.isComplete()).isTrue();
        assertThat(all.newest()).isEqualTo(newest);
        assertThat(offsets(all.publications())).isEqualTo(range(2, 10));
        assertThat(offsets(page.publications())).isEqualTo(range(2, 5));
        assertThat(page.hasMore()).isTrue();
        assertThat(none).isEqualTo(new HistoryPage(newest, true, List.of()));
        assertThat(unwanted).isEqualTo(none);
    }

    @Test
    void aPlaceThatTheHistoryDoesNotReachIsAGap() {
        start();
        get(broker.subscribe(CHANNEL));
        StreamPosition first = publish(CHANNEL);
        StreamPosition newest = publish(CHANNEL, HISTORY + 1);

        for (StreamPosition place : List.of(first, new StreamPosition("other", 1), newest.next())) {
            assertThat(get(broker.history(CHANNEL, place, 100))).isEqualTo(new HistoryPage(newest, false, List.of()));
        }
        assertThat(get(broker.history(CHANNEL, first.next(), 100)).isComplete()).isTrue();
    }

    @Test
    void afterARestartPlacesHaveAnotherEpoch() {
        start();
        get(broker.subscribe(CHANNEL));
        StreamPosition before = publish(CHANNEL, 3);
        restart(CHANNEL);
        StreamPosition after = publish(CHANNEL);

        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(get(broker.history(CHANNEL, before, 100))).isEqualTo(new HistoryPage(after, false, List.of()));
        assertThat(heard.in(CHANNEL)).last().isEqualTo(after);
    }

    @Test
    void aPublishThatFailsTakesNoOffsetAndIsNotHeard() {
        start();
        get(broker.subscribe(CHANNEL));
        Payload tooLarge = Payload.of(CHANNEL, message("x".repeat(2048)), "2025-08-16T01:36:50Z");

        assertThatThrownBy(() -> get(broker.publish(CHANNEL, tooLarge))).hasCauseInstanceOf(MessageTooLargeException.class);
        assertThatThrownBy(() -> broker.requireSize(CHANNEL, tooLarge)).isInstanceOf(MessageTooLargeException.class);
        assertThat(heard.in(CHANNEL)).isEmpty();
        assertThat(publish(CHANNEL).offset()).isEqualTo(1);
    }

    // The hub over it

    /** Notes the offsets of what comes of the channel. */
    private static final class Offsets implements Transport {

        private static final Pattern PLACE = Pattern.compile("\"channel\":\"" + CHANNEL + "\",\"offset\":(\\d+)");

        private final List<Long> offsets = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void send(String text, Consumer<Throwable> done) {
            if (text.contains(END_OF_STRETCH)) {
                offsets.add(END);
            }
            Matcher place = PLACE.matcher(text);
            if (place.find()) {
                offsets.add(Long.valueOf(place.group(1)));
            }
            done.accept(null);
        }

        @Override
        public void ping() {
            throw new AssertionError("not pinged");
        }

        @Override
        public void close(int code, String reason) {
            // nothing to close
        }
    }

    /** A client, with what it was told. */
    private final class Client {

        private final Offsets transport = new Offsets();
        private final Connection connection;
        private final SessionStart start;

        Client(TestDelivery delivery, String clientId, ResumeRequest request) {
            connection = gateway.register(Peers.envelope(clientId), transport);
            start = get(delivery.subscriptions().start(connection, request));
            connection.start();
        }

        /** {@return the offsets that came of the channel} */
        List<Long> got() {
            synchronized (transport.offsets) {
                return List.copyOf(transport.offsets);
            }
        }

        int count() {
            return transport.offsets.size();
        }

        void awaitGot(long offset) {
            Awaiting.until(() -> !got().isEmpty() && got().get(count() - 1) == offset);
        }

        Optional<StreamPosition> at() {
            return start.positions().stream().filter(place -> place.channel().equals(CHANNEL))
                    .map(ChannelPosition::position).findFirst();
        }

        ResumeRequest resume(StreamPosition place) {
            return new ResumeRequest(List.of(Optional.of(start.token())),
                    List.of(Optional.of(CHANNEL + "@" + place.epoch() + ":" + place.offset())));
        }
    }

    @Test
    void whoResumesWhileManyPublishGetsWhatItMissedAndWhatIsNewOrIsToldOfAGap() throws Exception {
        TestDelivery delivery = delivery();
        Client first = new Client(delivery, "alice", ResumeRequest.NONE);
        get(delivery.broadcaster().send(CHANNEL, message("x")));
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(PUBLISHERS);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            work.add(threads.submit(() -> {
                while (!over.get()) {
                    get(delivery.broadcaster().send(CHANNEL, message("x")));
                    begun.countDown();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }));
        }
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        List<Client> clients = new ArrayList<>();
        List<StreamPosition> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StreamPosition place = get(broker.newest(CHANNEL)).orElseThrow();
            seen.add(place);
            clients.add(new Client(delivery, "alice", first.resume(place)));
        }
        over.set(true);
        for (Future<?> one : work) {
            one.get(60, TimeUnit.SECONDS);
        }
        StreamPosition last = get(delivery.broadcaster().send(CHANNEL, message("x"))).position();

        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            client.awaitGot(last.offset());
            long from = client.at().orElseThrow().offset();
            assertThat(client.got()).as("no seam").isEqualTo(range(from + 1, last.offset()));
            if (client.start.gaps().isEmpty()) {
                assertThat(from).isEqualTo(seen.get(i).offset());
            } else {
                assertThat(client.start.gaps()).containsExactly(CHANNEL);
            }
        }
    }

    @Test
    void whoComesAndGoesWhileManyPublishGetsWholeStretches() throws Exception {
        TestDelivery delivery = delivery();
        Client client = new Client(delivery, "alice", ResumeRequest.NONE);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            work.add(threads.submit(() -> {
                while (!over.get()) {
                    get(delivery.broadcaster().send(CHANNEL, message("x")));
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }));
        }
        List<Long> starts = new ArrayList<>();
        for (int round = 0; round < load() / 5; round++) {
            int before = client.count();
            get(delivery.subscriptions().subscribe(client.connection, List.of(CHANNEL),
                    told -> starts.add(told.get(0).position().offset())));
            if (round % 2 == 0) {
                Awaiting.until(() -> client.count() > before);
            }
            get(delivery.subscriptions().unsubscribe(client.connection, List.of(CHANNEL), left -> client.connection.send(
                    new Envelope(END_OF_STRETCH, "2025-08-16T01:36:50Z", "r1", null, JsonFormat.object().build(), null))));
        }
        over.set(true);
        for (Future<?> one : work) {
            one.get(60, TimeUnit.SECONDS);
        }

        Awaiting.until(() -> Collections.frequency(client.got(), END) == starts.size());
        Iterator<Long> start = starts.iterator();
        long next = start.next() + 1;
        for (long offset : client.got()) {
            if (offset == END) {
                next = start.hasNext() ? start.next() + 1 : 0;
            } else {
                assertThat(offset).as("each once and in order, and none after the answer").isEqualTo(next++);
            }
        }
    }

    @Test
    void membersOfAChannelThatBeginsAnewGetBothEpochsInTheirOrder() throws Exception {
        TestDelivery delivery = delivery();
        Client client = new Client(delivery, "alice", ResumeRequest.NONE);
        get(delivery.subscriptions().subscribe(client.connection, List.of(CHANNEL), told -> { }));
        IntStream.range(0, 3).forEach(i -> get(delivery.broadcaster().send(CHANNEL, message("x"))));
        restart(CHANNEL);
        IntStream.range(0, 2).forEach(i -> get(delivery.broadcaster().send(CHANNEL, message("x"))));
        client.awaitGot(2);

        assertThat(client.got()).containsExactly(1L, 2L, 3L, 1L, 2L);
    }
}
