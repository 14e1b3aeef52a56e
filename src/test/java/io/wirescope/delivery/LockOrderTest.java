package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import jakarta.json.JsonValue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds a channel's lock and what holds that of the events' channels never wait for each other. */
class LockOrderTest {

    private static final int ROUNDS = 1_000;

    // No session waits: a connection that ends is forgotten at once, on the thread that ends it.
    private final TestGateway gateway = new TestGateway("wirescope.sessions.max-waiting", "0",
            "wirescope.outbox.max-messages", "1");
    private final TestDelivery delivery = new TestDelivery(gateway);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger clients = new AtomicInteger();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Connection admin(Transport transport, String... channels) throws DeliveryRefusedException {
        Connection connection = gateway.register(
                Peers.withRole("admin-" + clients.incrementAndGet(), Role.ADMIN), transport);
        delivery.start(connection);
        delivery.subscribe(connection, List.of(channels));
        return connection;
    }

    private void publish(String channel) {
        delivery.hub().send(channel, new Message("event", JsonValue.EMPTY_JSON_OBJECT, null, null));
    }

    /** Is in the midst of a send until it may go on. */
    private static final class Stuck implements Transport {

        private final CountDownLatch sending = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void send(String text, Consumer<Throwable> done) {
            sending.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
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

    @Test
    void aChannelOfEventsThatIsWantedAgainWhileItIsBeingDeliveredToKeepsNobodyOutOfTheOthers() throws Exception {
        Stuck transport = new Stuck();
        Connection stuck = admin(transport, "events:a");
        Connection other = admin(ScriptedTransport.prompt(), "events:b");
        Connection next = admin(ScriptedTransport.prompt());
        Future<?> delivering = threads.submit(() -> publish("events:a"));
        transport.sending.await();
        stuck.closed(1006, ""); // so that nobody wants it, and the next who does begins it anew
        Future<?> wanting = threads.submit(() -> {
            delivery.subscribe(next, List.of("events:a"));
            return null;
        });
        awaitBlocked();

        Future<?> leaving = threads.submit(() -> {
            delivery.unsubscribe(other, List.of("events:b"));
            return null;
        });
        try {
            leaving.get(10, TimeUnit.SECONDS);
        } finally {
            transport.goOn.countDown();
        }
        delivering.get(10, TimeUnit.SECONDS);
        wanting.get(10, TimeUnit.SECONDS);
    }

    /** Waits until a thread waits for a lock. */
    private static void awaitBlocked() {
        while (Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .noneMatch(thread -> thread.getThreadState() == Thread.State.BLOCKED
                        && thread.getLockInfo().getClassName().startsWith("io.wirescope.delivery"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void connectionsThatOverflowAreForgottenWhileOthersWantTheSameChannels() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<Future<?>> work = new ArrayList<>();
        for (String channel : List.of("events:a", "events:b")) {
            work.add(threads.submit(() -> {
                while (done.getCount() > 0) {
                    publish(channel);
                }
            }));
        }
        List<Future<?>> visits = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            visits.add(threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    admin(ScriptedTransport.held(), "events:a", "events:b");
                    Connection leaving = admin(ScriptedTransport.prompt(), "events:b", "events:a");
                    delivery.unsubscribe(leaving, List.of("events:a"));
                    leaving.closed(1000, "");
                }
                return null;
            }));
        }
        for (Future<?> visit : visits) {
            visit.get(60, TimeUnit.SECONDS);
        }
        done.countDown();
        for (Future<?> publisher : work) {
            publisher.get(60, TimeUnit.SECONDS);
        }
        publish("events:a");
        publish("events:a");
        publish("events:b");
        publish("events:b"); // those that were held have overflowed by now
        assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(gateway.bus().subscriberCount()).isZero();
    }
}
