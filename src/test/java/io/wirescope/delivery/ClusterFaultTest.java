package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.cluster.ClusterBroker;
import io.wirescope.internal.cluster.ClusterWatch;
import io.wirescope.internal.cluster.redis.CuttingProxy;
import io.wirescope.internal.cluster.redis.RedisLog;
import io.wirescope.internal.cluster.redis.RedisServer;
import io.wirescope.internal.cluster.redis.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers' brokers over one engine, whose connections are lost while both publish: every message is accounted for. */
class ClusterFaultTest {

    private static final String CHANNEL = "news";
    private static final int EACH = 4_000;
    private static final int UNDER_WAY = 64;
    private static final int CUTS = 60;
    private static final long SEED = 20261127;

    private final TestGateway gateway = new TestGateway("wirescope.channels.history-messages", "20000",
            "wirescope.channels.history-bytes", "100000000");
    private final List<Node> nodes = new ArrayList<>();
    private RedisServer redis;

    /** A server's broker, and what it has heard. */
    private static final class Node implements AutoCloseable, Broker.Listener, ClusterWatch {

        private final CuttingProxy proxy;
        private final TestEngine test;
        private final ClusterBroker broker;
        private final Map<StreamPosition, String> heard = new LinkedHashMap<>();
        private final AtomicInteger gaps = new AtomicInteger();
        private volatile StreamPosition newest;
        private String disorder;

        Node(RedisServer redis, TestGateway gateway, String... settings) throws IOException {
            proxy = new CuttingProxy(redis.port());
            test = new TestEngine(proxy.port(), settings);
            ChannelConfig channels = ChannelConfig.from(gateway.settings());
            broker = new ClusterBroker(new RedisLog(test.engine(), test.config(), channels, IdSource.random()), channels,
                    test.config().timeout(), test.threads(), this);
            broker.listen(this);
            test.engine().watch(status -> {
                if (status.isUp()) {
                    broker.compareAll();
                }
            });
        }

        @Override
        public synchronized void onPublication(String channel, StreamPosition position, Payload payload) {
            boolean isNext = newest == null || !position.epoch().equals(newest.epoch())
                    || position.offset() == newest.offset() + 1;
            if (!isNext && gaps.get() == 0 || heard.put(position, payload.text()) != null) {
                disorder = position + " after " + newest;
            }
            newest = position;
        }

        @Override
        public CompletionStage<Void> whenRoom(String channel) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void caughtUp(String channel, int messages, long nanos) {
            assertThat(messages).isPositive();
        }

        @Override
        public void gap(String channel, StreamPosition from, StreamPosition to) {
            gaps.incrementAndGet();
        }

        synchronized Map<StreamPosition, String> heard() {
            assertThat(disorder).isNull();
            return new LinkedHashMap<>(heard);
        }

        @Override
        public void close() throws IOException {
            broker.stop();
            test.close();
            proxy.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
    }

    @AfterEach
    void end() throws IOException {
        for (Node node : nodes) {
            node.close();
        }
        redis.close();
    }

    private Node node(String... settings) throws IOException {
        Node node = new Node(redis, gateway, settings);
        nodes.add(node);
        BrokerContract.get(node.broker.subscribe(CHANNEL));
        return node;
    }

    private static Payload payload(String text) {
        return Payload.of(CHANNEL, new Message("news", JsonFormat.object().add("text", text).build(), "r1", null),
                "2025-08-16T01:36:50Z");
    }

    /** What became of the messages of one publisher. */
    private static final class Published {

        private final Map<StreamPosition, String> answered = new HashMap<>();
        private final Set<String> failed = new HashSet<>();

        synchronized void note(String text, StreamPosition position, Throwable failure) {
            if (failure == null) {
                answered.put(position, text);
            } else {
                failed.add(text);
            }
        }
    }

    private static CompletableFuture<Published> publish(Node node, String name) {
        Published published = new Published();
        return CompletableFuture.supplyAsync(() -> {
            Semaphore free = new Semaphore(UNDER_WAY);
            for (int i = 0; i < EACH; i++) {
                free.acquireUninterruptibly();
                Payload payload = payload(name + i);
                String text = payload.text();
                node.broker.publish(CHANNEL, payload).whenComplete((position, failure) -> {
                    published.note(text, position, failure);
                    free.release();
                });
            }
            free.acquireUninterruptibly(UNDER_WAY);
            return published;
        }, command -> {
            Thread thread = new Thread(command, "publisher-" + name);
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static Published get(CompletableFuture<Published> work) throws Exception {
        return work.get(2, TimeUnit.MINUTES);
    }

    @Test
    void connectionsThatAreLostLoseAndRepeatNothing() throws Exception {
        Node first = node("wirescope.cluster.timeout", "PT30S");
        Node second = node("wirescope.cluster.timeout", "PT30S");
        AtomicBoolean over = new AtomicBoolean();
        Random random = new Random(SEED);
        CompletableFuture<Void> cutting = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < CUTS && !over.get(); i++) {
                LockSupport.parkNanos(random.nextInt(20_000_000));
                nodes.get(random.nextInt(2)).proxy.cut(random.nextInt(2));
            }
        });
        CompletableFuture<Published> ofFirst = publish(first, "first-");
        CompletableFuture<Published> ofSecond = publish(second, "second-");
        Published one = get(ofFirst);
        Published two = get(ofSecond);
        over.set(true);
        cutting.get(30, TimeUnit.SECONDS);

        Awaiting.until(() -> first.newest.offset() == 2L * EACH && second.newest.offset() == 2L * EACH);
        assertThat(one.failed).isEmpty();
        assertThat(two.failed).isEmpty();
        Map<StreamPosition, String> all = new HashMap<>(one.answered);
        all.putAll(two.answered);
        assertThat(all).hasSize(2 * EACH);
        assertThat(first.heard()).isEqualTo(all);
        assertThat(second.heard()).isEqualTo(all);
        assertThat(first.gaps.get() + second.gaps.get()).isZero();
    }

