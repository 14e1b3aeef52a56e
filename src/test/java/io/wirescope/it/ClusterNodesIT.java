package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.cluster.redis.RedisServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two servers and one Redis: each answers for both. The last test takes one of them away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterNodesIT {

    private static final String A = "node-a";
    private static final String B = "node-b";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RedisServer redis;
    private static ServerProcess serverA;
    private static ServerProcess serverB;
    private static Api a;
    private static Api b;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
        serverA = ServerProcess.start(environment(A));
        serverB = ServerProcess.start(environment(B));
        serverA.awaitReady();
        serverB.awaitReady();
        a = new Api(serverA.address());
        b = new Api(serverB.address());
        for (Api api : List.of(a, b)) {
            api.await(Api.ROOT + "/nodes", answer -> answer.data().getInt("total") == 2);
        }
    }

    private static Map<String, String> environment(String node) {
        return Map.of("WIRESCOPE_CLUSTER_ENGINE", "redis",
                "WIRESCOPE_CLUSTER_REDIS_URL", "redis://127.0.0.1:" + redis.port(),
                "WIRESCOPE_CLUSTER_NODE_ID", node, "WIRESCOPE_CLUSTER_BEAT", "PT0.5S",
                "WIRESCOPE_CLUSTER_NODE_TTL", "PT4S", "WIRESCOPE_LEGACY_QUIET_PERIOD", "PT0.001S");
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : new AutoCloseable[] {serverA, serverB, redis}) {
            if (one != null) {
                one.close();
            }
        }
    }

    @Test
    @Order(1)
    void eachListsTheConnectionsOfBoth() throws Exception {
        try (Client first = Client.enveloped(serverA.address(), "both");
                Client second = Client.enveloped(serverB.address(), "both")) {
            for (Api api : List.of(a, b)) {
                List<JsonObject> connections = api.connections("both", 2);
                assertThat(connections).extracting(row -> row.getString("node")).containsExactly(A, B);
                assertThat(connections).extracting(row -> row.getString("connection_id"))
                        .containsExactly(first.connectionId(), second.connectionId());
            }
            Answer page = a.get(Api.ROOT + "/connections?client_id=both&limit=1&offset=1");
            assertThat(page.nodes("answered")).containsExactly(A, B);
            assertThat(page.nodes("missing")).isEmpty();
            assertThat(page.data().getJsonArray("connections").getJsonObject(0).getString("connection_id"))
                    .isEqualTo(second.connectionId());
            Answer own = a.get(Api.ROOT + "/connections?client_id=both&scope=node");
            assertThat(own.data().getInt("total")).isEqualTo(1);
            assertThat(own.body().getJsonObject("meta").containsKey("nodes")).isFalse();
            assertThat(b.get(Api.ROOT + "/connections/" + first.connectionId()).data().getString("client_id"))
                    .isEqualTo("both");
            assertThat(a.get(Api.ROOT + "/connections?scope=all").status()).isEqualTo(422);
            assertThat(a.get(Api.ROOT + "/connections?offset=5000").status()).isEqualTo(422);
        }
    }

    @Test
    @Order(1)
    void oneClosesAConnectionOfTheOther() throws Exception {
        try (Client client = Client.enveloped(serverB.address(), "closed-from-a")) {
            a.connections("closed-from-a", 1);

            assertThat(a.call("DELETE", Api.ROOT + "/connections/" + client.connectionId()).status()).isEqualTo(200);

            assertThat(client.closed().code()).isEqualTo(1001);
            assertThat(a.call("DELETE", Api.ROOT + "/connections/" + B + "~unknown").status()).isEqualTo(404);
            assertThat(a.call("DELETE", Api.ROOT + "/connections/gone~unknown").status()).isEqualTo(404);
        }
    }

    @Test
    @Order(1)
    void oneBringsAConnectionOfTheOtherIntoAChannelAndOut() throws Exception {
        try (Client client = Client.enveloped(serverB.address(), "brought-by-a")) {
            String channel = Api.ROOT + "/connections/" + client.connectionId() + "/channels/room";
            Answer in = a.call("PUT", channel);
            assertThat(in.status()).as(in.body().toString()).isEqualTo(200);
            assertThat(in.data().getBoolean("changed")).isTrue();
            client.json("subscribed");
            assertThat(a.call("DELETE", channel).data().getBoolean("changed")).isTrue();
            assertThat(a.call("PUT", channel.replace("room", "client:other")).status()).isEqualTo(422);
        }
    }

    @Test
    @Order(1)
    void theStatisticsAreTheSum() throws Exception {
        try (Client one = Client.enveloped(serverA.address(), "sum-a");
                Client two = Client.enveloped(serverB.address(), "sum-b")) {
            one.ask(Messages.PING);
            two.ask(Messages.PING);
            Answer all = a.await(Api.ROOT + "/stats",
                    answer -> answer.data().getJsonObject("websockets").getInt("active_connections") >= 2);
            assertThat(all.nodes("answered")).containsExactly(A, B);
            assertThat(all.data().getJsonObject("overall_health").getString("system_status")).isEqualTo("healthy");
            int own = a.get(Api.ROOT + "/stats?scope=node").data().getJsonObject("websockets")
                    .getInt("active_connections");
            int others = b.get(Api.ROOT + "/stats?scope=node").data().getJsonObject("websockets")
                    .getInt("active_connections");
            assertThat(a.stats().getJsonObject("websockets").getInt("active_connections")).isEqualTo(own + others);
        }
    }

    @Test
    @Order(1)
    void aStoryRunsOverBoth() throws Exception {
        a.get(Api.ROOT + "/event-types", "X-Request-ID", "story-1");
        b.get(Api.ROOT + "/event-types", "X-Request-ID", "story-1");
        for (Api api : List.of(a, b)) {
            Answer story = api.await(Api.ROOT + "/correlations/story-1",
                    answer -> answer.status() == 200 && answer.data().getInt("total_events") >= 2);
            List<JsonObject> events = story.data().getJsonArray("events").getValuesAs(JsonObject.class);
            assertThat(events).extracting(event -> event.getString("node")).contains(A, B);
            assertThat(events).extracting(event -> event.getJsonNumber("offset_ms").doubleValue())
                    .allMatch(offset -> offset >= 0);
            assertThat(story.nodes("answered")).containsExactly(A, B);
        }
        assertThat(a.get(Api.ROOT + "/correlations/story-1?scope=node").data().getJsonArray("events")
                .getValuesAs(JsonObject.class)).allMatch(event -> event.getString("node").equals(A));
    }

    @Test
    @Order(1)
    void eventsOfBothComeInPagesEachOnce() throws Exception {
        for (int i = 0; i < 7; i++) {
            for (Api api : List.of(a, b)) {
                assertThat(api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"paged\",\"data\":{\"n\":" + i + "}}")
                        .status()).isEqualTo(202);
            }
        }
        String after = "";
        StringBuilder seen = new StringBuilder();
        for (int page = 0; page < 6; page++) {
            JsonObject data = b.get(Api.ROOT + "/events?event_type=paged&descending=false&limit=3&after="
                    + URLEncoder.encode(after, StandardCharsets.UTF_8)).data();
            data.getJsonArray("events").getValuesAs(JsonObject.class).forEach(event -> seen.append(
                    event.getString("node").charAt(5)).append(event.getJsonObject("data").getInt("n")).append(' '));
            after = data.getString("next_after");
        }
        assertThat(seen.toString().strip()).isEqualTo(IntStream.range(0, 7).mapToObj(i -> "a" + i + " b" + i)
                .collect(Collectors.joining(" ")));
        assertThat(a.get(Api.ROOT + "/events?after=17").status()).isEqualTo(422);
    }

    @Test
    @Order(1)
    void aStreamOfOneHasTheEventsOfBothAndResumes() throws Exception {
        String query = "?scope=cluster&event_type=streamed";
        String place;
        try (EventStreamReader reader = EventStreamReader.open(HTTP, serverA.address(), query)) {
            reader.next(frame -> frame.id() != null && frame.id().contains(B)); // the other takes part
            publish(a, 1);
            publish(b, 2);
            assertThat(List.of(event(reader), event(reader))).containsExactlyInAnyOrder(A + 1, B + 2);
            place = reader.next(frame -> frame.id() != null).id();
        }
        publish(b, 3);
        publish(a, 4);
        try (EventStreamReader reader = EventStreamReader.open(HTTP, serverB.address(), query, "Last-Event-ID", place)) {
            List<String> seen = new ArrayList<>();
            while (!seen.containsAll(List.of(B + 3, A + 4))) {
                seen.add(event(reader));
            }
            assertThat(seen).doesNotHaveDuplicates().doesNotContain(A + 1);
        }
    }

    private static void publish(Api api, int number) throws Exception {
        assertThat(api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"streamed\",\"data\":{\"n\":" + number + "}}")
                .status()).isEqualTo(202);
    }

    private static String event(EventStreamReader reader) throws Exception {
        EventStreamReader.Frame frame = reader.nextEvent();
        return frame.json().getString("node") + frame.json().getJsonObject("data").getInt("n");
    }

    @Test
    @Order(1)
    void driftAndItsSwitchAreOneForBoth() throws Exception {
        assertThat(a.send("POST", "/api/v2/drift/status", "{\"status\":\"DRIFT_DETECTED\",\"drift_score\":0.5}").status())
                .isEqualTo(200);
        b.await("/api/v2/drift/status", answer -> !answer.data().isNull("drift_status")
                && answer.data().getJsonObject("drift_status").getString("status").equals("DRIFT_DETECTED"));
        b.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":false}");
        a.await("/api/v2/drift/status", answer -> !answer.data().getBoolean("broadcast_enabled"));
        a.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":true}");
        b.await("/api/v2/drift/status", answer -> answer.data().getBoolean("broadcast_enabled"));
    }

    @Test
    @Order(1)
    void theLegacyVerdictIsThatOfBoth() throws Exception {
        try (Client old = Client.connect(serverB.address(), "/ws/legacy/old-one")) {
            old.send("x");
            old.text();
            Answer usage = a.await(Api.ROOT + "/legacy-usage", answer -> answer.data().getInt("total") == 1);
            assertThat(usage.data().getBoolean("ready_to_retire")).isFalse();
            assertThat(usage.data().getString("ready_to_retire_reason")).startsWith(B + ": 1 connections");
            assertThat(a.get(Api.ROOT + "/legacy-usage?scope=node").data().getInt("total")).isZero();
        }
        a.await(Api.ROOT + "/legacy-usage", answer -> answer.data().getBoolean("ready_to_retire"));
    }

    @Test
    @Order(1)
    void aNodeOfAnotherWireVersionIsSeen() throws Exception {
        String beat = "{\"node\":\"future\",\"instance\":\"x\",\"number\":1,\"state\":\"up\",\"wire_least\":7,"
                + "\"wire_most\":9,\"vitals\":{\"version\":\"9.0\"}}";
        redis("HSET", "ws1:{n}:nodes", "future", "99999999999999\n" + beat);
        Answer nodes = a.await(Api.ROOT + "/nodes", answer -> answer.data().getInt("total") == 3);
        assertThat(nodes.data().getInt("wire_version")).isEqualTo(1);
        assertThat(a.stats()).isNotEmpty();
        assertThat(a.get(Api.ROOT + "/stats").nodes("missing")).containsExactly("future"); // it answers nothing
        a.await(Api.ROOT + "/nodes", answer -> answer.data().getInt("total") == 2); // its beat never changes
        redis("HDEL", "ws1:{n}:nodes", "future");
        a.await(Api.ROOT + "/stats", answer -> answer.nodes("missing").isEmpty());
    }

    private static void redis(String... words) throws Exception {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        try (Socket socket = new Socket("127.0.0.1", redis.port());
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                        StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            out.write(command.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(reader.readLine()).startsWith(":");
        }
    }

    @Test
    @Order(2)
    void aDrainIsToldToTheNodesOwnClientsOnlyAndAKilledNodeIsMissingAndThenGone() throws Exception {
        try (Client own = Client.enveloped(serverB.address(), "own");
                Client other = Client.enveloped(serverA.address(), "other")) {
            assertThat(b.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":0.2}").data().getInt("notified"))
                    .isEqualTo(1);
            own.json("server.draining");
            assertThat(own.closed().code()).isEqualTo(1012);
            a.await(Api.ROOT + "/nodes", answer -> states(answer).equals(List.of("up", "draining")));
            assertThat(other.ask(Messages.PING).getString("type")).isEqualTo("pong");
            assertThat(other.received()).noneMatch(text -> text.contains("server.draining"));
            assertThat(other.isClosed()).isFalse();
        }
        serverB.kill();
        a.await(Api.ROOT + "/connections", answer -> answer.nodes("missing").equals(List.of(B)));
        assertThat(a.get(Api.ROOT + "/legacy-usage").data().getBoolean("ready_to_retire")).isFalse();
        a.events("event_type=cluster.node.lost", 1).forEach(event ->
                assertThat(event.getJsonObject("data").getString("node")).isIn(B, "future"));
        Answer after = a.await(Api.ROOT + "/connections", answer -> answer.nodes("missing").isEmpty());
        assertThat(after.nodes("answered")).containsExactly(A);
        assertThat(Scrape.of(serverA.address()).value("wirescope_cluster_nodes")).isEqualTo(1);
    }

    private static List<String> states(Answer answer) {
        return answer.data().getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
                .filter(node -> !node.getString("node").equals("future"))
                .map(node -> node.getJsonString("state")).map(JsonString::getString).toList();
    }
}
