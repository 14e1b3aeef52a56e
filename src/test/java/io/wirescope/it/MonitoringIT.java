package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks, metrics and the API's own description, as operators and their tools see them. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class MonitoringIT {

    private static final String HANDLING = "wirescope_message_handling";
    private static final List<String> HANDLING_BOUNDS = List.of("10", "20", "50", "100", "200", "500", "1000", "2000",
            "5000", "10000", "50000", "100000", "1000000", "+Inf");

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    // Health

    @ParameterizedTest
    @CsvSource({"/health, 3", "/health/live, 1", "/health/ready, 1", "/health/started, 1"})
    void everyProbeIsUp(String probe, int checks) throws Exception {
        HttpResponse<String> response = new Api(server).exchange("GET", probe);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject health = Answer.parse(response.body());
        assertThat(health.getString("status")).isEqualTo("UP");
        assertThat(health.getJsonArray("checks").getValuesAs(JsonObject.class)).hasSize(checks)
                .allMatch(check -> check.getString("status").equals("UP"))
                .allMatch(check -> !check.getJsonObject("data").isEmpty());
    }

    @Test
    void readinessHasTheNumberOfConnections() throws Exception {
        try (Client client = Client.enveloped(server, "ready")) {
            client.ask(Messages.PING);
            JsonObject data = Answer.parse(new Api(server).exchange("GET", "/health/ready").body())
                    .getJsonArray("checks").getJsonObject(0).getJsonObject("data");
            assertThat(Integer.parseInt(Answer.text(data.get("active_connections")))).isPositive();
            assertThat(Answer.text(data.get("max_connections"))).isEqualTo("10000");
            assertThat(Answer.text(data.get("draining"))).isEqualTo("false");
        }
    }

    // Metrics; counters lag by up to a second

    @Test
    void everythingThatIsCountedIsAMetric() throws Exception {
        Scrape before = settled();
        int bytesIn = 0;
        int bytesOut = 0;
        try (Client client = Client.enveloped(server, "metrics&role=admin");
                Client raw = Client.connect(server, "/ws/legacy/metrics")) {
            bytesOut += utf8(client.hello().toString());
            for (String message : new String[] {Messages.PING, "{\"type\":\"grüße\"}", "junk"}) {
                client.send(message);
                bytesIn += utf8(message);
                bytesOut += utf8(client.text());
            }
            raw.send("hello");
            bytesIn += 5;
            bytesOut += utf8(raw.text());

            awaitRisen(before, Map.of(
                    "wirescope_messages_total{direction=\"in\"}", 4,
                    "wirescope_messages_total{direction=\"out\"}", 5,
                    "wirescope_message_bytes_total{direction=\"in\"}", bytesIn,
                    "wirescope_message_bytes_total{direction=\"out\"}", bytesOut,
                    "wirescope_connections_opened_total", 2,
                    "wirescope_connections_closed_total", 0,
                    "wirescope_legacy_total{endpoint=\"/ws/legacy/{client_id}\",use=\"connect\"}", 1,
                    "wirescope_legacy_total{endpoint=\"/ws/client\",use=\"message\"}", 1));
            awaitRisen(before, Map.of(
                    "wirescope_events_published_total{type=\"ws.message.in\"}", 4,
                    "wirescope_events_published_total{type=\"ws.message.out\"}", 9,
                    "wirescope_events_published_total{type=\"legacy.usage\"}", 2,
                    "wirescope_events_published_total{type=\"drift.status\"}", 0,
                    "wirescope_events_published_total{type=\"other\"}", 0));
            Scrape during = awaitRisen(before, Map.of(
                    "wirescope_connections{protocol=\"envelope\",role=\"admin\"}", 1,
                    "wirescope_connections{protocol=\"raw\",role=\"frontend\"}", 1,
                    "wirescope_connections{protocol=\"envelope\",role=\"test\"}", 0,
                    "wirescope_message_handling_bucket_total{le=\"+Inf\",protocol=\"envelope\"}", 3,
                    "wirescope_message_handling_bucket_total{le=\"+Inf\",protocol=\"raw\"}", 1));
            assertThat(during.value("wirescope_connections_limit")).isEqualTo(10_000);
            assertThat(during.value("wirescope_events_buffer_limit")).isEqualTo(500);
            assertThat(during.samples()).containsEntry("wirescope_draining", 0.0);
            assertThat(during.value("wirescope_events_buffered")).isBetween(15.0, 500.0);
            assertThat(during.samples()).containsKey("wirescope_events_subscribers");
        }
        awaitRisen(before, Map.of("wirescope_connections_closed_total", 2,
                "wirescope_connections{protocol=\"envelope\",role=\"admin\"}", 0));
    }

    /** {@return a scrape with all that earlier tests did in it} */
    private Scrape settled() throws Exception {
        Api api = new Api(server);
        return Api.await(() -> {
            Scrape scrape = Scrape.of(server);
            return isSettled(scrape, api.stats()) ? Scrape.of(server) : null; // that one was perhaps half a sample
        }, Objects::nonNull);
    }

    private static boolean isSettled(Scrape scrape, JsonObject stats) {
        JsonObject types = stats.getJsonObject("event_bus").getJsonObject("events_by_type");
        return scrape.value("wirescope_connections_opened_total") == scrape.value("wirescope_connections_closed_total")
                && Stream.of("ws.message.in", "ws.message.out", "legacy.usage").allMatch(type ->
                scrape.value("wirescope_events_published_total{type=\"" + type + "\"}") == types.getInt(type, 0));
    }

    private Scrape awaitRisen(Scrape before, Map<String, Integer> risen) throws Exception {
        Scrape after = Api.await(() -> Scrape.of(server), scrape -> risen.entrySet().stream()
                .allMatch(sample -> scrape.since(before, sample.getKey()) == sample.getValue()));
        assertThat(after.samples()).containsKeys(risen.keySet().toArray(String[]::new));
        return after;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** With more messages than the 1028 that Payara's own histograms know of in their finite buckets. */
    @Test
    void handlingTimeIsAHistogramInMicroseconds() throws Exception {
        int messages = 1_200;
        Scrape before = settled();
        try (Client client = Client.enveloped(server, "histogram")) {
            for (int i = 0; i < messages; i++) {
                client.ask(Messages.PING);
            }
        }
        awaitRisen(before, Map.of(handledWithin("+Inf"), messages, handledWithin("1000000"), messages));

        Scrape after = Scrape.of(server); // the one before may have been in the midst of a sample
        List<Double> buckets = HANDLING_BOUNDS.stream().map(le -> after.since(before, handledWithin(le))).toList();
        assertThat(buckets).isSorted().last().isEqualTo((double) messages);
        assertThat(after.samples().keySet()).filteredOn(sample -> sample.startsWith(HANDLING + "_bucket_total{")
                && sample.contains("envelope")).hasSameSizeAs(HANDLING_BOUNDS);
        assertThat(after.since(before, HANDLING + "_microseconds_total{protocol=\"envelope\"}"))
                .isBetween(1.0 * messages, 1_000_000.0 * messages);
    }

    private static String handledWithin(String le) {
        return HANDLING + "_bucket_total{le=\"" + le + "\",protocol=\"envelope\"}";
    }

    @Test
    void evictedEventsAreCountedByType() throws Exception {
        Scrape before = Scrape.of(server);
        try (Client client = Client.enveloped(server, "evicting")) {
            for (int i = 0; i < 600; i++) {
                client.ask(Messages.PING);
            }
        }
        Api.await(() -> Scrape.of(server), scrape ->
                scrape.since(before, "wirescope_events_evicted_total{type=\"ws.message.in\"}") >= 300
                        && scrape.since(before, "wirescope_events_evicted_total{type=\"ws.message.out\"}") >= 300);
        assertThat(Scrape.of(server).value("wirescope_events_buffered")).isEqualTo(500);
    }

    @Test
    void aClientCannotMakeALabelValue() throws Exception {
        try (Client client = Client.enveloped(server, "inventor&correlationId=invented-request")) {
            client.ask(Messages.envelope("invented").build().toString());
            client.ask("{\"type\":\"invented\"}");
        }
        try (Client raw = Client.connect(server, "/ws/invented")) {
            raw.send("invented");
            raw.text();
        }
        new Api(server).get("/api/invented");
        new Api(server).exchange("BREW", "/invented");
        try (Client refused = Client.connect(server, "/ws/client?client_id=invented&role=invented")) {
            refused.closed();
        }
        Scrape settled = settled();
        assertThat(settled.text()).contains("wirescope_").doesNotContainIgnoringCase("invent")
                .doesNotContain("BREW");
    }

    // OpenAPI

    @Test
    void everyCallIsDescribedWithAnExample() throws Exception {
        JsonObject document = openApi();
        JsonObject paths = document.getJsonObject("paths");
        assertThat(paths.keySet()).contains("/api/v2/observability/events", "/api/v2/observability/events/stream",
                "/api/v2/observability/event-types", "/api/v2/observability/stats", "/api/v2/observability/health",
                "/api/v2/observability/connections", "/api/v2/observability/connections/{connection_id}",
                "/api/v2/observability/correlations/{request_id}", "/api/v2/observability/drain",
                "/api/v2/observability/legacy-usage", "/api/v2/drift/status", "/api/v2/drift/broadcast",
                "/api/v2/channels/{channel}/messages");
        paths.forEach((path, methods) -> methods.asJsonObject().forEach((method, call) -> {
            assertThat(call.asJsonObject().getString("summary", "")).as(method + " " + path).isNotEmpty();
            call.asJsonObject().getJsonObject("responses").forEach((status, response) ->
                    assertThat(example(document, response.asJsonObject())).as(method + " " + path + " " + status)
                            .contains(isStream(path, status) ? "event: gap" : "\"success\""));
        }));
    }

    private static boolean isStream(String path, String status) {
        return path.endsWith("/stream") && status.equals("200");
    }

    private static String example(JsonObject document, JsonObject response) {
        JsonObject content = response.getJsonObject("content");
        return content == null ? "" : content.values().stream()
                .map(JsonValue::asJsonObject)
                .flatMap(media -> media.getOrDefault("examples", JsonValue.EMPTY_JSON_OBJECT).asJsonObject().values()
                        .stream())
                .map(example -> resolved(document, example.asJsonObject()).get("value").toString().replace("\\\"", "\""))
                .findFirst().orElse("");
    }

    private static JsonObject resolved(JsonObject document, JsonObject example) {
        return example.containsKey("$ref")
                ? Json.createPointer(example.getString("$ref").substring(1)).getValue(document).asJsonObject() : example;
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "event_type", "request_id", "trace_id", "client_id", "connection_id", "since",
        "until", "after", "descending"})
    void everyFilterOfEventsIsDescribed(String parameter) throws Exception {
        assertThat(openApi().getJsonObject("paths").getJsonObject("/api/v2/observability/events")
                .getJsonObject("get").getJsonArray("parameters").getValuesAs(JsonObject.class))
                .filteredOn(described -> described.getString("name").equals(parameter))
                .singleElement()
                .satisfies(described -> assertThat(described.getString("description")).isNotEmpty());
    }

    private JsonObject openApi() throws Exception {
        HttpResponse<String> document = new Api(server).exchange("GET", "/openapi", "Accept", "application/json");
        assertThat(document.statusCode()).isEqualTo(200);
        return Answer.parse(document.body());
    }
}
