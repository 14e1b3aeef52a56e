package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each application of {@code deploy/examples} does: by itself, and behind the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExampleContract {

    private static final String SECRET = "correct horse battery staple";
    private static final String ORDER = "{\"item\":\"tea\",\"quantity\":2}";

    private ExampleUpstream open;
    private ExampleUpstream guarded;

    /** Starts the example. */
    abstract ExampleUpstream example(String secret) throws Exception;

    @BeforeAll
    void start() throws Exception {
        open = example("");
        guarded = example(SECRET);
    }

    @AfterAll
    void stop() throws Exception {
        if (open != null) {
            open.close();
        }
        if (guarded != null) {
            guarded.close();
        }
    }

    private static HttpResponse<String> cloudEvent(ExampleUpstream example, String type, String body, String... more)
            throws Exception {
        String[] headers = {"ce-specversion", "1.0", "ce-id", "m-1", "ce-type", type, "ce-source",
            "/clients/alice/connections/c-1", "ce-clientid", "alice", "ce-requestid", "my-order"};
        String[] all = new String[headers.length + more.length];
        System.arraycopy(headers, 0, all, 0, headers.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return example.send("POST", body, all);
    }

    private static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("none");
    }

    private static void assertProblem(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(contentType(response)).isEqualTo("application/problem+json");
        JsonObject problem = Answer.parse(response.body());
        assertThat(problem.keySet()).containsExactlyInAnyOrder("title", "status", "detail");
        assertThat(problem.getString("title")).isEqualTo(title);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotEmpty();
    }

    @Test
    void anOrderIsAnsweredWithAnIdThatNoOtherHas() throws Exception {
        HttpResponse<String> first = cloudEvent(open, "order.create", ORDER);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(contentType(first)).isEqualTo("application/json");
        assertThat(Answer.parse(first.body()).getInt("quantity")).isEqualTo(2);
        HttpResponse<String> second = cloudEvent(open, "order.create", ORDER);
        assertThat(Answer.parse(first.body()).getString("order_id")).startsWith("o-")
                .isNotEqualTo(Answer.parse(second.body()).getString("order_id"));
        Api.await(open::printed, lines -> lines.contains("order.create of alice, request my-order: 200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"quantity\":0}", "{\"quantity\":101}", "{\"quantity\":-1}", "{\"quantity\":\"2\"}"})
    void anOrderThatIsNotToBeHadIsRefusedWithAReason(String payload) throws Exception {
        assertProblem(cloudEvent(open, "order.create", payload), 422, "Quantity out of range");
    }

    @Test
    void aTypeWithoutAnswerIsAnsweredWithNothing() throws Exception {
        HttpResponse<String> response = cloudEvent(open, "order.viewed", "{}");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void whatIsNoMessageForItIsRefused() throws Exception {
        assertProblem(cloudEvent(open, "order.cancel", "{}"), 404, "Unknown type");
        assertProblem(open.send("POST", "{}"), 400, "Not a CloudEvent");
        assertProblem(open.send("GET", "", "ce-specversion", "1.0"), 400, "Not a CloudEvent");
    }

    @Test
    void withASecretOnlyWhatIsSignedIsTaken() throws Exception {
        assertThat(cloudEvent(guarded, "order.create", ORDER, "X-Wirescope-Signature", signature(SECRET, "m-1", ORDER))
                .statusCode()).isEqualTo(200);
        assertProblem(cloudEvent(guarded, "order.create", ORDER), 401, "Bad signature");
        for (String wrong : new String[] {"", "sha256=", signature("another", "m-1", ORDER), signature(SECRET, "m-2", ORDER),
            signature(SECRET, "m-1", ORDER + " ")}) {
            assertProblem(cloudEvent(guarded, "order.create", ORDER, "X-Wirescope-Signature", wrong), 401, "Bad signature");
        }
    }

    @Test
    void behindTheGatewayItsAnswersReachTheClientInOneStory() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_ROUTES_ORDERS_TYPES", "order.*",
                "WIRESCOPE_ROUTES_ORDERS_URL", guarded.address().toString(), "WIRESCOPE_ROUTES_ORDERS_SECRET", SECRET))) {
            server.awaitReady();
            try (Client client = Client.enveloped(server.address(), "alice")) {
                JsonObject ordered = client.ask(message("order.create", ORDER, "my-order"));
                assertThat(ordered.getString("type")).as("%s", ordered).isEqualTo("order.create.result");
                assertThat(ordered.getString("request_id")).isEqualTo("my-order");
                assertThat(ordered.getJsonObject("payload").getInt("quantity")).isEqualTo(2);
                assertRefused(client.ask(message("order.create", "{}", "my-refusal")));
                client.send(message("order.viewed", "{}", "my-view"));
                assertThat(client.ask(Messages.PING).getString("type")).as("nothing but the pong").isEqualTo("pong");
                assertThat(client.ask(message("order.cancel", "{}", "my-mistake")).getString("type")).isEqualTo("error");
            }
            assertStory(new Api(server.address()));
        }
    }

    private static String message(String type, String payload, String requestId) {
        return Messages.envelope(type).add("payload", Answer.parse(payload)).add("request_id", requestId).build().toString();
    }

    private static void assertRefused(JsonObject refused) {
        assertThat(refused.getString("type")).as("%s", refused).isEqualTo("error");
        assertThat(refused.getString("request_id")).isEqualTo("my-refusal");
        JsonObject error = refused.getJsonObject("payload");
        assertThat(error.getString("error_code")).isEqualTo("UPSTREAM_REFUSED");
        assertThat(error.getJsonObject("details").getInt("status")).isEqualTo(422);
        assertThat(error.getJsonObject("details").getString("title")).isEqualTo("Quantity out of range");
        assertThat(error.getJsonObject("details").getBoolean("retryable")).isFalse();
    }

    private static void assertStory(Api api) throws Exception {
        assertThat(story(api, "my-order")).containsExactly("ws.message.in", "upstream.request", "ws.message.out");
        assertThat(story(api, "my-refusal")).containsExactly("ws.message.in", "upstream.request", "ws.message.out");
        assertThat(api.await(Api.ROOT + "/events?event_type=upstream.request&request_id=my-view",
                answer -> answer.data().getInt("total_returned") == 1).data().getJsonArray("events").getJsonObject(0)
                .getJsonObject("data").getString("status")).isEqualTo("204");
    }

    private static List<String> story(Api api, String requestId) throws Exception {
        return api.await(Api.ROOT + "/correlations/" + requestId, answer -> answer.status() == 200
                && answer.data().getInt("total_events") >= 3).data().getJsonArray("events")
                .getValuesAs(JsonObject.class).stream().map(event -> event.getString("event_type")).toList();
    }

    private static String signature(String secret, String id, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal((id + "." + body).getBytes(StandardCharsets.UTF_8)));
    }
}