    @Test
    void aNetworkThatSwallowsAllLosesNothingThatWasAnswered() throws Exception {
        Node first = node("wirescope.cluster.timeout", "PT30S");
        Node second = node("wirescope.cluster.timeout", "PT30S");
        BrokerContract.get(first.broker.publish(CHANNEL, payload("before")));
        first.proxy.dead(true);
        CompletionStage<StreamPosition> stuck = first.broker.publish(CHANNEL, payload("stuck"));
        BrokerContract.get(second.broker.publish(CHANNEL, payload("meanwhile")));
        Awaiting.until(() -> !first.test.engine().status().isUp());
        first.proxy.dead(false);
        BrokerContract.get(stuck);

        Awaiting.until(() -> first.heard().size() == 3 && second.heard().size() == 3);
        assertThat(first.heard()).isEqualTo(second.heard());
        assertThat(first.gaps.get()).isZero();
    }

    @Test
    void aSubscriptionThatIsSilentlyDeadIsFoundAndMadeAnew() throws Exception {
        Node first = node();
        Node second = node();
        BrokerContract.get(second.broker.publish(CHANNEL, payload("before")));
        Awaiting.until(() -> first.heard().size() == 1);
        first.proxy.deadOnes();
        StreamPosition last = BrokerContract.get(second.broker.publish(CHANNEL, payload("unheard")));

        Awaiting.until(() -> last.equals(first.newest));
        assertThat(first.test.engine().figures().probesFailed()).isPositive();
        assertThat(first.gaps.get()).isZero();
    }

    @Test
    void anEngineThatIsKilledMakesNoPlaceNameTwoMessages() throws Exception {
        Node first = node("wirescope.cluster.timeout", "PT5S");
        Node second = node("wirescope.cluster.timeout", "PT5S");
        CompletableFuture<Published> ofFirst = publish(first, "first-");
        CompletableFuture<Published> ofSecond = publish(second, "second-");
        for (int i = 1; i <= 3; i++) {
            int enough = i * EACH / 4;
            Awaiting.until(() -> first.heard().size() > enough);
            redis.restart();
        }
        Published one = get(ofFirst);
        Published two = get(ofSecond);
        StreamPosition last = BrokerContract.get(first.broker.publish(CHANNEL, payload("last")));
        Awaiting.until(() -> last.equals(first.newest) && last.equals(second.newest));

        Map<StreamPosition, String> all = new HashMap<>(first.heard());
        second.heard().forEach((position, text) -> assertThat(all.getOrDefault(position, text)).isEqualTo(text));
        all.putAll(second.heard());
        Map<StreamPosition, String> answered = new HashMap<>(one.answered);
        answered.putAll(two.answered);
        answered.forEach((position, text) -> assertThat(all.getOrDefault(position, text)).isEqualTo(text));
        assertThat(first.gaps.get()).as("another epoch is told").isGreaterThanOrEqualTo(3);
        assertThat(new HashSet<>(all.values())).as("each message at one place").hasSize(all.size());
    }

    @Test
    void whoResumesOnAnotherServerReadsTheEngineOnce() throws Exception {
        Node first = node();
        StreamPosition start = BrokerContract.get(first.broker.publish(CHANNEL, payload("first")));
        for (int i = 0; i < 1500; i++) {
            BrokerContract.get(first.broker.publish(CHANNEL, payload("m" + i)));
        }
        Node second = node();
        long before = second.test.engine().figures().commands();
        List<CompletionStage<HistoryPage>> pages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            pages.add(second.broker.history(CHANNEL, start, 10_000));
        }
        for (CompletionStage<HistoryPage> page : pages) {
            assertThat(BrokerContract.get(page).publications()).hasSize(1500);
        }
        assertThat(second.test.engine().figures().commands() - before).as("pages of one read").isLessThan(10);
    }
}
