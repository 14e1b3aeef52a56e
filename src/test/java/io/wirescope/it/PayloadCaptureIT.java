package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Captures and exports of a server that asks for tokens. */
class PayloadCaptureIT {

    private static final String CAPTURES = Api.ROOT + "/captures";
    private static final String EVENTS = Api.ROOT + "/events";
    private static final String SECRET = "HUNTER2-4711";
    private static final String CARD = "4111-1111-9999";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpUpstreamServer application;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        application = new HttpUpstreamServer();
        server = ServerProcess.start(Map.of(
                "WIRESCOPE_SECURITY_MODE", "token",
                "WIRESCOPE_SECURITY_TOKENS", "alice:client:" + sha256("alice-token") + ",watcher:observer:"
                        + sha256("watcher-token") + ",keeper:capture+operator:" + sha256("keeper-token")
                        + ",source:publisher:" + sha256("source-token"),
                "WIRESCOPE_CAPTURE_ENABLED", "true",
                "WIRESCOPE_EVENTS_BUFFER_SIZE", "20000",
                "WIRESCOPE_ROUTES_QUOTES_TYPES", "quote",
                "WIRESCOPE_ROUTES_QUOTES_URL", application.url("/quotes")));
        server.awaitReady();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        application.close();
    }

    private static Api api() {
        return new Api(server.address());
    }

    private static String[] as(String name) {
        return new String[] {"Authorization", "Bearer " + name + "-token"};
    }

    private static Answer get(String path) throws Exception {
        return api().get(path, as("keeper"));
    }

    private static Answer start(String body) throws Exception {
        return api().send("POST", CAPTURES, body, as("keeper"));
    }

    private static String started(String body) throws Exception {
        Answer answer = start(body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.data().getString("id");
    }

    private static void delete(String id) throws Exception {
        assertThat(api().call("DELETE", CAPTURES + "/" + id, as("keeper")).status()).isEqualTo(200);
    }

    private static String quote(String requestId) {
        return Messages.envelope("quote").add("request_id", requestId).add("payload", Json.createObjectBuilder()
                .add("symbol", "ACME").add("login", Json.createObjectBuilder().add("password", SECRET))
                .add("cards", Json.createArrayBuilder().add(Json.createObjectBuilder().add("number", CARD)))
                .add("inner", "{\"api_key\":\"" + SECRET + "\"}")).build().toString();
    }

    @Test
    void whatAClientAndItsApplicationSayIsKeptWithoutItsSecrets() throws Exception {
        String capture = started("""
                {"client_id":"alice","reason":"ticket 4711","redact":["/payload/cards/*/number"],"duration":"PT2M"}""");
        try (Client alice = Client.enveloped(server.address(), "alice", Map.of("Authorization", "Bearer alice-token"))) {
            alice.send(quote("story-1"));
            alice.json("quote.result");
            alice.send("no JSON, token=" + SECRET);
            alice.json("error");
        }
        Answer read = Api.await(() -> get(CAPTURES + "/" + capture + "/messages"),
                answer -> answer.data().getInt("total_returned") >= 5);
        List<JsonObject> messages = read.data().getJsonArray("messages").getValuesAs(JsonObject.class);
        List<JsonObject> story = messages.stream().filter(each -> each.getString("request_id", "").equals("story-1")).toList();

        assertThat(story).extracting(each -> each.getString("direction") + " " + each.getString("part"))
                .containsExactlyInAnyOrder("in message", "upstream request", "upstream response", "out message");
        assertThat(story).allSatisfy(each -> {
            assertThat(each.getString("payload")).contains("ACME", "[redacted]").doesNotContain(SECRET, CARD);
            assertThat(each.getJsonArray("redacted")).hasSize(3);
            assertThat(eventOf(each).getBoolean("captured")).isTrue();
        });
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        JsonObject state = get(CAPTURES + "/" + capture).data();
        assertThat(state.getString("state")).isEqualTo("active");
        assertThat(state.getString("started_by")).isEqualTo("keeper");
        assertThat(state.getJsonObject("dropped").getInt("not_json")).isEqualTo(1);

        noSecretLeft(read);
        assertThat(api().call("DELETE", CAPTURES + "/" + capture + "?keep=true", as("keeper")).data().getBoolean("deleted"))
                .isFalse();
        assertThat(get(CAPTURES + "/" + capture).data().getString("ended_because")).isEqualTo("stopped");
        delete(capture);
        assertThat(get(CAPTURES + "/" + capture).status()).isEqualTo(404);
        assertThat(actions(capture)).startsWith("deleted", "ended").endsWith("read", "started");
    }

    private static JsonObject eventOf(JsonObject message) throws Exception {
        long sequence = message.getJsonNumber("sequence").longValue();
        return get(EVENTS + "?limit=1&descending=false&after=" + (sequence - 1)).data().getJsonArray("events").getJsonObject(0);
    }

    private static void noSecretLeft(Answer read) throws Exception {
        assertThat(read.body().toString()).doesNotContain(SECRET, CARD);
        assertThat(get(EVENTS + "?limit=1000").body().toString()).doesNotContain(SECRET, CARD);
        assertThat(get(Api.ROOT + "/correlations/story-1").body().toString()).doesNotContain(SECRET, CARD);
        assertThat(get(Api.ROOT + "/connections").body().toString()).doesNotContain(SECRET, CARD);
        assertThat(export("keeper", "").body()).asString(StandardCharsets.UTF_8).doesNotContain(SECRET, CARD);
        assertThat(server.output()).doesNotContain(SECRET, CARD);
    }

    private static List<String> actions(String capture) throws Exception {
        return get(EVENTS + "?limit=1000&event_type=audit.capture").data().getJsonArray("events")
                .getValuesAs(JsonObject.class).stream().map(event -> event.getJsonObject("data"))
                .filter(data -> data.getString("capture_id").equals(capture)).map(data -> data.getString("action")).toList();
    }

    @Test
    void onlyTheRoleCaptureMay() throws Exception {
        assertThat(api().get(CAPTURES).status()).isEqualTo(401);
        Answer observer = api().get(CAPTURES, as("watcher"));
        assertThat(observer.status()).isEqualTo(403);
        assertThat(observer.error().getString("code")).isEqualTo("NOT_PERMITTED");
        assertThat(api().send("POST", CAPTURES, "{\"client_id\":\"x\",\"reason\":\"x\"}", as("watcher")).status()).isEqualTo(403);
        assertThat(api().get(CAPTURES + "/x/messages", as("watcher")).status()).isEqualTo(403);
    }

    @Test
    void nobodyElsePublishesAnAudit() throws Exception {
        Answer answer = api().send("POST", EVENTS, "{\"event_type\":\"audit.capture\",\"data\":{}}", as("source"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("event_type");
    }

    @Test
    void badOrdersAreRefusedByTheirMember() throws Exception {
        assertRefused("{\"reason\":\"x\"}", "client_id");
        assertRefused("{\"type\":\"quote\"}", "reason");
        assertRefused("{\"type\":\"quote\",\"reason\":\"x\",\"redact\":[\"no pointer\"]}", "redact");
        assertRefused("{\"type\":\"quote\",\"reason\":\"x\",\"duration\":\"PT2H\"}", "duration");
        assertRefused("{\"type\":\"quote\",\"reason\":\"x\",\"max_messages\":0}", "max_messages");
        assertRefused("{\"type\":\"quote\",\"reason\":\"x\",\"max_payload_bytes\":1000000}", "max_payload_bytes");
        assertThat(start("{").status()).isEqualTo(400);
        assertThat(start("[]").status()).isEqualTo(422);
        assertThat(get(CAPTURES + "/none").status()).isEqualTo(404);
        assertThat(get(CAPTURES + "/none/messages?limit=0").status()).isEqualTo(422);
    }

    private static void assertRefused(String body, String member) throws Exception {
        Answer answer = start(body);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(member);
    }

    @Test
    void theEleventhIsRefused() throws Exception {
        int existing = get(CAPTURES).data().getJsonArray("captures").size();
        List<String> own = new ArrayList<>();
        try {
            for (int i = existing; i < 10; i++) {
                own.add(started("{\"request_id\":\"nobody\",\"reason\":\"one of ten\",\"max_total_bytes\":1024}"));
            }
            Answer answer = start("{\"request_id\":\"nobody\",\"reason\":\"the eleventh\"}");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.error().getString("code")).isEqualTo("CAPTURE_LIMIT");
        } finally {
            for (String id : own) {
                delete(id);
            }
        }
    }

    @Test
    void anyNumberOfEventsIsExported() throws Exception {
        for (int batch = 0; batch < 4; batch++) {
            var events = Json.createArrayBuilder();
            for (int i = 0; i < 1000; i++) {
                events.add(Json.createObjectBuilder().add("event_type", "export.test").add("client_id", "exporter")
                        .add("data", Json.createObjectBuilder().add("n", batch * 1000 + i).add("pad", "x".repeat(100))));
            }
            assertThat(api().send("POST", EVENTS, events.build().toString(), as("source")).status()).isEqualTo(202);
        }

        HttpResponse<byte[]> all = export("watcher", "&event_type=export.test&descending=false");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/x-ndjson");
        List<JsonObject> lines = lines(all.body());
        assertThat(lines).hasSize(4000);
        assertThat(lines.get(0).getJsonObject("data").getInt("n")).isZero();
        assertThat(lines.get(3999).getJsonObject("data").getInt("n")).isEqualTo(3999);
        assertThat(lines(export("watcher", "&event_type=export.test&limit=1501").body())).hasSize(1501)
                .first().satisfies(newest -> assertThat(newest.getJsonObject("data").getInt("n")).isEqualTo(3999));
        assertThat(lines(export("watcher", "&event_type=export.nothing").body())).isEmpty();

        HttpResponse<byte[]> gzip = export("watcher", "&event_type=export.test&text=%22n%22:1234,", "Accept-Encoding", "gzip");
        assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
            assertThat(lines(unzipped.readAllBytes())).hasSize(1);
        }
    }

    private static HttpResponse<byte[]> export(String name, String more, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(EVENTS + "?format=ndjson" + more))
                .headers(as(name));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<JsonObject> lines(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).lines().map(Answer::parse).toList();
    }

    @Test
    void badExportsAreRefused() throws Exception {
        assertUnprocessable("format=xml", "format");
        assertUnprocessable("format=ndjson&format=json", "format");
        assertUnprocessable("format=ndjson&limit=0", "limit");
        assertUnprocessable("format=ndjson&since=yesterday", "since");
        assertUnprocessable("format=ndjson&since=2025-08-16T00:00:00Z&until=2025-08-15T00:00:00Z", "until");
        assertUnprocessable("format=ndjson&event_type=NO", "event_type");
        assertUnprocessable("format=ndjson&cursor=abc", "cursor");
        assertThat(api().get(EVENTS + "?format=ndjson").status()).isEqualTo(401);
        assertThat(api().get(EVENTS + "?format=ndjson", as("source")).status()).isEqualTo(403);
        assertThat(api().get(EVENTS + "?format=json&limit=1", as("watcher")).data().getInt("total_returned")).isEqualTo(1);
    }

    private static void assertUnprocessable(String query, String parameter) throws Exception {
        Answer answer = api().get(EVENTS + "?" + query, as("watcher"));
        assertThat(answer.status()).as(query).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(parameter);
    }
}
