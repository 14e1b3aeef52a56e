package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private TestGateway gateway;
    private TestDelivery delivery;

    SubscriptionsTest() {
        configure();
    }

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        delivery = new TestDelivery(gateway);
    }

    /** A connection with what it was told and what it got. */
    private final class Visit {

        private final ScriptedTransport transport = ScriptedTransport.prompt();
        private final Connection connection;
        private final SessionStart sessionStart;

        Visit(Peer peer, ResumeRequest request) {
            connection = gateway.register(peer, transport);
            sessionStart = delivery.start(connection, request);
        }

        Visit(Peer peer) {
            this(peer, ResumeRequest.NONE);
        }

        List<String> got() {
            return transport.messages().stream().map(message -> message.getJsonObject("meta").getString("channel")
                    + ":" + message.getJsonObject("meta").getInt("offset")).toList();
        }

        StreamPosition at(String channel) {
            return sessionStart.positions().stream().filter(position -> position.channel().equals(channel))
                    .findFirst().orElseThrow().position();
        }

        List<ErrorCode> problems() {
            return sessionStart.problems().stream().map(DeliveryRefusedException::code).toList();
        }

        void end() {
            connection.closed(1006, "");
        }
    }

    /** {@return what the connection is told, nothing where it has ended} */
    private List<ChannelPosition> subscribe(Visit visit, List<String> channels) throws DeliveryRefusedException {
        return delivery.subscribe(visit.connection, channels);
    }

    private static ResumeRequest request(String token, String... positions) {
        return new ResumeRequest(List.of(Optional.of(token)), Stream.of(positions).map(Optional::of).toList());
    }

    private static String position(String channel, StreamPosition place) {
        return channel + "@" + place.epoch() + ":" + place.offset();
    }

    private void broadcast(int times) {
        IntStream.range(0, times).forEach(i ->
                delivery.broadcaster().toAll("news", JsonValue.EMPTY_JSON_OBJECT));
    }

    @Test
    void everyConnectionIsInBroadcastAndInItsClientsAndItsRolesChannel() {
        Visit alice = new Visit(Peers.envelope("alice"));
        Visit admin = new Visit(Peers.withRole("root", Role.ADMIN));

        assertThat(delivery.broadcaster().toAll("a", JsonValue.EMPTY_JSON_OBJECT)).isEqualTo(2);
        assertThat(delivery.broadcaster().toClient("alice", "b", JsonValue.EMPTY_JSON_OBJECT)).isEqualTo(1);
        assertThat(delivery.broadcaster().toRole(Role.ADMIN, "c", JsonValue.EMPTY_JSON_OBJECT)).isEqualTo(1);
        assertThat(delivery.broadcaster().toChannel("nobody-here", "d", JsonValue.EMPTY_JSON_OBJECT)).isZero();

        assertThat(alice.got()).containsExactly("broadcast:1", "client:alice:1");
        assertThat(admin.got()).containsExactly("broadcast:1", "role:admin:1");
        assertThat(gateway.registry().stats().broadcasts()).isEqualTo(4);
    }

    @Test
    void allConnectionsOfAClientGetItsMessages() {
        Visit one = new Visit(Peers.envelope("alice"));
        Visit two = new Visit(Peers.envelope("alice"));

        assertThat(delivery.broadcaster().toClient("alice", "b", JsonValue.EMPTY_JSON_OBJECT)).isEqualTo(2);
        assertThat(one.got()).isEqualTo(two.got()).containsExactly("client:alice:1");
    }

    @Test
    void aMessageForManyIsOneTextAndFlatForThoseWhoAskedForIt() {
        Visit one = new Visit(Peers.envelope("alice"));
        Visit two = new Visit(Peers.envelope("bob"));
        Visit flat = new Visit(Peers.flat("carol"));
        delivery.broadcaster().toAll("news", JsonFormat.object().add("text", "hi").build());

        assertThat(two.transport.sent().get(0)).isSameAs(one.transport.sent().get(0));
        assertThat(flat.transport.last().getString("text")).isEqualTo("hi");
        assertThat(one.transport.last().containsKey("text")).isFalse();
        assertThat(gateway.events("ws.message.out").stream()
                .filter(event -> "news".equals(event.data().toJson().getString("type")))).hasSize(3);
    }

    @Test
    void whoIsGoneIsInNoChannel() {
        Visit alice = new Visit(Peers.envelope("alice"));
        alice.end();

        assertThat(delivery.broadcaster().toAll("a", JsonValue.EMPTY_JSON_OBJECT)).isZero();
        assertThat(alice.got()).isEmpty();
    }

    @Test
    void aConnectionThatEndedBeforeItArrivedLeavesNothingBehind() {
        Connection connection = gateway.register(Peers.envelope("alice"), ScriptedTransport.prompt());
        connection.closed(1006, "");
        delivery.start(connection);

        assertThat(delivery.broadcaster().toAll("a", JsonValue.EMPTY_JSON_OBJECT)).isZero();
        gateway.clock().advance(Duration.ofMinutes(3));
        delivery.store().sweep();
        assertThat(delivery.store().size()).isZero();
    }

    @Nested
    class Subscribe {

        private final Visit alice = new Visit(Peers.envelope("alice"));
        private final Visit admin = new Visit(Peers.withRole("root", Role.ADMIN));

        private DeliveryRefusedException refusal(Visit visit, String... channels) {
            return catchThrowableOfType(DeliveryRefusedException.class,
                    () -> subscribe(visit, List.of(channels)));
        }

        @Test
        void aChannelThatHadAMessageMayBeJoinedAndLeft() throws Exception {
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);

            List<ChannelPosition> joined = subscribe(alice, List.of("prices"));
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            delivery.unsubscribe(alice.connection, List.of("prices", "never-joined"));
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(joined).singleElement()
                    .satisfies(place -> assertThat(place.position().offset()).isEqualTo(1));
            assertThat(alice.got()).containsExactly("prices:2");
        }

        @Test
        void joiningTwiceIsNoErrorAndGivesNothingTwice() throws Exception {
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            subscribe(alice, List.of("prices", "prices"));
            assertThat(subscribe(alice, List.of("prices", "broadcast")))
                    .hasSize(2);
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(alice.got()).containsExactly("prices:2");
        }

        @Test
        void aNameThatIsSetExistsFromTheStart() throws Exception {
            configure("wirescope.channels.names", "prices, orders");
            Visit bob = new Visit(Peers.envelope("bob"));
            subscribe(bob, List.of("orders"));
            delivery.broadcaster().toChannel("orders", "o", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(bob.got()).containsExactly("orders:1");
        }

        @Test
        void whatDoesNotExistIsUnknown() {
            assertThat(refusal(alice, "nowhere").code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(refusal(alice, "").code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(refusal(alice, "a\nb").code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(refusal(admin, "events:No Type").code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(refusal(admin, "role:king").code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        }

        @Test
        void aHugeNameIsToldShortened() {
            DeliveryRefusedException refusal = refusal(alice, "x".repeat(10_240));

            assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(refusal.details().getString("channel")).isEqualTo("x".repeat(64) + "...");
            assertThat(refusal.getMessage()).hasSizeLessThan(300);
        }

        @Test
        void whatIsAnothersIsNotPermitted() {
            assertThat(refusal(alice, "client:bob").code()).isEqualTo(ErrorCode.NOT_PERMITTED);
            assertThat(refusal(alice, "role:admin").code()).isEqualTo(ErrorCode.NOT_PERMITTED);
            assertThat(refusal(alice, "events:*").code()).isEqualTo(ErrorCode.NOT_PERMITTED);
            assertThat(refusal(alice, "events:drift.status").code()).isEqualTo(ErrorCode.NOT_PERMITTED);
        }

        @Test
        void oneThatIsRefusedRefusesAll() {
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            refusal(alice, "prices", "nowhere");
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(alice.got()).isEmpty();
        }

        @Test
        void theNumberOfChannelsIsLimited() throws Exception {
            configure("wirescope.channels.max-per-connection", "3");
            Visit root = new Visit(Peers.withRole("root", Role.ADMIN));
            subscribe(root, List.of("events:a", "events:b", "events:c"));

            assertThat(catchThrowableOfType(DeliveryRefusedException.class, () -> subscribe(root, List.of("events:d")))
                    .details().getInt("max_channels")).isEqualTo(3);
            delivery.unsubscribe(root.connection, List.of("events:a"));
            subscribe(root, List.of("events:d"));
        }

        @Test
        void nobodyLeavesTheChannelsThatAllAreIn() {
            assertThatThrownBy(() -> delivery.unsubscribe(alice.connection,
                    List.of("broadcast"))).isInstanceOf(DeliveryRefusedException.class);
            broadcast(1);
            assertThat(alice.got()).containsExactly("broadcast:1");
        }

        @Test
        void whoIsGoneJoinsNothing() throws Exception {
            alice.end();
            assertThat(subscribe(alice, List.of("broadcast"))).isEmpty();
            delivery.unsubscribe(alice.connection, List.of("prices"));
        }
    }

    @Nested
    class ComingBack {

        private final Visit before = new Visit(Peers.envelope("alice"));

        private Visit back(String... positions) {
            return new Visit(Peers.envelope("alice"), request(before.sessionStart.token(), positions));
        }

        @Test
        void aFirstVisitIsToldNothingOfResuming() {
            assertThat(before.sessionStart.resumed()).isNull();
            assertThat(before.sessionStart.toJson().keySet()).containsExactly("token", "ttl_seconds", "positions");
        }

        @Test
        void whatWasMissedComesFirstAndThenWhatIsNew() {
            broadcast(2);
            before.end();
            broadcast(2);
            delivery.broadcaster().toClient("alice", "mail", JsonValue.EMPTY_JSON_OBJECT);
            Visit after = back(position("broadcast", new StreamPosition(before.at("broadcast").epoch(), 2)));
            broadcast(1);

            assertThat(after.sessionStart.resumed()).isTrue();
            assertThat(after.sessionStart.gaps()).isEmpty();
            assertThat(after.got()).containsExactly("broadcast:3", "broadcast:4", "client:alice:1", "broadcast:5");
            assertThat(after.sessionStart.token()).isNotEqualTo(before.sessionStart.token());
        }

        @Test
        void aChannelWithoutAPositionGoesOnFromWhereTheSessionBegan() {
            before.end();
            broadcast(1);

            assertThat(back().got()).containsExactly("broadcast:1");
            assertThat(back().sessionStart.resumed()).isTrue();
        }

        @Test
        void theOldConnectionMayStillSeemToBeThere() {
            broadcast(1);
            Visit after = back(position("broadcast", new StreamPosition(before.at("broadcast").epoch(), 1)));
            broadcast(1);

            assertThat(after.sessionStart.resumed()).isTrue();
            assertThat(after.got()).containsExactly("broadcast:2");
        }

        @Test
        void subscriptionsComeBackToo() throws Exception {
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            subscribe(before, List.of("prices"));
            before.end();
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(back().got()).containsExactly("prices:2");
        }

        @Test
        void whatHistoryNoLongerHasIsToldAsAGap() {
            configure("wirescope.channels.history-messages", "2");
            Visit first = new Visit(Peers.envelope("alice"));
            first.end();
            broadcast(3);
            delivery.broadcaster().toClient("alice", "mail", JsonValue.EMPTY_JSON_OBJECT);
            Visit after = new Visit(Peers.envelope("alice"), request(first.sessionStart.token()));
            broadcast(1);

            assertThat(after.sessionStart.resumed()).isFalse();
            assertThat(after.sessionStart.gaps()).containsExactly("broadcast");
            assertThat(after.got()).containsExactly("client:alice:1", "broadcast:4");
            assertThat(after.at("broadcast").offset()).isEqualTo(3);
            assertThat(after.sessionStart.toJson().getJsonArray("gaps")).hasSize(1);
        }

        @Test
        void moreThanTheOutboxHoldsMayHaveBeenMissed() {
            configure("wirescope.outbox.max-messages", "2");
            Visit first = new Visit(Peers.envelope("alice"));
            first.end();
            broadcast(100);
            Visit after = new Visit(Peers.envelope("alice"), request(first.sessionStart.token()));

            assertThat(after.got()).hasSize(100);
            assertThat(after.transport.closes()).isEmpty();
        }

        @Test
        void aForgedTokenIsToldAndTheConnectionServed() {
            Visit after = new Visit(Peers.envelope("alice"), request("forged", "broadcast@x:1"));
            broadcast(1);

            assertThat(after.sessionStart.resumed()).isFalse();
            assertThat(after.sessionStart.gaps()).contains("broadcast");
            assertThat(after.problems()).containsExactly(ErrorCode.NOT_PERMITTED);
            assertThat(after.got()).containsExactly("broadcast:1");
        }

        @Test
        void aTokenServesItsClientAlone() {
            Visit thief = new Visit(Peers.envelope("mallory"), request(before.sessionStart.token()));

            assertThat(thief.sessionStart.resumed()).isFalse();
            assertThat(thief.problems()).containsExactly(ErrorCode.NOT_PERMITTED);
        }

        @Test
        void aTokensTimeRunsFromTheEndOfItsConnection() {
            gateway.clock().advance(Duration.ofHours(5));
            before.end();
            gateway.clock().advance(Duration.ofSeconds(119));
            assertThat(back().sessionStart.resumed()).isTrue();
            gateway.clock().advance(Duration.ofSeconds(1));

            assertThat(back().sessionStart.resumed()).isFalse();
        }

        @Test
        void noTokenTwoTokensAndOneThatCannotBeDecodedAreTold() {
            ResumeRequest none = new ResumeRequest(List.of(), List.of(Optional.of("broadcast@x:1")));
            ResumeRequest two = new ResumeRequest(List.of(Optional.of(before.sessionStart.token()),
                    Optional.of(before.sessionStart.token())), List.of());
            ResumeRequest broken = new ResumeRequest(List.of(Optional.empty()), List.of());

            for (ResumeRequest request : List.of(none, two, broken)) {
                Visit visit = new Visit(Peers.envelope("alice"), request);
                assertThat(visit.sessionStart.resumed()).isFalse();
                assertThat(visit.problems()).containsExactly(ErrorCode.NOT_PERMITTED);
            }
        }

        @Test
        void whatIsWrongWithAPositionIsToldAndTheRestServed() {
            broadcast(2);
            String epoch = before.at("broadcast").epoch();
            before.end();
            Visit after = back("junk", "broadcast@" + epoch + ":1", "broadcast@" + epoch + ":0", "events:*@e:1",
                    "role:king@e:1", "client:bob@e:1");

            assertThat(after.got()).containsExactly("broadcast:2");
            assertThat(after.problems()).containsExactly(ErrorCode.INVALID_ENVELOPE, ErrorCode.INVALID_ENVELOPE,
                    ErrorCode.NOT_PERMITTED, ErrorCode.UNKNOWN_CHANNEL, ErrorCode.NOT_PERMITTED);
            assertThat(after.sessionStart.resumed()).isFalse();
            assertThat(after.sessionStart.gaps()).containsExactly("events:*", "role:king", "client:bob");
        }

        @Test
        void aChannelThatIsNotThereYetIsAGapAndComesWithItsFirstMessage() {
            before.end();
            Visit after = back("nowhere@e:7");

            assertThat(after.problems()).isEmpty();
            assertThat(after.sessionStart.resumed()).isFalse();
            assertThat(after.sessionStart.gaps()).containsExactly("nowhere");
            assertThat(after.at("nowhere").offset()).isZero();
            delivery.broadcaster().toChannel("nowhere", "n", JsonValue.EMPTY_JSON_OBJECT);
            assertThat(after.got()).containsExactly("nowhere:1");
        }

        @Test
        void whoIsUnknownIsInTheChannelsThatItNamesAndAllAreGaps() {
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            String epoch = Await.of(delivery.broker().newest("prices")).orElseThrow().epoch();
            Visit after = new Visit(Peers.envelope("alice"), request("of-an-earlier-run", "prices@" + epoch + ":0",
                    "orders@old:9", "broadcast@old:3"));
            delivery.broadcaster().toChannel("prices", "p", JsonValue.EMPTY_JSON_OBJECT);
            delivery.broadcaster().toChannel("orders", "o", JsonValue.EMPTY_JSON_OBJECT);

            assertThat(after.problems()).containsExactly(ErrorCode.NOT_PERMITTED); // the session
            assertThat(after.sessionStart.gaps())
                    .containsExactly("broadcast", "client:alice", "role:frontend", "prices", "orders");
            assertThat(after.at("prices").offset()).isEqualTo(1);
            assertThat(after.at("orders").offset()).isZero();
            assertThat(after.got()).containsExactly("prices:2", "orders:1");
        }

        @Test
        void aChannelThatSomebodyWaitsInIsNotThereForOthersBeforeItsFirstMessage() throws Exception {
            Visit after = new Visit(Peers.envelope("alice"), request("of-an-earlier-run", "orders@old:9"));
            Visit bob = new Visit(Peers.envelope("bob"));

            assertThat(catchThrowableOfType(DeliveryRefusedException.class, () -> subscribe(bob, List.of("orders")))
                    .code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
            assertThat(subscribe(after, List.of("orders"))).hasSize(1);
            delivery.broadcaster().toChannel("orders", "o", JsonValue.EMPTY_JSON_OBJECT);
            assertThat(subscribe(bob, List.of("orders"))).hasSize(1);
            assertThat(after.got()).containsExactly("orders:1");
        }

        @Test
        void whoWaitsInAChannelMayComeBackToIt() {
            Visit first = new Visit(Peers.envelope("alice"), request("of-an-earlier-run", "orders@old:9"));
            first.end();
            delivery.broadcaster().toChannel("orders", "o", JsonValue.EMPTY_JSON_OBJECT);
            Visit after = new Visit(Peers.envelope("alice"), request(first.sessionStart.token()));

            assertThat(after.sessionStart.resumed()).isTrue();
            assertThat(after.got()).containsExactly("orders:1");
        }

        @Test
        void positionsBeyondTheChannelsThatAConnectionMayBeInAreToldTogetherAndNotRead() {
            configure("wirescope.channels.max-per-connection", "2");
            Visit first = new Visit(Peers.withRole("root", Role.ADMIN));
            broadcast(1);
            first.end();
            Stream<String> junk = Stream.generate(() -> "").limit(4);
            Stream<String> beyond = Stream.concat(Stream.of(position("role:admin", first.at("role:admin")),
                    "events:a@e:1", "events:b@e:1"), Stream.generate(() -> "").limit(3_000));
            String last = position("broadcast", first.at("broadcast"));
            Visit after = new Visit(Peers.withRole("root", Role.ADMIN), request(first.sessionStart.token(),
                    Stream.concat(Stream.concat(junk, Stream.of(last)), beyond).toArray(String[]::new)));

            assertThat(after.problems()).containsOnly(ErrorCode.INVALID_ENVELOPE).hasSize(5);
            assertThat(after.sessionStart.problems().get(4)).hasMessage(
                    "Only the first 5 positions are read; ignored: 3003");
            assertThat(after.got()).containsExactly("broadcast:1");
            assertThat(after.sessionStart.resumed()).isFalse();
            assertThat(after.sessionStart.gaps()).containsExactly("events:a", "events:b");
        }

        @Test
        void asManyPositionsAsAConnectionMayHaveChannelsAreRead() {
            configure("wirescope.channels.max-per-connection", "2");
            Visit first = new Visit(Peers.withRole("root", Role.ADMIN));
            first.end();
            Visit after = new Visit(Peers.withRole("root", Role.ADMIN), request(first.sessionStart.token(),
                    position("broadcast", first.at("broadcast")), position("role:admin", first.at("role:admin")),
                    position("client:root", first.at("client:root")), "events:a@e:1", "events:b@e:1"));

            assertThat(after.problems()).isEmpty();
            assertThat(after.sessionStart.positions()).hasSize(5);
        }

        @Test
        void anOffsetFromTheFutureIsAGapAndTold() {
            before.end();
            Visit after = back("broadcast@" + before.at("broadcast").epoch() + ":1");

            assertThat(after.sessionStart.gaps()).containsExactly("broadcast");
            assertThat(after.problems()).containsExactly(ErrorCode.INVALID_ENVELOPE);
        }

        @Test
        void anotherRoleMayNotReadWhatTheOldOneCould() throws Exception {
            Visit admin = new Visit(Peers.withRole("root", Role.ADMIN));
            subscribe(admin, List.of("events:*"));
            admin.end();
            Visit after = new Visit(Peers.envelope("root"), request(admin.sessionStart.token()));

            assertThat(after.problems()).containsExactly(ErrorCode.NOT_PERMITTED);
            assertThat(after.sessionStart.gaps()).containsExactly("events:*");
            assertThat(after.sessionStart.positions()).extracting(ChannelPosition::channel)
                    .containsExactly("broadcast", "client:root", "role:frontend");
        }

        @Test
        void channelsThatAreNamedInPositionsCountAgainstTheLimit() {
            configure("wirescope.channels.max-per-connection", "1");
            Visit admin = new Visit(Peers.withRole("root", Role.ADMIN));
            Visit after = new Visit(Peers.withRole("root", Role.ADMIN),
                    request(admin.sessionStart.token(), "events:a@e:1", "events:b@e:1"));

            assertThat(after.sessionStart.positions()).hasSize(4);
            assertThat(after.sessionStart.gaps()).containsExactly("events:a", "events:b");
            assertThat(after.problems()).containsExactly(ErrorCode.NOT_PERMITTED);
        }

        @Test
        void sessionsThatWaitAreBoundedAndTheOldestGo() {
            configure("wirescope.sessions.max-waiting", "10");
            List<Visit> visits = IntStream.range(0, 50).mapToObj(i -> new Visit(Peers.envelope("alice"))).toList();
            visits.forEach(Visit::end);

            assertThat(delivery.store().size()).isEqualTo(10);
            assertThat(new Visit(Peers.envelope("alice"), request(visits.get(0).sessionStart.token())).sessionStart.resumed())
                    .isFalse();
            assertThat(new Visit(Peers.envelope("alice"), request(visits.get(49).sessionStart.token())).sessionStart.resumed())
                    .isTrue();
        }

        @Test
        void aClientThatConnectsAgainAndAgainTakesNobodyElsesSession() {
            configure("wirescope.sessions.max-waiting", "10");
            Visit patient = new Visit(Peers.envelope("patient"));
            patient.end();
            IntStream.range(0, 50).forEach(i -> new Visit(Peers.envelope("restless")).end());

            assertThat(new Visit(Peers.envelope("patient"), request(patient.sessionStart.token())).sessionStart.resumed()).isTrue();
            IntStream.range(0, 50).forEach(i -> new Visit(Peers.envelope("client-" + i)).end());
            assertThat(delivery.store().size()).isEqualTo(11);
            gateway.clock().advance(Duration.ofMinutes(2));
            delivery.store().sweep();
            assertThat(delivery.store().size()).isEqualTo(1);
        }

        @Test
        void whatIsOverIsSweptAway() {
            before.end();
            gateway.clock().advance(Duration.ofMinutes(2));
            delivery.store().sweep();

            assertThat(delivery.store().size()).isZero();
        }
    }

    @Nested
    class Events {

        private final Visit admin = new Visit(Peers.withRole("root", Role.ADMIN));

        private ObservabilityEvent event(String type) {
            return gateway.bus().publish(type, EventContext.of("test"), JsonFormat.object().add("n", 1).build());
        }

        private void happen(String type) {
            ObservabilityEvent event = event(type);
            delivery.events().feeds().forEach(feed -> feed.onEvent(event));
        }

        @Test
        void eventsComeOnTheirTypesChannelAndOnThatOfAll() throws Exception {
            subscribe(admin, List.of("events:*", "events:cache.rebuild"));
            happen("cache.rebuild");
            happen("drift.status");

            assertThat(admin.got()).containsExactly("events:*:1", "events:cache.rebuild:1", "events:*:2");
            JsonObject first = admin.transport.messages().get(0);
            assertThat(first.getString("type")).isEqualTo("event");
            assertThat(first.getJsonObject("payload").getString("event_type")).isEqualTo("cache.rebuild");
            assertThat(first.getJsonObject("payload").getJsonObject("data").getInt("n")).isEqualTo(1);
        }

        @Test
        void aMessageAboutAnEventIsNoEvent() throws Exception {
            subscribe(admin, List.of("events:*"));
            long before = gateway.bus().stats().totalPublished();
            ObservabilityEvent event = event("cache.rebuild");
            delivery.events().feeds().forEach(feed -> feed.onEvent(event));

            assertThat(gateway.bus().stats().totalPublished()).isEqualTo(before + 1);
            assertThat(admin.connection.traffic().messagesOut()).isEqualTo(1);
        }

        @Test
        void theBusIsReadAsLongAsSomebodyWantsEventsOrMayComeBackForThem() throws Exception {
            assertThat(gateway.bus().stats().activeSubscriberCount()).isZero();
            subscribe(admin, List.of("events:*"));
            assertThat(gateway.bus().stats().activeSubscriberCount()).isEqualTo(1);
            admin.end();
            happen("cache.rebuild");
            Visit after = new Visit(Peers.withRole("root", Role.ADMIN), request(admin.sessionStart.token()));
            assertThat(after.got()).containsExactly("events:*:1");

            after.end();
            gateway.clock().advance(Duration.ofMinutes(3));
            delivery.store().sweep();
            assertThat(gateway.bus().stats().activeSubscriberCount()).isZero();
        }

        @Test
        void leavingEndsTheReadingOfTheBus() throws Exception {
            subscribe(admin, List.of("events:a", "events:b"));
            delivery.unsubscribe(admin.connection, List.of("events:a"));
            assertThat(gateway.bus().stats().activeSubscriberCount()).isEqualTo(1);
            delivery.unsubscribe(admin.connection, List.of("events:b"));
            assertThat(gateway.bus().stats().activeSubscriberCount()).isZero();
        }

        @Test
        void eventsThatWereLostOnTheWayChangeTheEpoch() throws Exception {
            String epoch = subscribe(admin, List.of("events:*")).get(0)
                    .position().epoch();
            happen("cache.rebuild");
            long last = event("cache.rebuild").sequence();
            delivery.events().feeds().forEach(feed -> feed.onGap(last, last));
            happen("cache.rebuild");

            assertThat(admin.got()).containsExactly("events:*:1", "events:*:1");
            assertThat(admin.transport.last().getJsonObject("meta").getString("epoch")).isNotEqualTo(epoch);
        }

        @Test
        void whatWasNotReadForAWhileChangesTheEpochToo() throws Exception {
            String first = subscribe(admin, List.of("events:a")).get(0)
                    .position().epoch();
            delivery.unsubscribe(admin.connection, List.of("events:a"));
            String second = subscribe(admin, List.of("events:a")).get(0)
                    .position().epoch();

            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    void aSlowConsumerIsClosedAndTheOthersGetAll() {
        configure("wirescope.outbox.max-messages", "5");
        ScriptedTransport stuck = ScriptedTransport.held();
        delivery.start(gateway.register(Peers.envelope("stuck"), stuck));
        Visit quick = new Visit(Peers.envelope("quick"));
        broadcast(10);

        assertThat(quick.got()).hasSize(10);
        assertThat(stuck.closes()).extracting(ScriptedTransport.Close::code)
                .containsExactly(CloseCode.CONSUMER_TOO_SLOW.code());
        assertThat(gateway.registry().statistics().closedWith(CloseCode.CONSUMER_TOO_SLOW)).isEqualTo(1);
        assertThat(gateway.data("ws.message.out").stream()
                .filter(data -> data.getString("type").equals("connection_removed"))).singleElement()
                .satisfies(data -> assertThat(data.getInt("close_code")).isEqualTo(4413));
    }
}
