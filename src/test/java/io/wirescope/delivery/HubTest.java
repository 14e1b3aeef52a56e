package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.SharedMessage;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fan-out on lanes with threads of their own, and a broker that is away. */
class HubTest {

    private static final int BOUND = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TestGateway gateway = new TestGateway("wirescope.outbox.max-messages", "100000",
            "wirescope.channels.lane-queue", Integer.toString(BOUND));
    private final List<Lanes> opened = new ArrayList<>();
    private TestDelivery delivery;

    @AfterEach
    void end() {
        opened.forEach(Lanes::stop);
        threads.shutdownNow();
    }

    private Lanes lanes(int number, Executor executor) {
        Lanes lanes = new Lanes(number, BOUND, executor);
        opened.add(lanes);
        delivery = new TestDelivery(gateway, lanes);
        return lanes;
    }

    private Connection connect(String clientId, Transport transport) {
        Connection connection = gateway.register(Peers.envelope(clientId), transport);
        delivery.start(connection);
        return connection;
    }

    private static Message message() {
        return new Message("news", JsonFormat.object().add("text", "x").build(), "r1", null);
    }

    private CompletionStage<Delivery> offer() {
        return delivery.broadcaster().offer(ChannelName.BROADCAST, message());
    }

    private static List<Long> offsets(ScriptedTransport transport) {
        return transport.messages().stream().map(message -> message.getJsonObject("meta").getJsonNumber("offset").longValue())
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** Does something in its first send, then notes what is sent. */
    private static final class Special implements Transport {

        private final ScriptedTransport transport = ScriptedTransport.prompt();
        private final Runnable first;
        private boolean was;

        Special(Runnable first) {
            this.first = first;
        }

        @Override
        public void send(String text, Consumer<Throwable> done) {
            if (!was) {
                was = true;
                first.run();
            }
            transport.send(text, done);
        }

        @Override
        public void ping() {
            transport.ping();
        }

        @Override
        public void close(int code, String reason) {
            transport.close(code, reason);
        }
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void publishersAreAnsweredWithTheNumberOfMembersBeforeThoseHaveTheMessage() throws Exception {
        lanes(1, threads);
        CountDownLatch goOn = new CountDownLatch(1);
        Special stuck = new Special(() -> await(goOn));
        ScriptedTransport other = ScriptedTransport.prompt();
        connect("stuck", stuck);
        connect("other", other);

        assertThat(Await.of(offer()).connections()).isEqualTo(2);
        assertThat(Await.of(offer()).connections()).isEqualTo(2);
        assertThat(stuck.transport.sent()).isEmpty();
        goOn.countDown();
        Awaiting.until(() -> stuck.transport.sent().size() == 2 && other.sent().size() == 2);
        assertThat(offsets(other)).isEqualTo(offsets(stuck.transport)).isEqualTo(upTo(2));
    }

    @Test
    void aLaneThatLagsRefusesOffersAndLetsSendersWaitInTheirOrder() throws Exception {
        Lanes lanes = lanes(1, threads);
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Special stuck = new Special(() -> {
            sending.countDown();
            await(goOn);
        });
        connect("stuck", stuck);
        Await.of(offer());
        assertThat(sending.await(30, TimeUnit.SECONDS)).isTrue();
        IntStream.range(0, BOUND).forEach(i -> Await.of(offer()));

        assertThat(lanes.depth()).isEqualTo(BOUND);
        assertThatThrownBy(() -> Await.of(offer())).isInstanceOf(DeliveryOverloadedException.class);
        assertThat(Await.of(delivery.broadcaster().offer("elsewhere", message())).connections()).isZero();
        List<CompletableFuture<Delivery>> waiting = IntStream.range(0, BOUND).mapToObj(i ->
                delivery.broadcaster().send(ChannelName.BROADCAST, message()).toCompletableFuture()).toList();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> Await.of(delivery.broadcaster().send(ChannelName.BROADCAST, message())))
                .isInstanceOf(DeliveryOverloadedException.class);
        goOn.countDown();

        long total = 1 + 2L * BOUND;
        Awaiting.until(() -> stuck.transport.sent().size() == total);
        assertThat(waiting).extracting(stage -> stage.get(30, TimeUnit.SECONDS).position().offset())
                .containsExactlyElementsOf(LongStream.rangeClosed(BOUND + 2, total).boxed().toList());
        assertThat(offsets(stuck.transport)).isEqualTo(upTo(total));
        assertThat(lanes.rounds()).isEqualTo(total);
        assertThat(lanes.waitedMicros()).isPositive();
    }

    @Test
    void anErrorOfOneTransportEndsItsConnectionAndNothingElse() {
        lanes(2, threads);
        Special failing = new Special(() -> {
            throw new StackOverflowError("thrown by the test");
        });
        List<ScriptedTransport> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            if (i == 5) {
                connect("failing", failing);
            }
            others.add(ScriptedTransport.prompt());
            connect("other-" + i, others.get(i));
        }
        IntStream.range(0, 5).forEach(i -> Await.of(delivery.broadcaster().send(ChannelName.BROADCAST, message())));

        Awaiting.until(() -> others.stream().allMatch(other -> other.sent().size() == 5));
        assertThat(others).allSatisfy(other -> assertThat(offsets(other)).isEqualTo(upTo(5)));
        Awaiting.until(() -> failing.transport.closes().size() == 1);
        assertThat(gateway.registry().all()).hasSize(10);
    }

