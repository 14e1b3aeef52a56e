package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that publish, and a backend that sends many, once, and says who is in which channel (contract, section 8). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class PublishIT {

    private static final String BATCH = "/api/v2/channels/batch";
    private static final String KEY = "Idempotency-Key";
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.channels.names", "room,ordered,staff",
                "wirescope.channels.publish", "room,ordered,client:*,later,staff@admin",
                "wirescope.channels.max-message-bytes", "20000",
                "wirescope.outbox.max-messages", "2000",
                "wirescope.channels.max-per-connection", "2",
                "wirescope.idempotency.max-bytes", "1048576"));
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
    }

    private static String publish(String channel, String type, JsonValue payload, boolean echo) {
        return Messages.envelope("publish").add("request_id", "p-1").add("payload", Json.createObjectBuilder()
                .add("channel", channel).add("type", type).add("payload", payload).add("echo", echo)).build().toString();
    }

    private static String say(String channel, String text) {
        return publish(channel, "chat", text(text), true);
    }

    private static JsonObject text(String text) {
        return Json.createObjectBuilder().add("text", text).build();
    }

    private static String subscribe(String channel) {
        return Messages.envelope("subscribe").add("payload", Json.createObjectBuilder()
                .add("channels", Json.createArrayBuilder().add(channel))).build().toString();
    }

    private static JsonObject payload(JsonObject message, String type) {
        assertThat(message.getString("type")).as("%s", message).isEqualTo(type);
        return message.getJsonObject("payload");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String messages(String channel) {
        return "/api/v2/channels/" + encoded(channel) + "/messages";
    }

    // Clients publish

    @Test
    void theMembersGetItInPlaceAndTheStoryIsOne() throws Exception {
        try (Client alice = Client.enveloped(server, "alice", Map.of("traceparent", TRACEPARENT));
                Client bob = Client.enveloped(server, "bob")) {
            alice.ask(subscribe("room"));
            bob.ask(subscribe("room"));
            JsonObject published = payload(alice.ask(say("room", "hi").replace("p-1", "story-1")), "published");
            JsonObject own = alice.json("chat");
            JsonObject heard = bob.json("chat");

            assertThat(heard).isEqualTo(own);
            assertThat(heard.getJsonObject("payload").getString("text")).isEqualTo("hi");
            assertThat(heard.getString("request_id")).isEqualTo("story-1");
            assertThat(heard.getJsonObject("trace").getString("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(heard.getJsonObject("meta")).isEqualTo(Json.createObjectBuilder(published)
                    .add("publisher", "alice").build());
            assertThat(api.events("request_id=story-1", 4)).extracting(event ->
                    event.getJsonObject("data").getString("type")).containsExactlyInAnyOrder(
                    "publish", "published", "chat", "chat");
        }
    }

    @Test
    void theSendersOwnCopyMayBeLeftOutAndComesWhenItComesBackFromBeforeIt() throws Exception {
        String back;
        int offset;
        try (Client carol = Client.enveloped(server, "carol"); Client same = Client.enveloped(server, "carol")) {
            JsonObject joined = payload(carol.ask(subscribe("room")), "subscribed").getJsonArray("channels")
                    .getJsonObject(0);
            same.ask(subscribe("room"));
            offset = payload(carol.ask(publish("room", "chat", text("quiet"), false)), "published").getInt("offset");
            assertThat(payload(same.json(), "chat").getString("text")).isEqualTo("quiet");
            payload(carol.ask(Messages.PING), "pong");
            back = "&session=" + carol.hello().getJsonObject("payload").getJsonObject("session").getString("token")
                    + "&position=" + encoded("room@" + joined.getString("epoch") + ":" + joined.getInt("offset"));
        }
        try (Client again = Client.enveloped(server, "carol" + back)) {
            assertThat(again.hello().getJsonObject("payload").getJsonObject("session").getBoolean("resumed")).isTrue();
            JsonObject own = again.json("chat");
            assertThat(own.getJsonObject("payload").getString("text")).isEqualTo("quiet");
            assertThat(own.getJsonObject("meta").getInt("offset")).isEqualTo(offset);
        }
    }

    @ParameterizedTest
    @CsvSource({"elsewhere, NOT_PERMITTED", "staff, NOT_PERMITTED", "broadcast, NOT_PERMITTED", "events:*, NOT_PERMITTED",
        "later, UNKNOWN_CHANNEL", "role:king, UNKNOWN_CHANNEL"})
    void whereItMayNotItIsToldAndTheConnectionStays(String channel, String code) throws Exception {
        try (Client dave = Client.enveloped(server, "dave")) {
            assertThat(payload(dave.ask(say(channel, "hi")), "error").getString("error_code")).isEqualTo(code);
            assertThat(dave.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void whatIsReservedBrokenOrTooLargeIsRefused() throws Exception {
        try (Client erin = Client.enveloped(server, "erin")) {
            JsonObject reserved = payload(erin.ask(publish("room", "server.draining", text("bye"), true)), "error");
            assertThat(reserved.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
            assertThat(reserved.getJsonObject("details").getString("member")).isEqualTo("payload.type");
            JsonObject broken = payload(erin.ask(Messages.envelope("publish").build().toString()), "error");
            assertThat(broken.getJsonObject("details").getString("member")).isEqualTo("payload.channel");
            JsonObject large = payload(erin.ask(say("room", "x".repeat(20_000))), "error");
            assertThat(large.getString("error_code")).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(large.getJsonObject("details").getInt("max_message_bytes")).isEqualTo(20_000);
            assertThat(payload(erin.ask(say("room", "small")), "published").getInt("offset")).isPositive();
        }
    }

    @Test
    void manyPublishersAreHeardInOneOrder() throws Exception {
        List<Client> publishers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Client listener = Client.enveloped(server, "listener")) {
            listener.ask(subscribe("ordered"));
            for (int i = 0; i < 50; i++) {
                publishers.add(Client.enveloped(server, "publisher-" + i));
            }
            List<Future<?>> sent = new ArrayList<>();
            for (Client publisher : publishers) {
                sent.add(threads.submit(() -> {
                    for (int n = 0; n < 20; n++) {
                        publisher.send(say("ordered", Integer.toString(n)));
                    }
                    return null;
                }));
            }
            for (Future<?> one : sent) {
                one.get(20, TimeUnit.SECONDS);
            }
            Map<String, List<String>> byPublisher = IntStream.rangeClosed(1, 1000).mapToObj(offset -> next(listener, offset))
                    .collect(Collectors.groupingBy(message -> message.getJsonObject("meta").getString("publisher"),
                            Collectors.mapping(message -> message.getJsonObject("payload").getString("text"),
                                    Collectors.toList())));
            assertThat(byPublisher).hasSize(50).allSatisfy((publisher, texts) -> assertThat(texts)
                    .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(Integer::toString).toList()));
        } finally {
            threads.shutdownNow();
            publishers.forEach(Client::close);
        }
    }

    private static JsonObject next(Client listener, int offset) {
        try {
            JsonObject message = listener.json("chat");
            assertThat(message.getJsonObject("meta").getInt("offset")).isEqualTo(offset);
            return message;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // A batch

    private static JsonObjectBuilder message(String channel, String type) {
        return Json.createObjectBuilder().add("channel", channel).add("type", type).add("payload", text(channel));
    }

    @Test
    void aBatchSendsEachForItself() throws Exception {
        try (Client frank = Client.enveloped(server, "frank"); Client grace = Client.enveloped(server, "grace")) {
            Answer answer = api.send("POST", BATCH, Json.createObjectBuilder().add("messages", Json.createArrayBuilder()
                    .add(message("client:frank", "a"))
                    .add(message("events:*", "a"))
                    .add(message("client:frank", "hello"))
                    .add(7)
                    .add(message("client:grace", "a").add("payload", text("x".repeat(20_000))))
                    .add(message("client:grace", "b"))
                    .add(message("client:frank", "c"))).build().toString(), "traceparent", TRACEPARENT);

            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(answer.data().getInt("sent")).isEqualTo(3);
            assertThat(answer.data().getInt("refused")).isEqualTo(4);
            List<JsonObject> results = answer.data().getJsonArray("results").getValuesAs(JsonObject.class);
            assertThat(results).extracting(result -> result.getBoolean("success") ? "sent"
                    : result.getJsonObject("error").getString("code") + " "
                    + result.getJsonObject("error").getJsonObject("details").getString("parameter", "")).containsExactly(
                    "sent", "VALIDATION_ERROR channel", "VALIDATION_ERROR type", "VALIDATION_ERROR message",
                    "PAYLOAD_TOO_LARGE ", "sent", "sent");
            assertThat(results.get(0).keySet()).containsExactlyInAnyOrder("success", "data");
            assertThat(results.get(1).keySet()).containsExactlyInAnyOrder("success", "error");
            assertThat(results.get(6).getJsonObject("data").getInt("offset")).isEqualTo(2);
            assertThat(results.get(6).getJsonObject("data").getInt("connections_notified")).isEqualTo(1);
            JsonObject first = frank.json();
            assertThat(first.getString("type")).isEqualTo("a");
            assertThat(first.getString("request_id")).isEqualTo(answer.header("X-Request-ID"));
            assertThat(first.getJsonObject("trace").getString("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(frank.json().getString("type")).isEqualTo("c");
            assertThat(grace.json().getString("type")).isEqualTo("b");
        }
    }

    @Test
    void aBatchHasRoomForAThousand() throws Exception {
        for (int size : List.of(1000, 1001)) {
            String messages = IntStream.range(0, size).mapToObj(i -> message("batch-" + i % 500, "a").build().toString())
                    .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
            Answer answer = api.send("POST", BATCH, messages);
            if (size == 1000) {
                assertThat(answer.data().getInt("sent")).isEqualTo(1000);
            } else {
                assertThat(answer.status()).isEqualTo(422);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"messages\":[]}", "{\"messages\":7}", "{\"messages\":null}"})
    void whatIsNoBatchIs422(String body) throws Exception {
        Answer answer = api.send("POST", BATCH, body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("messages");
    }

    // Once

    @Test
    void aRepeatSendsNothingAndGetsWhatTheFirstGot() throws Exception {
        String body = "{\"type\":\"once\",\"payload\":{}}";
        try (Client heidi = Client.enveloped(server, "heidi")) {
            Answer first = api.send("POST", messages("client:heidi"), body, KEY, "heidi-1");
            Answer repeat = api.send("POST", messages("client:heidi"), body, KEY, "heidi-1");

            assertThat(first.status()).as("%s", first).isEqualTo(200);
            assertThat(first.header("Idempotent-Replayed")).isNull();
            assertThat(repeat.status()).isEqualTo(200);
            assertThat(repeat.data()).isEqualTo(first.data());
            assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
            for (Answer other : List.of(api.send("POST", messages("client:heidi"), body.replace("once", "twice"), KEY,
                    "heidi-1"), api.send("POST", messages("room"), body, KEY, "heidi-1"))) {
                assertThat(other.status()).isEqualTo(422);
                assertThat(other.error().getJsonObject("details").getString("parameter")).isEqualTo(KEY);
            }
            assertThat(api.send("POST", messages("client:heidi"), body, KEY, "heidi-2").data().getInt("offset"))
                    .isEqualTo(2);
            payload(heidi.json(), "once");
            assertThat(heidi.json().getJsonObject("meta").getInt("offset")).isEqualTo(2);
            assertThat(heidi.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void aBatchIsSentOnceToo() throws Exception {
        String body = "{\"messages\":[" + message("client:ivan", "a").build() + ",7]}";
        Answer first = api.send("POST", BATCH, body, KEY, "ivan");
        Answer repeat = api.send("POST", BATCH, body, KEY, "ivan");

        assertThat(first.data().getInt("refused")).isEqualTo(1);
        assertThat(repeat.data()).isEqualTo(first.data());
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.send("POST", messages("client:ivan"), "{\"type\":\"b\",\"payload\":{}}").data().getInt("offset"))
                .isEqualTo(2);
    }

    @Test
    void equalKeysAtOnceSendOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                String key = "judy-" + round;
                List<Future<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    answers.add(threads.submit(() -> api.send("POST", messages("client:judy"),
                            "{\"type\":\"a\",\"payload\":{}}", KEY, key)));
                }
                for (Future<Answer> answer : answers) {
                    assertThat(answer.get(20, TimeUnit.SECONDS).data().getInt("offset")).isEqualTo(round + 1);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCallThatWasRefusedLeavesItsKeyFree() throws Exception {
        String large = "{\"type\":\"a\",\"payload\":{\"x\":\"" + "y".repeat(20_000) + "\"}}";
        assertThat(api.send("POST", messages("client:ken"), large, KEY, "ken").status()).isEqualTo(413);
        assertThat(api.send("POST", messages("client:ken"), "{\"type\":\"hello\",\"payload\":{}}", KEY, "ken").status())
                .isEqualTo(422);
        Answer sent = api.send("POST", messages("client:ken"), "{\"type\":\"a\",\"payload\":{}}", KEY, "ken");
        assertThat(sent.data().getInt("offset")).isEqualTo(1);
        assertThat(sent.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void aKeyThatBreaksTheRuleSendsNothing() throws Exception {
        String body = "{\"type\":\"a\",\"payload\":{}}";
        for (String key : List.of("k".repeat(256), "k".repeat(4096))) {
            Answer answer = api.send("POST", messages("client:leo"), body, KEY, key);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(KEY);
        }
        assertThat(api.send("POST", messages("client:leo"), body, KEY, "one", KEY, "two").status()).isEqualTo(422);
        assertThat(api.send("POST", messages("client:leo"), body, KEY, "k".repeat(255)).data().getInt("offset"))
                .isEqualTo(1);
    }

    @Test
    void keysTakeNoMoreMemoryThanTheyMay() throws Exception {
        String messages = IntStream.range(0, 400).mapToObj(i -> message("client:mia", "a").build().toString())
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
        Answer answer = api.send("POST", BATCH, messages, KEY, "mia-0");
        for (int i = 1; i < 50 && answer.status() == 200; i++) {
            answer = api.send("POST", BATCH, messages, KEY, "mia-" + i);
        }

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.error().getString("code")).isEqualTo("IDEMPOTENCY_LIMIT");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 601);
        assertThat(api.send("POST", BATCH, messages, KEY, "mia-0").header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.send("POST", BATCH, messages).status()).isEqualTo(200);
    }

    // Who is in which channel

    private static String membership(String connectionId, String channel) {
        return Api.ROOT + "/connections/" + connectionId + "/channels/" + encoded(channel);
    }

    @Test
    void theBackendBringsAConnectionInAndTakesItOut() throws Exception {
        try (Client nina = Client.enveloped(server, "nina")) {
            String path = membership(nina.connectionId(), "order/7");
            Answer joined = api.call("PUT", path, "X-Request-ID", "op-1");
            assertThat(joined.status()).as("%s", joined).isEqualTo(200);
            assertThat(joined.data().keySet()).containsExactlyInAnyOrder("connection_id", "channel", "epoch", "offset",
                    "changed");
            assertThat(joined.data().getString("channel")).isEqualTo("order/7");
            assertThat(joined.data().getBoolean("changed")).isTrue();
            JsonObject notice = nina.json();
            assertThat(notice.getString("request_id")).isEqualTo("op-1");
            assertThat(payload(notice, "subscribed").getJsonArray("channels").getJsonObject(0).getString("channel"))
                    .isEqualTo("order/7");
            assertThat(api.call("PUT", path).data().getBoolean("changed")).isFalse();

            api.send("POST", messages("order/7"), "{\"type\":\"in\",\"payload\":{}}");
            assertThat(nina.json().getString("type")).isEqualTo("in");
            assertThat(api.call("DELETE", path).data().getBoolean("changed")).isTrue();
            assertThat(nina.json().getString("type")).isEqualTo("unsubscribed");
            api.send("POST", messages("order/7"), "{\"type\":\"out\",\"payload\":{}}");
            Answer again = api.call("DELETE", Api.ROOT + "/connections/" + nina.connectionId()
                    + "/channels?channel=order/7");
            assertThat(again.data().getBoolean("changed")).isFalse();
            assertThat(nina.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void whoeverWasBroughtInComesBackToIt() throws Exception {
        String back;
        try (Client oscar = Client.enveloped(server, "oscar")) {
            assertThat(api.call("PUT", Api.ROOT + "/connections/" + oscar.connectionId() + "/channels?channel=lounge")
                    .status()).isEqualTo(200);
            back = "&session=" + oscar.hello().getJsonObject("payload").getJsonObject("session").getString("token");
        }
        api.send("POST", messages("lounge"), "{\"type\":\"missed\",\"payload\":{}}");
        try (Client again = Client.enveloped(server, "oscar" + back)) {
            assertThat(again.json("missed").getJsonObject("meta").getString("channel")).isEqualTo("lounge");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events:*", "client:other", "role:admin", "role:king", "a\u0085b"})
    void aChannelThatIsNotForTheConnectionIs422(String channel) throws Exception {
        try (Client peggy = Client.enveloped(server, "peggy")) {
            Answer answer = api.call("PUT", membership(peggy.connectionId(), channel));
            assertThat(answer.status()).as("%s", answer).isEqualTo(422);
            assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("channel");
            assertThat(peggy.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void thereAreLimitsToThat() throws Exception {
        try (Client quentin = Client.enveloped(server, "quentin&role=admin")) {
            for (String channel : List.of("events:*", "one")) {
                assertThat(api.call("PUT", membership(quentin.connectionId(), channel)).status()).isEqualTo(200);
            }
            assertThat(api.call("PUT", membership(quentin.connectionId(), "two")).status()).isEqualTo(422);
            assertThat(api.call("DELETE", membership(quentin.connectionId(), "broadcast")).status()).isEqualTo(422);
            assertThat(api.call("PUT", membership(quentin.connectionId(), "broadcast")).data().getBoolean("changed"))
                    .isFalse();
        }
        try (Client old = Client.connect(server, "/ws/legacy/raw-one")) {
            String id = api.connections("raw-one", 1).get(0).getString("connection_id");
            for (String method : List.of("PUT", "DELETE")) {
                Answer raw = api.call(method, membership(id, "room"));
                assertThat(raw.status()).isEqualTo(422);
                assertThat(raw.error().getJsonObject("details").getString("parameter")).isEqualTo("connection_id");
                assertThat(api.call(method, membership("unknown", "room")).status()).isEqualTo(404);
            }
            old.send("still raw");
            assertThat(old.text()).isEqualTo("Echo: still raw");
        }
    }

    // How it is described and measured

    @Test
    void theCallsAreDescribedWithExamples() throws Exception {
        JsonObject paths = Answer.parse(api.exchange("GET", "/openapi", "Accept", "application/json").body())
                .getJsonObject("paths");
        String memberships = Api.ROOT + "/connections/{connection_id}/channels";
        Map<String, List<String>> calls = Map.of(BATCH, List.of("post"), memberships, List.of("put", "delete"),
                memberships + "/{channel}", List.of("put", "delete"));
        calls.forEach((path, methods) -> methods.forEach(method -> {
            JsonObject call = paths.getJsonObject(path).getJsonObject(method);
            assertThat(call.getString("summary")).as("%s %s", method, path).isNotEmpty();
            JsonObject ok = call.getJsonObject("responses").getJsonObject("200");
            assertThat(ok.getString("description")).isNotEmpty();
            JsonObject content = ok.getJsonObject("content").getJsonObject("application/json");
            assertThat(content.keySet()).as("%s %s", method, path).contains("examples");
        }));
        assertThat(paths.getJsonObject("/api/v2/channels/{channel}/messages").getJsonObject("post").getJsonArray("parameters")
                .getValuesAs(JsonObject.class)).extracting(parameter -> parameter.getString("name"))
                .contains("channel", KEY);
    }

    @Test
    void publicationsAndRepeatsAreMeasured() throws Exception {
        try (Client rupert = Client.enveloped(server, "rupert")) {
            payload(rupert.ask(say("client:rupert", "x")), "published");
            rupert.json("chat");
            payload(rupert.ask(say("nowhere", "x")), "error");
        }
        for (int i = 0; i < 2; i++) {
            api.send("POST", messages("client:rupert"), "{\"type\":\"a\",\"payload\":{}}", KEY, "rupert");
        }
        for (String sample : List.of("wirescope_publications_total{outcome=\"published\"}",
                "wirescope_publications_total{outcome=\"refused\"}", "wirescope_idempotency_keys",
                "wirescope_idempotency_bytes", "wirescope_idempotency_repeats_total")) {
            Api.await(() -> Scrape.of(server), scrape -> scrape.value(sample) >= 1);
        }
    }
}
