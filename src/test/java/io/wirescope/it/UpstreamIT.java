package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get of applications behind the gateway, over HTTP and in the same WAR (contract, section 8). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class UpstreamIT {

    private static final String SECRET = "correct horse";

    private static final Queue<HttpUpstreamServer.Asked> HELD = new ConcurrentLinkedQueue<>();

    private static HttpUpstreamServer application;
    private static RawUpstream broken;

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        application = new HttpUpstreamServer();
        broken = new RawUpstream();
        script();
        Map<String, String> settings = new HashMap<>();
        settings.put("wirescope.routes.app.types", "app.*");
        settings.put("wirescope.routes.app.url", application.url("/messages?key=hidden"));
        settings.put("wirescope.routes.app.secret", SECRET);
        settings.put("wirescope.routes.app.headers.X-Extra", "yes");
        settings.put("wirescope.routes.app.timeout", "PT3S");
        settings.put("wirescope.routes.app.breaker-calls", "0");
        settings.put("wirescope.routes.raw.types", "raw.*");
        settings.put("wirescope.routes.raw.url", broken.url());
        settings.put("wirescope.routes.raw.timeout", "PT0.7S");
        settings.put("wirescope.routes.raw.breaker-calls", "0");
        settings.put("wirescope.routes.order-desk.timeout", "PT1S");
        settings.put("wirescope.routes.order-desk.breaker-calls", "0");
        settings.put("wirescope.routes.narrow.types", "narrow.*");
        settings.put("wirescope.routes.narrow.url", application.url("/"));
        settings.put("wirescope.routes.narrow.timeout", "PT1M");
        settings.put("wirescope.routes.narrow.max-in-flight", "2");
        settings.put("wirescope.routes.narrow.queue", "20");
        settings.put("wirescope.channels.names", "news,secret");
        return ShippedWar.with(settings).addClasses(OrderDesk.class, OrderDesk.Receipt.class, OrderTicket.class,
                Doorkeeper.class, HandlerLogServlet.class);
    }

    private static void script() {
        application
                .on("narrow.hold", HELD::add)
                .on("app.nothing", 204, null, "")
                .on("app.accepted", 202, "text/plain", "later")
                .on("app.binary", 200, "application/json", "{\"n\":1}", "ce-specversion", "1.0", "ce-id", "1", "ce-source",
                        "/app", "ce-type", "app.chosen%20type")
                .on("app.structured", 200, "application/cloudevents+json; charset=utf-8", "{\"specversion\":\"1.0\","
                        + "\"id\":\"1\",\"source\":\"/app\",\"type\":\"app.done\",\"data\":{\"n\":2}}")
                .on("app.refused", 422, "application/problem+json", "{\"type\":\"/sold-out\",\"title\":\"Sold out\","
                        + "\"detail\":\"No more\",\"secret\":\"s\"}")
                .on("app.refused-page", 404, "text/html", "<h1>secret of the application</h1>")
                .on("app.busy", 429, "text/plain", "secret of the application")
                .on("app.fault", 500, "text/html", "<h1>secret of the application</h1>")
                .on("app.redirect", 302, null, "", "Location", "http://example.com/")
                .on("app.html", 200, "text/html", "<h1>secret of the application</h1>")
                .on("app.untyped", 200, null, "{}")
                .on("app.array", 200, "application/json", "[\"secret of the application\"]")
                .on("app.no-json", 200, "application/json", "{\"secret of the application\"")
                .on("app.empty", 200, "application/json", "")
                .on("app.event-without-type", 200, "application/cloudevents+json",
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/app\",\"data\":{}}")
                .on("app.event-of-old", 200, "application/cloudevents+json",
                        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/app\",\"type\":\"a\",\"data\":{}}")
                .on("app.event-with-text", 200, "application/cloudevents+json",
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/app\",\"type\":\"a\",\"data\":\"text\"}")
                .on("app.event-reserved", 200, "application/cloudevents+json",
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/app\",\"type\":\"server.draining\",\"data\":{}}")
                .on("app.event-batch", 200, "application/cloudevents-batch+json", "[]")
                .on("app.half-event", 200, "application/json", "{}", "ce-type", "app.done")
                .on("app.large", 200, "application/json", "{\"text\":\"" + "x".repeat(70_000) + "\"}");
    }

    @AfterAll
    static void end() throws IOException {
        application.close();
        broken.close();
    }

    private static String message(String type, String requestId, JsonObjectBuilder payload) {
        return Messages.envelope(type).add("request_id", requestId).add("payload", payload).build().toString();
    }

    private JsonObject ask(String type, JsonObjectBuilder payload) throws Exception {
        try (Client client = Client.enveloped(server, "alice")) {
            return client.ask(message(type, "r-" + type, payload));
        }
    }

    private JsonObject error(String type, String code, boolean retryable) throws Exception {
        JsonObject answer = ask(type, Json.createObjectBuilder());
        assertThat(answer.getString("type")).as(answer.toString()).isEqualTo("error");
        assertThat(answer.getString("request_id")).isEqualTo("r-" + type);
        JsonObject payload = answer.getJsonObject("payload");
        assertThat(payload.getString("error_code")).isEqualTo(code);
        assertThat(payload.getJsonObject("details").getBoolean("retryable")).isEqualTo(retryable);
        assertThat(answer.toString()).doesNotContain("secret of the application").doesNotContain("<");
        return payload.getJsonObject("details");
    }

    @Test
    void aMessageReachesTheApplicationAsACloudEventAndItsAnswerComesBack() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (Client client = Client.enveloped(server, "al%20%C3%A9&role=test")) {
            JsonObject answer = client.ask(Messages.envelope("app.create").add("request_id", "r-é")
                    .add("trace", Json.createObjectBuilder().add("trace_id", trace).add("span", "00f067aa0ba902b7"))
                    .add("payload", Json.createObjectBuilder().add("n", 1)).build().toString());

            assertThat(answer.getString("type")).isEqualTo("app.create.result");
            assertThat(answer.getString("request_id")).isEqualTo("r-é");
            assertThat(answer.getJsonObject("payload").getInt("n")).isEqualTo(1);
            assertThat(answer.getJsonObject("trace").getString("parent_span")).isEqualTo("00f067aa0ba902b7");
            HttpUpstreamServer.Asked asked = application.asked("app.create").get(0);
            assertThat(asked.exchange().getRequestMethod()).isEqualTo("POST");
            assertThat(asked.exchange().getRequestURI().toString()).isEqualTo("/messages?key=hidden");
            assertThat(asked.header("ce-specversion")).isEqualTo("1.0");
            assertThat(asked.header("ce-source"))
                    .isEqualTo("/clients/al%2520%25C3%25A9/connections/" + client.connectionId());
            assertThat(asked.header("ce-time")).isEqualTo(Messages.TIMESTAMP);
            assertThat(asked.header("ce-clientid")).isEqualTo("al%20%C3%A9");
            assertThat(asked.header("ce-connectionid")).isEqualTo(client.connectionId());
            assertThat(asked.header("ce-requestid")).isEqualTo("r-%C3%A9");
            assertThat(asked.header("X-Request-ID")).isEqualTo("r-%C3%A9");
            assertThat(asked.header("ce-role")).isEqualTo("test");
            assertThat(asked.header("Content-Type")).isEqualTo("application/json");
            assertThat(asked.header("X-Extra")).isEqualTo("yes");
            assertThat(asked.header("traceparent")).matches("00-" + trace + "-[0-9a-f]{16}-01")
                    .doesNotContain("00f067aa0ba902b7");
            assertThat(asked.header("X-Wirescope-Signature"))
                    .isEqualTo("sha256=" + hmac(asked.header("ce-id") + "." + asked.body()));
        }
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theCallIsAnEventBetweenTheMessagesInAndOut() throws Exception {
        String requestId = "story";
        try (Client client = Client.enveloped(server, "teller")) {
            client.ask(Messages.envelope("app.story").add("request_id", requestId).add("trace", Json.createObjectBuilder()
                    .add("trace_id", "4bf92f3577b34da6a3ce929d0e0e4737").add("span", "00f067aa0ba902b7"))
                    .build().toString());
        }
        List<JsonObject> events = new Api(server).events("request_id=" + requestId, 3);
        assertThat(events).extracting(event -> event.getString("event_type"))
                .containsExactly("ws.message.out", "upstream.request", "ws.message.in");
        JsonObject event = events.get(1);
        assertThat(application.asked("app.story").get(0).header("traceparent")).contains(event.getString("trace_span"));
        JsonObject data = event.getJsonObject("data");
        assertThat(data.getString("route")).isEqualTo("app");
        assertThat(data.getString("kind")).isEqualTo("http");
        assertThat(data.getString("target")).isEqualTo(application.url("/messages"));
        assertThat(data.getString("status")).isEqualTo("200");
        assertThat(data.getString("outcome")).isEqualTo("answered");
        assertThat(data.getInt("attempts")).isEqualTo(1);
        assertThat(data.getJsonNumber("duration_ms").doubleValue()).isBetween(0.01, 3000.0);
        assertThat(data.getJsonNumber("queued_ms").doubleValue()).isBetween(0.0, 3000.0);
        assertThat(data.getInt("request_bytes")).isEqualTo(2);
        assertThat(data.getInt("response_bytes")).isEqualTo(2);
        JsonObject story = new Api(server).get(Api.ROOT + "/correlations/" + requestId).data();
        assertThat(story.toString()).contains("upstream.request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.nothing", "app.accepted"})
    void whatTheApplicationOnlyTakesHasNoAnswer(String type) throws Exception {
        try (Client client = Client.enveloped(server, "quiet")) {
            client.send(message(type, "r", Json.createObjectBuilder()));
            client.send(message("app.after", "r-after", Json.createObjectBuilder()));
            assertThat(client.json().getString("request_id")).isEqualTo("r-after");
        }
    }

    @Test
    void aCloudEventIsAMessageOfItsType() throws Exception {
        JsonObject binary = ask("app.binary", Json.createObjectBuilder());
        assertThat(binary.getString("type")).isEqualTo("app.chosen type");
        assertThat(binary.getString("request_id")).isEqualTo("r-app.binary");
        assertThat(binary.getJsonObject("payload").getInt("n")).isEqualTo(1);
        JsonObject structured = ask("app.structured", Json.createObjectBuilder());
        assertThat(structured.getString("type")).isEqualTo("app.done");
        assertThat(structured.getJsonObject("payload").getInt("n")).isEqualTo(2);
    }

    @Test
    void aRefusalSaysWhatTheProblemSaysAndNoMore() throws Exception {
        JsonObject details = error("app.refused", "UPSTREAM_REFUSED", false);
        assertThat(details).isEqualTo(Json.createObjectBuilder().add("status", 422).add("type", "/sold-out")
                .add("title", "Sold out").add("detail", "No more").add("retryable", false).build());
        assertThat(error("app.refused-page", "UPSTREAM_REFUSED", false).keySet()).containsOnly("status", "retryable");
        error("app.busy", "UPSTREAM_REFUSED", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.fault", "app.redirect", "app.html", "app.untyped", "app.array", "app.no-json", "app.empty",
        "app.event-without-type", "app.event-of-old", "app.event-with-text", "app.event-reserved", "app.event-batch",
        "app.half-event", "app.large", "raw.reset", "raw.half", "raw.garbage", "raw.oversized"})
    void aBrokenAnswerIsUnavailability(String type) throws Exception {
        assertThat(error(type, "UPSTREAM_UNAVAILABLE", true).keySet()).containsOnly("retryable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw.hang", "raw.endless", "raw.headers"})
    void noAnswerInTimeIsATimeout(String type) throws Exception {
        error(type, "UPSTREAM_TIMEOUT", false);
    }

    @Test
    void handlersInTheSameApplicationAnswer() throws Exception {
        JsonObject receipt = order("receipt");
        assertThat(receipt.getString("type")).isEqualTo("order.create.result");
        assertThat(receipt.getJsonObject("payload").getInt("number")).isEqualTo(7);
        assertThat(order("map").getJsonObject("payload").getString("client")).isEqualTo("alice");
        assertThat(order("map").getJsonObject("payload").getString("ticket"))
                .isNotEqualTo(order("map").getJsonObject("payload").getString("ticket"));
        assertThat(order("reply").getString("type")).isEqualTo("order.accepted");
        assertThat(order("stage").getJsonObject("payload").getString("want")).isEqualTo("stage");
        try (Client client = Client.enveloped(server, "quiet")) {
            client.send(orderMessage("nothing"));
            assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
        JsonObject event = new Api(server).events("event_type=upstream.request&client_id=quiet", 1).stream()
                .filter(one -> one.getJsonObject("data").getString("kind").equals("handler")).findFirst().orElseThrow();
        assertThat(event.getJsonObject("data").getString("target")).isEqualTo(OrderDesk.class.getName());
        assertThat(event.getJsonObject("data").getString("route")).isEqualTo("order-desk");
    }

    @Test
    void whatGoesWrongInAHandlerIsAnErrorToThatClientAndNothingMore() throws Exception {
        assertThat(orderError("refusal", "UPSTREAM_REFUSED").getJsonObject("details").getString("title"))
                .isEqualTo("Sold out");
        orderError("exception", "UPSTREAM_UNAVAILABLE");
        orderError("failed-stage", "UPSTREAM_UNAVAILABLE");
        orderError("reserved", "UPSTREAM_UNAVAILABLE");
        orderError("never", "UPSTREAM_TIMEOUT");
        assertThat(order("reply").getString("type")).isEqualTo("order.accepted");
    }

    @Test
    void anExceptionIsALogLineWithTheRequestItIsAbout() throws Exception {
        try (Client client = Client.enveloped(server, "alice")) {
            client.ask(message("order.create", "r-logged", Json.createObjectBuilder().add("want", "exception")));
        }
        String log = Api.await(() -> new Api(server).exchange("GET", "/test/handler-log").body(),
                lines -> lines.contains("request_id=r-logged"));
        assertThat(log.lines().filter(line -> line.contains("r-logged"))).containsExactly(
                "r-logged: Handler failed: route=order-desk type=order.create request_id=r-logged"
                + " java.lang.IllegalStateException: secret of the application");
    }

    @Test
    void aHandlerSaysWhoJoins() throws Exception {
        try (Client client = Client.enveloped(server, "reader")) {
            assertThat(client.ask(subscribe("r-news", "news")).getString("type")).isEqualTo("subscribed");
            JsonObject refused = client.ask(subscribe("r-secret", "secret"));
            assertThat(refused.getString("type")).isEqualTo("error");
            assertThat(refused.getString("request_id")).isEqualTo("r-secret");
            assertThat(refused.getJsonObject("payload").getString("error_code")).isEqualTo("NOT_PERMITTED");
            assertThat(refused.getJsonObject("payload").getString("message")).isEqualTo("reader is no member");
        }
        JsonObject call = new Api(server).events("event_type=upstream.request&request_id=r-secret", 1).get(0)
                .getJsonObject("data");
        assertThat(call.getString("kind")).isEqualTo("handler");
        assertThat(call.getString("target")).isEqualTo(Doorkeeper.class.getName());
        assertThat(call.getString("outcome")).isEqualTo("refused");
    }

    private static String subscribe(String requestId, String channel) {
        return message("subscribe", requestId, Json.createObjectBuilder()
                .add("channels", Json.createArrayBuilder().add(channel)));
    }

    @Test
    void aHandlerFindsNothingThatTheOneBeforeItLeftOnTheThread() throws Exception {
        try (Client client = Client.enveloped(server, "leaves")) {
            for (int i = 0; i < 20; i++) { // of which a task handles several
                client.send(orderMessage("transaction"));
            }
            for (int i = 0; i < 20; i++) {
                JsonObject found = client.json("order.create.result").getJsonObject("payload");
                assertThat(found.getBoolean("none")).isTrue();
                assertThat(found.getBoolean("interrupted")).isFalse();
            }
        }
    }

    private JsonObject order(String want) throws Exception {
        try (Client client = Client.enveloped(server, "alice")) {
            return client.ask(orderMessage(want));
        }
    }

    private static String orderMessage(String want) {
        return message("order.create", "r-" + want, Json.createObjectBuilder().add("want", want));
    }

    private JsonObject orderError(String want, String code) throws Exception {
        JsonObject answer = order(want);
        assertThat(answer.getString("type")).as(answer.toString()).isEqualTo("error");
        assertThat(answer.toString()).doesNotContain("secret of the application");
        assertThat(answer.getJsonObject("payload").getString("error_code")).isEqualTo(code);
        return answer.getJsonObject("payload");
    }

    @Test
    void whatIsOverTheQueueIsRefusedAndOthersStillGetTheirTurn() throws Exception {
        try (Client flood = Client.enveloped(server, "flood"); Client other = Client.enveloped(server, "other")) {
            for (int n = 0; n < 10_000; n++) {
                flood.send(message("narrow.hold", "r-" + n, Json.createObjectBuilder()));
            }
            for (int n = 11; n < 10_000; n++) { // one is under way, ten wait: half of the queue
                JsonObject refused = flood.json("error");
                assertThat(refused.getJsonObject("payload").getString("error_code")).isEqualTo("OVERLOADED");
                assertThat(refused.getJsonObject("payload").getJsonObject("details").getBoolean("retryable")).isTrue();
            }
            assertThat(other.ask(message("narrow.now", "r", Json.createObjectBuilder())).getString("type"))
                    .isEqualTo("narrow.now.result");
            for (int n = 0; n < 11; n++) { // in order, as they came
                Api.await(HELD::size, held -> held > 0);
                assertThat(HELD.element().header("ce-requestid")).isEqualTo("r-" + n);
                HELD.remove().answer(204, null, "");
            }
            assertThat(flood.ask(Messages.PING).getString("type")).isEqualTo("pong");
            JsonObject failure = new Api(server).get(Api.ROOT + "/routes").data().getJsonArray("routes")
                    .getValuesAs(JsonObject.class).stream().filter(route -> route.getString("route").equals("narrow"))
                    .findFirst().orElseThrow().getJsonArray("failures").getJsonObject(0);
            assertThat(failure.getString("outcome")).isEqualTo("rejected");
            assertThat(failure.getString("client_id")).isEqualTo("flood");
        }
    }

    @Test
    void whatNoRouteTakesIsEchoed() throws Exception {
        assertThat(ask("other", Json.createObjectBuilder()).getString("type")).isEqualTo("echo");
        assertThat(ask("io.wirescope.connect", Json.createObjectBuilder()).getString("type")).isEqualTo("echo");
    }
}
