package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.delivery.TestDelivery;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.session.SessionAudit;
import io.wirescope.internal.upstream.LifeCycle;
import io.wirescope.internal.upstream.Routes;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing of a channel comes before {@code subscribed}, nor after {@code unsubscribed}, whoever publishes meanwhile. */
class MembershipTest {

    private static final String SUBSCRIBE = envelope("subscribe", "'payload':{'channels':['prices']}");
    private static final String UNSUBSCRIBE = envelope("unsubscribe", "'payload':{'channels':['prices']}");
    private static final int MEMBERS = 20;
    private static final int ROUNDS = 2_000;

    private final TestGateway gateway = new TestGateway("wirescope.channels.names", "prices");
    private final TestDelivery delivery = new TestDelivery(gateway);
    private final Routes routes = new Routes(gateway.settings(), gateway.bus(), gateway.threads(), gateway.clock(),
            gateway.ids());
    private final LifeCycle lifeCycle = new LifeCycle(routes, gateway.clock());
    private final ChannelRequests requests = new ChannelRequests(delivery.subscriptions(), delivery.publisher(),
            new ApplicationHooks(lifeCycle), gateway.clock(), gateway.ids());
    private final EnvelopeConversation conversation = new EnvelopeConversation(gateway.settings(), gateway.registry(),
            gateway.bus(), new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock()),
            delivery.subscriptions(), requests, routes, lifeCycle,
            new TokenRefresh((token, address) -> Credential.bad("none"), delivery.subscriptions(),
                    new SessionAudit(new SecurityAudit(gateway.bus(), gateway.threads())), gateway.threads(), gateway.clock(), gateway.ids()), (protocol, nanos) -> { },
            gateway.clock(), gateway.ids());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A client that is in the channel. */
    private final class Member implements Transport {

        private final ScriptedTransport transport = ScriptedTransport.prompt();
        private final Consumer<Member> onPrice;
        private final Connection connection;

        /** @param onPrice is called before a message of the channel is sent */
        Member(String clientId, Consumer<Member> onPrice) {
            this.onPrice = onPrice;
            connection = gateway.register(Peers.envelope(clientId), this);
            conversation.open(connection, ResumeRequest.NONE);
        }

        void say(String text) {
            conversation.onText(connection, text);
        }

        @Override
        public void send(String text, Consumer<Throwable> done) {
            if (text.contains("\"price\"")) {
                onPrice.accept(this);
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

        List<String> types() {
            return transport.messages().stream().map(message -> message.getString("type")).toList();
        }
    }

    private void publish() {
        delivery.broadcaster().toChannel("prices", "price", JsonValue.EMPTY_JSON_OBJECT);
    }

    @Test
    void whoLeavesWhileTheMessageIsOnItsWayToAnotherDoesNotGetItAfterTheAnswer() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean();
        Member[] stuck = new Member[1];
        Consumer<Member> onPrice = member -> {
            if (first.compareAndSet(false, true)) {
                stuck[0] = member;
                sending.countDown();
                await(goOn);
            }
        };
        List<Member> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> new Member("member-" + i, onPrice)).toList();
        members.forEach(member -> member.say(SUBSCRIBE));
        Future<?> publishing = threads.submit(this::publish);
        sending.await();

        List<Member> leaving = members.stream().filter(member -> member != stuck[0]).toList();
        List<Future<?>> left = leaving.stream()
                .<Future<?>>map(member -> threads.submit(() -> member.say(UNSUBSCRIBE))).toList();
        for (Future<?> done : left) { // whether they wait for the message or go without it
            awaitDoneOrBlocked(done);
        }
        goOn.countDown();
        publishing.get(30, TimeUnit.SECONDS);
        for (Future<?> done : left) {
            done.get(30, TimeUnit.SECONDS);
        }
        publish();

        assertThat(leaving).hasSize(MEMBERS - 1).allSatisfy(member ->
                assertThat(member.types()).endsWith("unsubscribed").startsWith("hello", "subscribed"));
        assertThat(stuck[0].types()).containsExactly("hello", "subscribed", "price", "price");
    }

    private static void awaitDoneOrBlocked(Future<?> done) throws Exception {
        try {
            done.get(200, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            assertThat(done).isNotDone(); // it waits: that is an order, too
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoComesAndGoesBesidePublishersGetsWholeStretchesBetweenTheAnswers() throws Exception {
        IntStream.range(0, MEMBERS).forEach(i -> new Member("other-" + i, member -> { }).say(SUBSCRIBE));
        Member restless = new Member("restless", member -> { });
        AtomicBoolean over = new AtomicBoolean();
        Future<?> publishing = threads.submit(() -> {
            while (!over.get()) {
                publish();
            }
        });
        try {
            for (int round = 0; round < ROUNDS; round++) {
                restless.say(SUBSCRIBE);
                restless.say(UNSUBSCRIBE);
            }
        } finally {
            over.set(true);
        }
        publishing.get(30, TimeUnit.SECONDS);

        long next = 0; // 0 while it is not in the channel
        for (JsonObject message : restless.transport.messages()) {
            switch (message.getString("type")) {
                case "subscribed" -> next = 1 + message.getJsonObject("payload").getJsonArray("channels")
                        .getJsonObject(0).getInt("offset");
                case "unsubscribed" -> next = 0;
                case "price" -> assertThat(message.getJsonObject("meta").getInt("offset"))
                        .as("offset of a message").isEqualTo((int) next++);
                default -> assertThat(message.getString("type")).isEqualTo("hello");
            }
        }
    }
}