    @Test
    void aLaneWhoseThreadEndsGoesOnAndNothingIsLost() {
        lanes(1, threads);
        Thread[] first = new Thread[1];
        Special interrupting = new Special(() -> {
            first[0] = Thread.currentThread();
            first[0].interrupt();
        });
        Special later = new Special(() -> { });
        connect("interrupting", interrupting);
        connect("later", later);
        for (int i = 0; i < 100; i++) {
            Await.of(delivery.broadcaster().send(ChannelName.BROADCAST, message()));
        }

        Awaiting.until(() -> later.transport.sent().size() == 100 && interrupting.transport.sent().size() == 100);
        assertThat(offsets(later.transport)).isEqualTo(offsets(interrupting.transport)).isEqualTo(upTo(100));
        assertThat(first[0]).isNotNull();
    }

    @Test
    void withoutAThreadWhoeverPublishesDelivers() {
        lanes(1, task -> {
            throw new OutOfMemoryError("no thread: thrown by the test");
        });
        ScriptedTransport alice = ScriptedTransport.prompt();
        connect("alice", alice);
        IntStream.range(0, 3).forEach(i -> Await.of(offer()));

        assertThat(offsets(alice)).isEqualTo(upTo(3));
    }

    @Test
    void afterTheEndOfTheLanesWhoeverPublishesDelivers() {
        Lanes lanes = lanes(2, threads);
        ScriptedTransport alice = ScriptedTransport.prompt();
        connect("alice", alice);
        Await.of(offer());
        lanes.stop();
        IntStream.range(0, 3).forEach(i -> Await.of(delivery.broadcaster().send(ChannelName.BROADCAST, message())));

        Awaiting.until(() -> alice.sent().size() == 4);
        assertThat(offsets(alice)).isEqualTo(upTo(4));
    }

