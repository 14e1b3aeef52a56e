package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The TypeScript client as it ships, in Node, against the real server. Needs {@code node}: see the profile. */
class NodeClientIT {

    private static final int CLIENTS = 4;
    private static final int DISCONNECTS = 200;
    private static final int PER_SECOND = 200;
    private static final int CUTS_PER_SECOND = 10;
    private static final int LARGEST_BUNDLE = 8 << 10;
    private static final long SEED = 20261124;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MESSAGES = "/api/v2/channels/broadcast/messages";
    private static final String BUNDLE = "/client/wirescope-client.js";

    /** How a connection is taken away. */
    private enum Cut {
        /** The network resets it. */
        RESET,
        /** The network goes dead; neither end notices. */
        FREEZE,
        /** The server closes it, with 1001. */
        CLOSE
    }

    private static final String CHANNEL = "lines";

    private static ExampleUpstream application;
    private static ServerProcess server;
    private static Api api;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Cut, Integer> cuts = new EnumMap<>(Cut.class);

    @BeforeAll
    static void startServer() throws Exception {
        application = ExampleUpstream.node("");
        server = ServerProcess.start(Map.ofEntries(
                Map.entry("WIRESCOPE_HEARTBEAT_INTERVAL", "PT0.4S"),
                Map.entry("WIRESCOPE_MESSAGES_PER_SECOND", "500"),
                Map.entry("WIRESCOPE_MESSAGES_BURST", "500"),
                Map.entry("WIRESCOPE_CHANNELS_HISTORY_MESSAGES", "10000"),
                Map.entry("WIRESCOPE_CHANNELS_HISTORY_BYTES", "8388608"), // so that no gap has to be reported
                Map.entry("WIRESCOPE_CHANNELS_NAMES", CHANNEL),
                Map.entry("WIRESCOPE_CHANNELS_PUBLISH", CHANNEL),
                Map.entry("WIRESCOPE_ROUTES_ORDERS_TYPES", "order.*"),
                Map.entry("WIRESCOPE_ROUTES_ORDERS_URL", application.address().toString()),
                Map.entry("WIRESCOPE_ROUTES_LOST_TYPES", "lost.*"),
                Map.entry("WIRESCOPE_ROUTES_LOST_URL", "http://127.0.0.1:" + ServerProcess.freePort() + "/")));
        server.awaitReady();
        api = new Api(server.address());
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @Test
    void theBundleIsServedAndSmall() throws Exception {
        HttpResponse<String> bundle = api.exchange("GET", BUNDLE);
        assertThat(bundle.statusCode()).isEqualTo(200);
        assertThat(bundle.headers().firstValue("Content-Type").orElse("")).contains("javascript");
        assertThat(bundle.body()).contains("WirescopeClient");
        assertThat(gzipped(bundle.body())).isLessThan(LARGEST_BUNDLE);
        assertThat(api.exchange("GET", BUNDLE + ".map").statusCode()).isEqualTo(200);
    }

    private static int gzipped(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }

    @Test
    void aChannelThatIsNotThereYetIsJoinedAndSendingTooFastIsWaitedOut() throws Exception {
        String channel = "wishes-" + SEED;
        Path bundle = Files.createTempFile("wirescope-client", ".mjs");
        try {
            Files.writeString(bundle, api.exchange("GET", BUNDLE).body());
            String address = "ws://localhost:" + server.address().getPort() + "/ws/client";
            try (NodeProcess node = NodeProcess.start(System.getProperty("wirescope.frontend") + "/client/test/wishful.js",
                    bundle.toString(), address, channel)) {
                assertThat(node.awaitSaid("failed", 3, PATIENCE)).allSatisfy(failed -> {
                    assertThat(failed.getString("channel")).isEqualTo(channel);
                    assertThat(failed.getString("code")).isEqualTo("UNKNOWN_CHANNEL");
                    assertThat(failed.getBoolean("again")).isTrue();
                });
                Api.await(PATIENCE, () -> {
                    api.send("POST", "/api/v2/channels/" + channel + "/messages", "{\"type\":\"wish.come.true\",\"payload\":{}}");
                    return node.said("came");
                }, came -> !came.isEmpty());
                JsonObject done = node.awaitSaid("done", 1, PATIENCE).get(0);
                int code = done.getInt("code");
                assertThat(code == 1006 ? done.getInt("likely") : code).as("%s", done).isEqualTo(4429);
                assertThat(node.awaitEnd(PATIENCE)).as("%s", node.noise()).isZero();
            }
        } finally {
            Files.delete(bundle);
        }
    }

    @Test
    void anApplicationIsAskedAndClientsPublish() throws Exception {
        Path bundle = Files.createTempFile("wirescope-client", ".mjs");
        try {
            Files.writeString(bundle, api.exchange("GET", BUNDLE).body());
            String address = "ws://localhost:" + server.address().getPort() + "/ws/client";
            try (NodeProcess node = NodeProcess.start(System.getProperty("wirescope.frontend") + "/client/test/asking.js",
                    bundle.toString(), address, CHANNEL)) {
                JsonObject done = node.awaitSaid("done", 1, PATIENCE).get(0);
                assertThat(node.awaitEnd(PATIENCE)).as("%s", node.noise()).isZero();
                assertAsked(node);
                assertPublished(node, done);
            }
        } finally {
            Files.delete(bundle);
        }
    }

    private static void assertAsked(NodeProcess node) {
        JsonObject ordered = only(node, "ordered").getJsonObject("resolved");
        assertThat(ordered.getString("type")).isEqualTo("order.create.result");
        assertThat(ordered.getJsonObject("payload").getInt("quantity")).isEqualTo(2);
        assertFailed(node, "refused", "UPSTREAM_REFUSED", false);
        JsonObject details = only(node, "refused").getJsonObject("details");
        assertThat(details.getInt("status")).isEqualTo(422);
        assertThat(details.getString("title")).isEqualTo("Quantity out of range");
        assertThat(only(node, "viewed").isNull("resolved")).isTrue();
        assertFailed(node, "late", "TIMEOUT", false);
        assertFailed(node, "lost", "UPSTREAM_UNAVAILABLE", true);
        assertThat(only(node, "echoed").getJsonObject("resolved").getString("type")).isEqualTo("echo");
        assertFailed(node, "closed", "CLOSED", false);
    }

    private static JsonObject only(NodeProcess node, String event) {
        List<JsonObject> said = node.said(event);
        assertThat(said).as(event).hasSize(1);
        return said.get(0);
    }

    private static void assertFailed(NodeProcess node, String event, String code, boolean retryable) {
        JsonObject failed = only(node, event);
        assertThat(failed.getString("code", "none")).as("%s", failed).isEqualTo(code);
        assertThat(failed.getBoolean("retryable")).as("%s", failed).isEqualTo(retryable);
    }

    // The second of three messages is not received by its sender, and is no gap for it.
    private static void assertPublished(NodeProcess node, JsonObject done) {
        assertThat(node.said("published")).extracting(said -> said.getJsonObject("resolved"))
                .allSatisfy(place -> assertThat(place.getString("channel")).isEqualTo(CHANNEL))
                .extracting(place -> place.getInt("offset")).containsExactly(1, 2, 3);
        assertThat(lines(done, "own")).containsExactly("1 at 1 of asker", "3 at 3 of listener");
        assertThat(lines(done, "others")).containsExactly("1 at 1 of asker", "2 at 2 of asker", "3 at 3 of listener");
        assertThat(node.said("gap")).isEmpty();
        assertFailed(node, "forbidden", "NOT_PERMITTED", false);
    }

    private static List<String> lines(JsonObject done, String whose) {
        return done.getJsonArray(whose).getValuesAs(JsonObject.class).stream().map(line -> line.getInt("n") + " at "
                + line.getInt("offset") + " of " + line.getString("publisher")).toList();
    }

    @Test
    void twoHundredDisconnectsLoseAndDoubleNothing() throws Exception {
        Path bundle = Files.createTempFile("wirescope-client", ".mjs");
        try (FreezingProxy proxy = new FreezingProxy(server.address())) {
            Files.writeString(bundle, api.exchange("GET", BUNDLE).body());
            String address = "ws://localhost:" + proxy.address().getPort() + "/ws/client";
            try (NodeProcess node = NodeProcess.start(System.getProperty("wirescope.frontend") + "/client/test/restless.js",
                    bundle.toString(), address, Integer.toString(CLIENTS))) {
                node.awaitSaid("open", CLIENTS, PATIENCE);
                int published = publishWhile(() -> disconnect(proxy, node));
                assertDelivered(node, published);
            }
        } finally {
            Files.delete(bundle);
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    /** {@return how many messages were published} */
    private static int publishWhile(Action action) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> publishing = CompletableFuture.supplyAsync(() -> publishUntil(over));
        try {
            action.run();
        } finally {
            over.set(true);
        }
        int published = publishing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        publish("end", published);
        return published;
    }

    private static int publishUntil(AtomicBoolean over) {
        long start = System.nanoTime();
        int n = 0;
        for (; !over.get(); n++) {
            publish("tick", n);
            awaitTime(start + (n + 1) * TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
        }
        return n;
    }

    private static void publish(String type, int n) {
        try {
            Answer answer = api.send("POST", MESSAGES, "{\"type\":\"" + type + "\",\"payload\":{\"n\":" + n + "}}");
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        } catch (Exception e) {
            throw new AssertionError("message " + n, e);
        }
    }

    // Whatever is there at the moment is cut, in the midst of a handshake too. Some cuts hit what is dead already.
    private void disconnect(FreezingProxy proxy, NodeProcess node) throws Exception {
        long start = System.nanoTime();
        for (int i = 1; node.said("close").size() < DISCONNECTS; i++) {
            List<Integer> ports = Api.await(PATIENCE, proxy::ports, found -> !found.isEmpty());
            cut(Cut.values()[random.nextInt(Cut.values().length)], proxy, ports.get(random.nextInt(ports.size())));
            awaitTime(start + i * TimeUnit.SECONDS.toNanos(1) / CUTS_PER_SECOND);
            assertThat(i).as("cuts for %d disconnects", node.said("close").size()).isLessThan(10 * DISCONNECTS);
        }
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void cut(Cut cut, FreezingProxy proxy, int port) throws Exception {
        cuts.merge(cut, 1, Integer::sum);
        switch (cut) {
            case RESET -> proxy.reset(port);
            case FREEZE -> proxy.freeze(port);
            case CLOSE -> closeByServer();
        }
    }

    private void closeByServer() throws Exception {
        List<JsonObject> there = api.get(Api.ROOT + "/connections").data().getJsonArray("connections")
                .getValuesAs(JsonObject.class);
        if (!there.isEmpty()) {
            api.call("DELETE", Api.ROOT + "/connections/"
                    + there.get(random.nextInt(there.size())).getString("connection_id"));
        }
    }

    private void assertDelivered(NodeProcess node, int published) throws Exception {
        JsonObject done = node.awaitSaid("done", 1, PATIENCE).get(0);
        assertThat(node.awaitEnd(PATIENCE)).as("%s", node.noise()).isZero();
        List<JsonObject> clients = done.getJsonArray("clients").getValuesAs(JsonObject.class);
        int closes = node.said("close").size() - CLIENTS; // each closes at the end
        int resumed = clients.stream().mapToInt(client -> client.getInt("resumed")).sum();
        System.out.printf("NodeClientIT, seed %d: %d messages to each of %d clients, cuts %s, %d disconnects,"
                + " %d resumed, requests %s%n", SEED, published, CLIENTS, cuts, closes, resumed,
                clients.stream().map(client -> client.getInt("answered") + " of " + client.getInt("asked")
                        + " answered, " + client.get("failed")).toList());
        assertThat(clients).hasSize(CLIENTS).allSatisfy(client -> {
            assertThat(client.getInt("next")).as("messages that came").isEqualTo(published);
            assertThat(client.getJsonArray("wrong")).as("lost, doubled or out of order").isEmpty();
            assertThat(client.getJsonArray("gaps")).isEmpty();
            assertThat(client.getJsonArray("errors")).isEmpty();
            assertThat(client.getInt("resumed")).isEqualTo(client.getInt("opened") - 1);
            assertThat(client.getInt("mixed")).as("answers to another request").isZero();
            assertThat(client.getInt("answered") + failed(client)).isEqualTo(client.getInt("asked"));
            assertThat(client.getInt("answered")).isPositive();
        });
        assertThat(closes).isGreaterThanOrEqualTo(DISCONNECTS);
        assertThat(cuts).containsOnlyKeys(Cut.values());
    }

    private static int failed(JsonObject client) {
        JsonObject failed = client.getJsonObject("failed");
        assertThat(failed.keySet()).isSubsetOf("CONNECTION_LOST", "CLOSED");
        return failed.values().stream().mapToInt(count -> Integer.parseInt(count.toString())).sum();
    }
}
