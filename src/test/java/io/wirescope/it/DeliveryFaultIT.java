package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connections are lost in every way that a network knows, while broadcasts continue; every client gets every
 * message once and in order, or is notified of the gap.
 */
@Tag("load")
class DeliveryFaultIT {

    private static final int CLIENTS = 200;

    /** The long run is on one server; on the others a fifth of it, for what is lost by us is lost on each. */
    private static final int PART = ServerUnderTest.current() instanceof PayaraMicro ? 1 : 5;
    private static final int BROADCASTS = 20_000 / PART;
    private static final int CUTS = 600 / PART;

    /** By then the histories are full. */
    private static final int FULL = 2_000;
    private static final int PER_SECOND = 200;
    private static final long SEED = 20261124;

    /** What caches and the garbage collector's own bookkeeping may differ by. */
    private static final long HEAP_MARGIN = 32 << 20;

    private static final String MESSAGES = "/api/v2/channels/broadcast/messages";

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch arrived = new CountDownLatch(CLIENTS);
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<RestlessClient> clients = new ArrayList<>();

    @Test
    void everyMessageArrivesOnceAndInOrderOrItsLossIsReported() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", ServerProcess.OPTIMIZED,
                "WIRESCOPE_HEARTBEAT_INTERVAL", "PT2S"))) {
            server.awaitReady();
            try (FreezingProxy proxy = new FreezingProxy(server.address())) {
                Api api = new Api(server.address());
                start(new RestlessClient.Test(server.address(), proxy, new AtomicInteger(CUTS), BROADCASTS,
                        arrived, over, failures, sockets));
                long before = publish(api, server);
                arrived.await(1, TimeUnit.MINUTES); // missing ones are reported below
                assertDelivered();
                assertRegistry(api);
                assertThat(server.heapAfterGc()).as("heap, after %s before", before).isLessThan(before + HEAP_MARGIN);
            } finally {
                over.set(true);
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private void start(RestlessClient.Test test) {
        for (int i = 0; i < CLIENTS; i++) {
            RestlessClient client = new RestlessClient("restless-" + i, test, SEED + i);
            clients.add(client);
            Thread thread = new Thread(client, "restless-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** {@return the heap once the histories were full} */
    private long publish(Api api, ServerProcess server) throws Exception {
        Api.await(() -> api.stats().getJsonObject("websockets").getInt("active_connections"),
                active -> active >= CLIENTS / 2);
        long heap = 0;
        long start = System.nanoTime();
        for (int i = 0; i < BROADCASTS; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            assertThat(api.send("POST", MESSAGES, "{\"type\":\"tick\",\"payload\":{\"n\":" + i + "}}").status())
                    .isEqualTo(200);
            if (i == FULL) {
                heap = server.heapAfterGc();
            }
        }
        return heap;
    }

    private void assertDelivered() {
        Map<RestlessClient.Cut, Integer> cuts = new TreeMap<>();
        clients.forEach(client -> client.cuts().forEach((cut, count) -> cuts.merge(cut, count, Integer::sum)));
        long delivered = clients.stream().mapToLong(RestlessClient::delivered).sum();
        System.out.printf("DeliveryFaultIT, seed %d: cuts %s, %d resumed, %d gaps told with %d messages, %d delivered%n",
                SEED, cuts, clients.stream().mapToInt(RestlessClient::resumed).sum(),
                clients.stream().mapToInt(RestlessClient::gaps).sum(),
                clients.stream().mapToLong(RestlessClient::told).sum(), delivered);
        assertThat(failures).isEmpty();
        assertThat(clients).allSatisfy(client -> assertThat(client.offset()).isEqualTo(BROADCASTS));
        assertThat(cuts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(CUTS * 5 / 6);
        assertThat(cuts).containsOnlyKeys(RestlessClient.Cut.values());
    }

    // Those that were lost in silence go once they have been silent too long; those that answer pings stay.
    private void assertRegistry(Api api) throws Exception {
        List<String> there = clients.stream().map(RestlessClient::connectionId).sorted().toList();
        Api.await(Duration.ofSeconds(20), () -> api.get(Api.ROOT + "/connections?limit=1000").data()
                        .getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                        .map(connection -> connection.getString("connection_id")).sorted().toList(),
                there::equals);
    }
}