    @Test
    void aPublisherInItsOwnChannelSeesEachPlaceOnceInOrder() throws Exception {
        TestGateway open = new TestGateway("wirescope.channels.names", "room", "wirescope.channels.publish", "room",
                "wirescope.outbox.max-messages", "100000");
        Lanes lanes = new Lanes(2, 100_000, threads);
        opened.add(lanes);
        delivery = new TestDelivery(open, lanes);
        ScriptedTransport transport = ScriptedTransport.prompt();
        Connection connection = open.register(Peers.envelope("alice"), transport);
        delivery.start(connection);
        delivery.subscribe(connection, List.of("room"));
        Future<?> other = threads.submit(() -> IntStream.range(0, 1000).forEach(i ->
                Await.of(delivery.broadcaster().send("room", message()))));
        PublishRequest quiet = new PublishRequest("room", "chat", JsonValue.EMPTY_JSON_OBJECT, false);
        for (int i = 0; i < 1000; i++) {
            Await.of(delivery.publisher().publish(connection, quiet, "r1", null, place ->
                    delivery.hub().announce("client:alice", answer(place))));
        }
        other.get(60, TimeUnit.SECONDS);

        Awaiting.until(() -> transport.sent().size() == 2000);
        assertThat(transport.messages()).extracting(HubTest::placeIn)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 2000).boxed().toList());
    }

    private static SharedMessage answer(ChannelPosition place) {
        return new SharedMessage(new Envelope("published",
                "2025-08-16T01:36:50Z", "r1", null, place.toJson(), null), true);
    }

    private static long placeIn(JsonObject message) {
        return message.getJsonObject(message.containsKey("meta") ? "meta" : "payload").getJsonNumber("offset").longValue();
    }

    // A broker that is away

    private SlowBroker engine() {
        MemoryBroker memory = TestDelivery.memory(gateway);
        SlowBroker engine = new SlowBroker(TestDelivery.memory(gateway), Runnable::run);
        delivery = new TestDelivery(gateway, memory, engine, new Lanes(1, BOUND, null));
        return engine;
    }

    @Test
    void aPublishThatFailsIsReportedToItsCallerAndNobodyHearsIt() throws Exception {
        SlowBroker engine = engine();
        ScriptedTransport alice = ScriptedTransport.prompt();
        Connection connection = connect("alice", alice);
        long before = gateway.registry().statistics().broadcasts();
        engine.away(true);

        assertThatThrownBy(() -> Await.of(offer())).isInstanceOf(BrokerUnavailableException.class);
        assertThatThrownBy(() -> delivery.broadcaster().toAll("news", JsonValue.EMPTY_JSON_OBJECT))
                .isInstanceOf(BrokerUnavailableException.class);
        assertThatThrownBy(() -> delivery.subscribe(connection, List.of("prices")))
                .hasCauseInstanceOf(BrokerUnavailableException.class);
        assertThat(alice.sent()).isEmpty();
        assertThat(gateway.registry().statistics().broadcasts()).isEqualTo(before);
        engine.away(false);
        assertThat(Await.of(offer()).position().offset()).isEqualTo(1);
        assertThat(offsets(alice)).isEqualTo(upTo(1));
    }

    @Test
    void aJoinThatFailsLeavesNothingBehindAndALaterOneSucceeds() throws Exception {
        SlowBroker engine = engine();
        Connection connection = connect("alice", ScriptedTransport.prompt());
        Await.of(delivery.broadcaster().offer("prices", message()));
        engine.away(true);
        assertThatThrownBy(() -> Await.of(delivery.subscriptions().admit(connection, "prices", places -> { })))
                .isInstanceOf(BrokerUnavailableException.class);
        engine.away(false);

        assertThat(Await.of(delivery.broadcaster().offer("prices", message())).connections()).isZero();
        assertThat(delivery.subscribe(connection, List.of("prices")).get(0).position().offset()).isEqualTo(2);
        assertThat(Await.of(delivery.broadcaster().offer("prices", message())).connections()).isEqualTo(1);
    }

    @Test
    void eventsAndTheNoticeOfADrainNeedNoBroker() throws Exception {
        SlowBroker engine = engine();
        ScriptedTransport transport = ScriptedTransport.prompt();
        Connection admin = gateway.register(Peers.withRole("root", Role.ADMIN), transport);
        delivery.start(admin);
        engine.away(true);
        delivery.subscribe(admin, List.of("events:*"));
        Await.of(delivery.hub().send("events:*", message()));
        assertThat(delivery.drain().begin(Duration.ofSeconds(30)).notified()).isEqualTo(1);

        assertThat(transport.messages()).extracting(message -> message.getString("type"))
                .containsExactly("news", "server.draining");
        assertThat(transport.last().containsKey("meta")).isFalse();
    }
}
