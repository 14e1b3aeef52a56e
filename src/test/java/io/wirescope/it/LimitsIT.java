package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are not the defaults, and what happens at their bounds. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class LimitsIT {

    private static final int BUFFER = 20;
    private static final int MESSAGE_BYTES = 1 << 20;
    private static final String FOREIGN = "https://app.example";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.connections.max", "2",
                "wirescope.connections.retry-after", "PT7S",
                "wirescope.events.buffer-size", Integer.toString(BUFFER),
                "wirescope.events.reserve-per-type", "0",
                "wirescope.heartbeat.interval", "PT0.2S",
                "wirescope.heartbeat.missed-intervals", "15",
                "wirescope.socket.max-message-bytes", Integer.toString(MESSAGE_BYTES),
                "wirescope.socket.allowed-origins", FOREIGN + ", http://localhost:1"));
    }

    @BeforeEach
    void awaitNoConnections() throws Exception {
        api = new Api(server);
        awaitActive(0);
    }

    private void awaitActive(int connections) throws Exception {
        api.await(Api.ROOT + "/stats", answer -> answer.data().getJsonObject("websockets")
                .getInt("active_connections") == connections);
    }

    private int total() throws Exception {
        return api.stats().getJsonObject("websockets").getInt("total_connections");
    }

    // The connection limit; raw clients, for those answer heartbeats by themselves

    @Test
    void aFullServerRefusesTheNextWith503AndIsReadyAgainOnceAPlaceIsFree() throws Exception {
        try (Client first = Client.connect(server, "/ws/legacy/first")) {
            try (Client second = Client.connect(server, "/ws/legacy/second")) {
                awaitActive(2); // a server may register a connection after it has sent the 101
                for (String target : List.of("/ws/client?client_id=third", "/ws/legacy/third", "/ws/third")) {
                    Answer refused = RawHandshake.upgrade(server, target).refusal();
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.header("Retry-After")).isEqualTo("7");
                }
                assertReadiness(503, "DOWN", "2");
                JsonObject health = api.get(Api.ROOT + "/health").data();
                assertThat(health.getString("status")).isEqualTo("degraded");
                assertThat(health.getJsonArray("issues")).isNotEmpty();
                assertThat(api.stats().getJsonObject("overall_health").getString("system_status"))
                        .isEqualTo("degraded");
                second.send("still served");
                assertThat(second.text()).isEqualTo("Echo: still served");
            }
            awaitActive(1);
            assertReadiness(200, "UP", "1");
            try (Client third = Client.connect(server, "/ws/legacy/third")) {
                third.send("admitted");
                assertThat(third.text()).isEqualTo("Echo: admitted");
            }
            first.send("as before");
            assertThat(first.text()).isEqualTo("Echo: as before");
        }
    }

    private void assertReadiness(int status, String word, String active) throws Exception {
        HttpResponse<String> ready = api.exchange("GET", "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(status);
        JsonObject check = Answer.parse(ready.body()).getJsonArray("checks").getJsonObject(0);
        assertThat(check.getString("status")).isEqualTo(word);
        assertThat(Answer.text(check.getJsonObject("data").get("active_connections"))).isEqualTo(active);
        assertThat(Answer.text(check.getJsonObject("data").get("max_connections"))).isEqualTo("2");
        assertThat(api.exchange("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void refusedClientsDoNotCountAgainstTheLimit() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (Client refused = Client.connect(server, "/ws/client?client_id=refused&version=2")) {
                assertThat(refused.closed().code()).isEqualTo(4400);
            }
        }
        try (Client first = Client.enveloped(server, "first"); Client second = Client.enveloped(server, "second")) {
            assertThat(first.connectionId()).isNotEqualTo(second.connectionId());
        }
    }

    // On Payara every other one of these is never reported: then the heartbeat finds it.
    @ParameterizedTest
    @ValueSource(strings = {"/ws/client?client_id=broken", "/ws/legacy/broken", "/ws/broken"})
    void anAbortedConnectionNoLongerCountsAgainstTheLimit(String target) throws Exception {
        for (int i = 0; i < 4; i++) {
            RawHandshake.upgrade(server, target).head();
            awaitActive(0);
        }
    }

    // The buffer

    @Test
    void theBufferKeepsTheNewestAndCountsWhatItLost() throws Exception {
        long lost = busNumber("buffer_full_count");
        try (Client client = Client.enveloped(server, "flood")) {
            for (int i = 0; i < BUFFER; i++) {
                client.send(Messages.envelope("ping").add("request_id", "flood-" + i).build().toString());
                assertThat(client.json("pong").getString("request_id")).isEqualTo("flood-" + i);
            }
        }
        JsonObject page = api.get(Api.ROOT + "/events?limit=1000").data();
        assertThat(page.getJsonArray("events")).hasSize(BUFFER);
        assertThat(page.getJsonNumber("newest_sequence").longValue() - page.getJsonNumber("oldest_sequence")
                .longValue()).isEqualTo(BUFFER - 1);
        assertThat(page.getJsonArray("events").getValuesAs(JsonObject.class))
                .extracting(event -> event.getString("request_id")).doesNotContain("flood-0");
        assertThat(busNumber("max_buffer_size")).isEqualTo(BUFFER);
        assertThat(busNumber("current_buffer_size")).isEqualTo(BUFFER);
        assertThat(busNumber("buffer_full_count") - lost).isGreaterThanOrEqualTo(BUFFER);
        assertThat(api.stats().getJsonObject("overall_health").getJsonNumber("buffer_utilization").doubleValue())
                .isEqualTo(1.0);
    }

    private long busNumber(String member) throws Exception {
        return api.stats().getJsonObject("event_bus").getJsonNumber(member).longValue();
    }

    // Heartbeats

    @Test
    void theServerPingsEveryIntervalAndCounts() throws Exception {
        try (Client client = Client.enveloped(server, "pinged&correlationId=pinged-connection")) {
            assertThat(client.hello().getJsonObject("payload").getInt("heartbeat_interval_ms")).isEqualTo(200);
            for (int count = 1; count <= 3; count++) {
                JsonObject ping = client.json();
                assertThat(ping.getString("type")).isEqualTo("ping");
                assertThat(ping.getJsonObject("payload").getInt("heartbeat_count")).isEqualTo(count);
                assertThat(ping.getString("request_id")).isEqualTo("pinged-connection");
            }
        }
    }

    @Test
    void theServersPingIsFlatForAFlatClient() throws Exception {
        try (Client client = Client.enveloped(server, "flat-pinged&compat=flat")) {
            assertThat(client.json("ping").getInt("heartbeat_count")).isEqualTo(1);
        }
    }

    @Test
    void aSilentClientIsClosedWith4408AndOneThatAnswersStays() throws Exception {
        try (Client silent = Client.enveloped(server, "silent"); Client alive = Client.enveloped(server, "alive")) {
            int pongs = 0;
            while (!silent.isClosed()) {
                alive.json("ping");
                alive.send(Messages.envelope("pong").build().toString());
                pongs++;
            }
            assertThat(silent.closed().code()).isEqualTo(4408);
            alive.send(Messages.STATUS);
            JsonObject status = alive.json("status").getJsonObject("payload");
            assertThat(status.getInt("heartbeat_count")).isEqualTo(pongs);
            assertThat(api.connections("alive", 1)).hasSize(1);
            assertThat(api.connections("silent", 0)).isEmpty();
        }
    }

    // A library answers the server's ping frames by itself; the application gets nothing that it did not ask for.
    @Test
    void aRawClientIsNotClosedForItsSilenceAndSeesNoHeartbeat() throws Exception {
        try (Client raw = Client.connect(server, "/ws/raw-quiet"); Client silent = Client.enveloped(server, "silent")) {
            assertThat(silent.closed().code()).isEqualTo(4408);
            raw.send("still here");
            assertThat(raw.text()).isEqualTo("Echo: still here");
            assertThat(api.connections("raw-quiet", 1).get(0).getInt("heartbeat_count")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/legacy/unanswering", "/ws/unanswering"})
    void aRawClientThatAnswersNoPingIsClosedWith4408(String target) throws Exception {
        try (RawFrames raw = RawHandshake.upgrade(server, target).open()) {
            assertThat(raw.closeCode()).isEqualTo(4408);
            awaitActive(0);
        }
    }

    // On the other servers the message ends at the limit of its size: FramesIT.
    @Test
    @EnabledIfSystemProperty(named = "arquillian.launch", matches = "liberty",
            disabledReason = "only Open Liberty keeps the fragments of a text below all that an application can reach")
    void textInFragmentsWithoutEndEndsWithTheSilence() throws Exception {
        byte[] filling = new byte[1_000];
        try (RawFrames raw = RawHandshake.upgrade(server, "/ws/endless").open()) {
            api.connections("endless", 1);
            raw.send(RawFrames.frame(0x01, filling.length, filling));
            byte[] part = RawFrames.frame(0x00, filling.length, filling);
            Api.await(() -> {
                try {
                    raw.send(part);
                } catch (SocketException e) {
                    // closed; the close code is lost to a client that still sends
                }
                return api.connections("endless");
            }, List::isEmpty);
        }
    }

    // Message size

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"envelope_version\":1,\"payload\":["})
    void aHundredThousandNestedBracketsAreNotJsonAndHarmNoOne(String bracket) throws Exception {
        try (Client client = Client.enveloped(server, "nested"); Client other = Client.enveloped(server, "other")) {
            client.send(bracket + "[".repeat(100_000));
            assertInvalidJson(client);
            client.send(bracket.repeat(20_000));
            assertInvalidJson(client);
            other.send(Messages.envelope("pong").build().toString()); // silent for three seconds it would be closed
            client.send("[".repeat(100_000) + "]".repeat(100_000));
            assertInvalidJson(client);
            client.send(Messages.PING);
            assertThat(client.json("pong")).isNotNull();
            other.send(Messages.PING);
            assertThat(other.json("pong")).isNotNull();
        }
    }

    private static void assertInvalidJson(Client client) throws Exception {
        assertThat(client.json("error").getJsonObject("payload").getString("error_code")).isEqualTo("INVALID_JSON");
    }

    @Test
    void theRaisedLimitIsAnnouncedAndHeld() throws Exception {
        try (Client client = Client.enveloped(server, "large")) {
            assertThat(client.hello().getJsonObject("payload").getJsonObject("limits").getInt("max_message_bytes"))
                    .isEqualTo(MESSAGE_BYTES);
            String message = Messages.ofBytes(MESSAGE_BYTES - 1024);
            client.send(message);
            assertThat(client.json("echo").getJsonObject("payload").getJsonObject("original_message"))
                    .isEqualTo(Answer.parse(message));
        }
    }

    // Origins

    @Test
    void aListedOriginConnectsAndOthersDoNot() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        int connected = total();
        String own = "http://" + server.getHost() + ":" + server.getPort();
        for (String origin : List.of(FOREIGN, "HTTPS://APP.EXAMPLE", "http://localhost:1", own,
                "http://app.example", FOREIGN + ":8443", FOREIGN + ".evil.example")) {
            int status = RawHandshake.upgrade(server, "/ws/client?client_id=origin").header("Origin", origin)
                    .head().status();
            statuses.add(status);
            connected += status == 101 ? 1 : 0;
            int expected = connected;
            Api.await(this::total, total -> total == expected); // a server may count it after the 101
            awaitActive(0);
        }
        assertThat(statuses).containsExactly(101, 101, 101, 101, 403, 403, 403);
    }
}
