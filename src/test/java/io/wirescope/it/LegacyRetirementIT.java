package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The legacy addresses before, during a brownout, and after their sunset, with a clock that the test sets. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LegacyRetirementIT {

    private static final List<String> OLD = List.of("/ws/legacy/till%207", "/ws/till%207");
    private static final String CONNECTS = "wirescope_legacy_total{endpoint=\"/ws/{client_id}\",use=\"connect\"}";
    private static final String USAGE = Api.ROOT + "/legacy-usage";

    private static final String RECORDED = "\u0081\bEcho: hi\u0081\u0016Echo: {\"type\": \"ping\"}";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.legacy.sunset", "2036-12-31T00:00:00Z",
                "wirescope.legacy.brownouts", "2036-12-01T10:00:00Z/PT1H",
                "wirescope.legacy.close-window", "PT1S",
                "wirescope.legacy.migration-guide", "https://docs.example/migrate"))
                .addClasses(MovableClock.class, ClockServlet.class);
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
    }

    private void setClock(String at) throws Exception {
        assertThat(api.exchange("POST", "/clock?at=" + at).statusCode()).isEqualTo(200);
    }

    private static void assertHeaders(String deprecation, String sunset, String link) {
        assertThat(deprecation).isEqualTo("@1755302400");
        assertThat(sunset).isEqualTo("Wed, 31 Dec 2036 00:00:00 GMT");
        assertThat(link).isEqualTo("</ws/client?client_id=till+7>; rel=\"successor-version\","
                + " <https://docs.example/migrate>; rel=\"deprecation\"");
    }

    @Test
    @Order(1)
    void beforeTheSunsetEverythingWorksAndEveryResponseAnnouncesIt() throws Exception {
        for (String target : OLD) {
            RawHandshake.Head head = RawHandshake.upgrade(server, target).head();
            assertThat(head.status()).isEqualTo(101);
            assertHeaders(head.header("Deprecation"), head.header("Sunset"), head.header("Link"));
            Answer plain = RawHandshake.plain(server, target).refusal();
            assertThat(plain.status()).isEqualTo(426);
            assertHeaders(plain.header("Deprecation"), plain.header("Sunset"), plain.header("Link"));
        }
        Answer noId = RawHandshake.upgrade(server, "/ws/legacy/").refusal();
        assertThat(noId.header("Link")).startsWith("</ws/client>; rel=\"successor-version\"");
        RawHandshake.Head client = RawHandshake.upgrade(server, "/ws/client?client_id=a").head();
        assertThat(client.header("Deprecation")).isNull();
        assertThat(client.header("Sunset")).isNull();
    }

    @Test
    @Order(2)
    void whatARawClientIsSentIsByteForByteWhatItWas() throws Exception {
        for (String target : OLD) {
            try (RawFrames frames = RawHandshake.upgrade(server, target).open()) {
                frames.sendText("hi".getBytes());
                frames.sendText("{\"type\": \"ping\"}".getBytes());
                // as recorded before there was any of this: two text frames, nothing before or between
                assertThat(frames.bytes(RECORDED.length())).isEqualTo(RECORDED);
            }
        }
    }

    @Test
    @Order(3)
    void theLedgerListsTheClientsOfBothAddresses() throws Exception {
        RawHandshake.upgrade(server, OLD.get(0)).head();
        try (Client old = Client.connect(server, "/ws/%3Cb%3Etill"); Client alice = Client.enveloped(server, "alice")) {
            alice.ask("{\"type\":\"old.way\"}");
            api.call("DELETE", Api.ROOT + "/events"); // the ledger outlasts the events
            JsonObject usage = api.await(USAGE, answer -> answer.data().getJsonArray("clients").toString()
                    .contains("<b>till")).data();
            assertThat(usage.getBoolean("enabled")).isTrue();
            assertThat(usage.getString("sunset")).isEqualTo("2036-12-31T00:00:00.000000+00:00");
            assertThat(usage.getJsonArray("endpoints").getValuesAs(JsonObject.class))
                    .extracting(endpoint -> endpoint.getString("endpoint"))
                    .contains("/ws/{client_id}", "/ws/legacy/{client_id}", "message:old.way");
            assertThat(usage.getJsonArray("clients").getValuesAs(JsonObject.class))
                    .filteredOn(client -> client.getString("client_id").equals("<b>till")).singleElement()
                    .satisfies(client -> assertThat(client.getBoolean("connected")).isTrue());
            assertThat(usage.getBoolean("ready_to_retire")).isFalse();
            assertThat(usage.getString("ready_to_retire_reason")).contains("open at the legacy addresses");
            assertThat(usage.getJsonArray("left_to_do")).isNotEmpty();
            assertThat(api.get("/api/v2/meta/legacy-usage?limit=1&offset=1").data().getJsonArray("clients")).hasSize(1);
            old.send("x");
            assertThat(old.text()).isEqualTo("Echo: x");
        }
        assertThat(api.get(USAGE + "?limit=0").status()).isEqualTo(422);
    }

    @Test
    @Order(4)
    void aBrownoutIsAnnouncedThenClosesTheDoorForAWhileAndConnectionsStay() throws Exception {
        try (Client open = Client.connect(server, "/ws/stays")) {
            setClock("2036-12-01T09:55:00Z");
            assertThat(api.events("event_type=legacy.brownout", 1)).singleElement().satisfies(event ->
                    assertThat(event.getJsonObject("data").getString("end"))
                            .isEqualTo("2036-12-01T11:00:00.000000+00:00"));
            setClock("2036-12-01T10:30:00Z");
            for (String target : OLD) {
                Answer closed = RawHandshake.upgrade(server, target).refusal();
                assertThat(closed.status()).isEqualTo(410);
                assertThat(closed.error().getString("code")).isEqualTo("LEGACY_GONE");
                assertThat(Integer.parseInt(closed.header("Retry-After"))).isBetween(1700, 1800);
            }
            open.send("still");
            assertThat(open.text()).isEqualTo("Echo: still");
            setClock("2036-12-01T11:00:00Z");
            assertThat(RawHandshake.upgrade(server, OLD.get(0)).head().status()).isEqualTo(101);
        }
    }

    @Test
    @Order(5)
    void afterTheSunsetTheDoorIsShutAndWhoIsInsideIsShownOut() throws Exception {
        try (Client open = Client.connect(server, "/ws/legacy/last")) {
            open.send("in time");
            assertThat(open.text()).isEqualTo("Echo: in time");
            setClock("2036-12-31T00:00:01Z");

            assertThat(open.closed().code()).isEqualTo(4410);
        }
        long before = api.get(USAGE).data().getJsonNumber("total").longValue();
        long connects = connects();
        Scrape measured = Api.await(() -> Scrape.of(server), now -> now.value(CONNECTS) == connects);
        for (String target : OLD) {
            for (RawHandshake handshake : List.of(RawHandshake.upgrade(server, target).header("User-Agent", "old till"),
                    RawHandshake.plain(server, target))) {
                Answer gone = handshake.refusal();
                assertThat(gone.status()).isEqualTo(410);
                assertThat(gone.error().getString("code")).isEqualTo("LEGACY_GONE");
                JsonObject details = gone.error().getJsonObject("details");
                assertThat(details.getString("forward")).isEqualTo("/ws/client?client_id=till+7");
                assertThat(details.getString("sunset")).isEqualTo("2036-12-31T00:00:00.000000+00:00");
                assertThat(details.getString("docs")).isEqualTo("https://docs.example/migrate");
                assertThat(gone.header("Retry-After")).isNull();
                assertHeaders(gone.header("Deprecation"), gone.header("Sunset"), gone.header("Link"));
            }
        }
        try (Client alice = Client.enveloped(server, "alice")) {
            assertThat(alice.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
        JsonObject usage = api.get(USAGE).data();
        assertThat(usage.getJsonNumber("total").longValue()).isEqualTo(before + OLD.size());
        assertThat(usage.getJsonArray("clients").getValuesAs(JsonObject.class))
                .filteredOn(client -> "old till".equals(client.getString("user_agent", null)))
                .extracting(client -> client.getString("endpoint"))
                .containsExactlyInAnyOrder("/ws/legacy/{client_id}", "/ws/{client_id}");
        Api.await(() -> Scrape.of(server), now -> now.since(measured, CONNECTS) == 1);
        assertThat(usage.getBoolean("enabled")).isFalse();
        assertThat(api.get(USAGE).data().getBoolean("ready_to_retire")).isTrue();
    }

    /** {@return the connects at the original address that the ledger knows of; the metric follows within a second} */
    private long connects() throws Exception {
        return api.get(USAGE).data().getJsonArray("endpoints").getValuesAs(JsonObject.class).stream()
                .filter(endpoint -> endpoint.getString("endpoint").equals("/ws/{client_id}"))
                .mapToLong(endpoint -> endpoint.getJsonNumber("count").longValue()).sum();
    }
}
