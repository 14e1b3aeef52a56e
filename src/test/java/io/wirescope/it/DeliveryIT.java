package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
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
import java.util.concurrent.atomic.AtomicBoolean;
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

/** Channels, resuming, drift and limits, on the wire (contract, sections 4, 6 and 7). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class DeliveryIT {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STATUS = "/api/v2/drift/status";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.channels.names", "prices",
                "wirescope.channels.history-messages", "20",
                "wirescope.channels.history-bytes", "150000",
                "wirescope.channels.total-history-bytes", "400000",
                "wirescope.connections.max-per-client", "3",
                "wirescope.messages.per-second", "100",
                "wirescope.messages.burst", "100",
                "wirescope.messages.warnings", "2"));
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
    }

    private Answer publish(String channel, String text) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/" + encoded(channel) + "/messages",
                "{\"type\":\"news\",\"payload\":{\"text\":\"" + text + "\"}}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String subscribe(String... channels) {
        return Messages.envelope("subscribe").add("payload", Json.createObjectBuilder()
                .add("channels", Json.createArrayBuilder(List.of(channels)))).build().toString();
    }

    private static JsonObject session(Client client) {
        return client.hello().getJsonObject("payload").getJsonObject("session");
    }

    private static String back(Client before, JsonObject lastSeen) {
        JsonObject meta = lastSeen.getJsonObject("meta");
        return "&session=" + session(before).getString("token") + "&position=" + encoded(meta.getString("channel")
                + "@" + meta.getString("epoch") + ":" + meta.getInt("offset"));
    }

    private static String text(JsonObject message) {
        return message.getJsonObject("payload").getString("text");
    }

    // Channels

    @Test
    void aMessageToAChannelReachesItsSubscribersWithItsPosition() throws Exception {
        try (Client alice = Client.enveloped(server, "alice"); Client bob = Client.enveloped(server, "bob")) {
            assertThat(alice.ask(subscribe("prices")).getString("type")).isEqualTo("subscribed");
            JsonObject sent = publish("prices", "up").data();
            publish("client:bob", "for bob");
            publish("role:frontend", "for both");

            JsonObject got = alice.json();
            assertThat(text(got)).isEqualTo("up");
            assertThat(got.getJsonObject("meta").getString("channel")).isEqualTo("prices");
            assertThat(got.getJsonObject("meta").getString("epoch")).isEqualTo(sent.getString("epoch"));
            assertThat(got.getJsonObject("meta").getInt("offset")).isEqualTo(sent.getInt("offset"));
            assertThat(text(alice.json())).isEqualTo("for both");
            assertThat(text(bob.json())).isEqualTo("for bob");
            assertThat(text(bob.json())).isEqualTo("for both");
            assertThat(sent.getInt("connections_notified")).isEqualTo(1);
        }
    }

    @Test
    void nothingOfAChannelComesBeforeSubscribedNorAfterUnsubscribed() throws Exception {
        String unsubscribe = subscribe("prices").replace("\"subscribe\"", "\"unsubscribe\"");
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        try (Client alice = Client.enveloped(server, "restless"); Client bob = Client.enveloped(server, "settled")) {
            bob.ask(subscribe("prices"));
            Future<?> publishing = publisher.submit(() -> {
                while (!over.get()) {
                    publish("prices", "up");
                }
                return null;
            });
            for (int i = 0; i < 20; i++) {
                alice.send(subscribe("prices"));
                alice.send(unsubscribe);
                JsonObject message = alice.json();
                assertThat(message.getString("type")).isEqualTo("subscribed");
                long next = 1 + message.getJsonObject("payload").getJsonArray("channels").getJsonObject(0)
                        .getInt("offset");
                for (message = alice.json(); message.getString("type").equals("news"); message = alice.json()) {
                    assertThat(message.getJsonObject("meta").getInt("offset")).isEqualTo((int) next++);
                }
                assertThat(message.getString("type")).isEqualTo("unsubscribed");
            }
            bob.json("news");
            over.set(true);
            publishing.get(10, TimeUnit.SECONDS);
            assertThat(alice.ask(Messages.PING).getString("type")).isEqualTo("pong");
        } finally {
            over.set(true);
            publisher.shutdownNow();
        }
    }

    @Test
    void anAdminMayFollowTheEvents() throws Exception {
        try (Client admin = Client.enveloped(server, "root&role=admin")) {
            assertThat(admin.ask(subscribe("events:cache.rebuild")).getString("type")).isEqualTo("subscribed");
            api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"cache.rebuild\",\"data\":{\"n\":1}}");

            JsonObject event = admin.json("event").getJsonObject("payload");
            assertThat(event.getString("event_type")).isEqualTo("cache.rebuild");
            assertThat(event.getJsonObject("data").getInt("n")).isEqualTo(1);
        }
    }

    @Test
    void aChannelOfEventsThatLostNothingIsResumedAfterAFloodOfOthers() throws Exception {
        String back;
        try (Client all = Client.enveloped(server, "all&role=admin");
                Client admin = Client.enveloped(server, "typed&role=admin")) {
            all.ask(subscribe("events:*"));
            admin.ask(subscribe("events:rare.type"));
            api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"rare.type\",\"data\":{\"n\":1}}");
            back = back(admin, admin.json("event"));
            String flood = "{\"event_type\":\"cache.rebuild\",\"data\":{}},".repeat(499);
            String rare = "{\"event_type\":\"rare.type\",\"data\":{\"n\":2}},";
            assertThat(api.send("POST", Api.ROOT + "/events", "[" + rare + flood + flood
                    + "{\"event_type\":\"cache.rebuild\",\"data\":{}}]").status()).isEqualTo(202);
            assertThat(admin.json("event").getJsonObject("payload").getJsonObject("data").getInt("n")).isEqualTo(2);
        }
        try (Client after = Client.enveloped(server, "typed&role=admin" + back)) {
            assertThat(session(after).getBoolean("resumed")).as("%s", after.hello()).isTrue();
            assertThat(after.json("event").getJsonObject("payload").getJsonObject("data").getInt("n")).isEqualTo(2);
        }
    }

    @Test
    void followingAllEventsFeedsNothingBack() throws Exception {
        try (Client admin = Client.enveloped(server, "watcher&role=admin")) {
            assertThat(admin.ask(subscribe("events:*")).getString("type")).isEqualTo("subscribed");
            api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"cache.rebuild\"}");
            JsonObject event = admin.json("event");
            while (!event.getJsonObject("payload").getString("event_type").equals("cache.rebuild")) {
                event = admin.json("event");
            }
            List<JsonObject> out = api.events("event_type=ws.message.out&connection_id=" + admin.connectionId(), 1);
            assertThat(out).extracting(sent -> sent.getJsonObject("data").getString("type"))
                    .doesNotContain("event");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'payload':{}}|type", "{'type':7,'payload':{}}|type", "{'type':'','payload':{}}|type",
        "{'type':'hello','payload':{}}|type", "{'type':'drift.status','payload':{}}|type",
        "{'type':'server.draining','payload':{}}|type",
        "{'type':'a'}|payload", "{'type':'a','payload':[]}|payload", "[]|body", "null|body"})
    void aBadMessageNamesItsMember(String body, String member) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/broadcast/messages", body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events:*", "events:drift.status", "role:king", "client:", "a\u0085b"})
    void aChannelThatTakesNoMessagesIs422(String channel) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/" + encoded(channel) + "/messages",
                "{\"type\":\"a\",\"payload\":{}}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("channel");
    }

    @Test
    void aMessageTooLargeForAChannelIs413AndNobodyGetsIt() throws Exception {
        try (Client alice = Client.enveloped(server, "large")) {
            Answer answer = api.send("POST", "/api/v2/channels/broadcast/messages",
                    "{\"type\":\"a\",\"payload\":{\"x\":\"" + "y".repeat(70_000) + "\"}}");
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.error().getJsonObject("details").getInt("max_message_bytes")).isEqualTo(65_536);
            publish("client:large", "next");
            assertThat(text(alice.json("news"))).isEqualTo("next");
        }
    }

    @Test
    void whatIsNoJsonObjectIsRefusedAsEverywhere() throws Exception {
        assertThat(api.send("POST", STATUS, "{").status()).isEqualTo(400);
        assertThat(api.send("POST", STATUS, "{}", "Content-Encoding", "gzip").status()).isEqualTo(415);
        assertThat(api.call("POST", STATUS).status()).isEqualTo(415);
        assertThat(api.get("/api/v2/channels/broadcast/messages").status()).isEqualTo(405);
    }

    // Resuming

    @Test
    void aResumedClientGetsMissedMessagesOnceAndInOrderThenLiveOnes() throws Exception {
        JsonObject seen;
        String back;
        try (Client before = Client.enveloped(server, "carol")) {
            publish("broadcast", "one");
            seen = before.json("news");
            back = back(before, seen);
        }
        publish("broadcast", "two");
        publish("client:carol", "mail");
        try (Client after = Client.enveloped(server, "carol" + back)) {
            publish("broadcast", "three");

            assertThat(session(after).getBoolean("resumed")).isTrue();
            assertThat(session(after).containsKey("gaps")).isFalse();
            assertThat(List.of(text(after.json()), text(after.json()), text(after.json())))
                    .containsExactlyInAnyOrder("two", "mail", "three").endsWith("three");
        }
    }

    @Test
    void aClientAwayTooLongIsNotifiedOfTheGap() throws Exception {
        String back;
        try (Client before = Client.enveloped(server, "dave")) {
            publish("broadcast", "seen");
            back = back(before, before.json("news"));
        }
        for (int i = 0; i < 21; i++) {
            publish("broadcast", "missed " + i);
        }
        try (Client after = Client.enveloped(server, "dave" + back)) {
            assertThat(session(after).getBoolean("resumed")).isFalse();
            assertThat(session(after).getJsonArray("gaps").getString(0)).isEqualTo("broadcast");
            publish("broadcast", "live");
            assertThat(text(after.json())).isEqualTo("live");
        }
    }

    @Test
    void thoseWhoAreSentMuchLeaveTheHistoryOfOneWhoIsSentLittle() throws Exception {
        List<Client> large = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                large.add(Client.enveloped(server, "large-" + i));
            }
            String back;
            try (Client before = Client.enveloped(server, "little")) {
                publish("client:little", "one");
                back = back(before, before.json("news"));
            }
            publishToLarge();
            publish("client:little", "two");
            publishToLarge();
            try (Client after = Client.enveloped(server, "little" + back)) {
                assertThat(session(after).getBoolean("resumed")).isTrue();
                assertThat(text(after.json("news"))).isEqualTo("two");
            }
        } finally {
            large.forEach(Client::close);
        }
    }

    /** Twice as much as all histories together may hold. */
    private void publishToLarge() throws Exception {
        for (int i = 0; i < 16; i++) {
            publish("client:large-" + i % 6, "x".repeat(50_000));
        }
    }

    @Test
    void afterARestartAResumedClientWaitsInAChannelThatDoesNotExistYet() throws Exception {
        try (Client client = Client.enveloped(server, "early&session=of-an-earlier-run&position=not-yet@old:5")) {
            assertThat(session(client).getBoolean("resumed")).isFalse();
            assertThat(session(client).getJsonArray("gaps").getValuesAs(JsonString::getString)).contains("not-yet");
            assertThat(session(client).getJsonArray("positions").getValuesAs(JsonObject.class))
                    .filteredOn(place -> place.getString("channel").equals("not-yet")).singleElement()
                    .satisfies(place -> assertThat(place.getInt("offset")).isZero());
            publish("not-yet", "first");
            JsonObject first = client.json("news");
            assertThat(text(first)).isEqualTo("first");
            assertThat(first.getJsonObject("meta").getInt("offset")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"&session=forged", "&session=", "&session=a&session=b", "&session=%ff",
        "&position=broadcast@x:1", "&session=forged&position=junk&position=%ff&position=events:*@e:1"})
    void aFailedResumeIsReportedAndTheConnectionServed(String parameters) throws Exception {
        try (Client client = Client.enveloped(server, "erin" + parameters)) {
            assertThat(session(client).getBoolean("resumed")).isFalse();
            assertThat(client.json().getString("type")).isEqualTo("error");
            client.send(Messages.PING);
            assertThat(client.json("pong")).isNotNull();
        }
    }

    // Drift

    @Test
    void aDriftStatusGoesToAllAndIsPartOfItsRequest() throws Exception {
        try (Client alice = Client.enveloped(server, "drift-a"); Client old = Client.connect(server, "/ws/legacy/old")) {
            Answer stated = api.send("POST", STATUS, "{\"status\":\"DRIFT_CONFIRMED\",\"drift_score\":0.9,"
                    + "\"calculated_at\":\"2025-08-16T01:36:59Z\",\"affected_components\":[\"a\"],"
                    + "\"metrics\":{\"psi\":1},\"model_name\":\"m\",\"ignored\":1}",
                    "X-Request-ID", "drift-request", "traceparent", TRACEPARENT);

            assertThat(stated.status()).isEqualTo(200);
            assertThat(stated.data().getInt("connections_notified")).isEqualTo(1);
            JsonObject message = alice.json("drift.status");
            assertThat(message.getJsonObject("payload")).isEqualTo(stated.data().getJsonObject("drift_status"));
            assertThat(message.getJsonObject("payload").keySet()).containsExactlyInAnyOrder("status", "drift_score",
                    "calculated_at", "affected_components", "metrics", "model_name", "source", "timestamp");
            assertThat(message.getString("request_id")).isEqualTo("drift-request");
            assertThat(message.getJsonObject("trace").getString("trace_id"))
                    .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(api.events("request_id=drift-request", 3)).extracting(event -> event.getString("event_type"))
                    .contains("drift.status", "ws.message.out", "http.request");
            assertThat(api.get(STATUS).data().getJsonObject("drift_status"))
                    .isEqualTo(stated.data().getJsonObject("drift_status"));
            old.send("still raw");
            assertThat(old.text()).isEqualTo("Echo: still raw");
        }
    }

    @Test
    void sendingDriftCanBeSwitchedOffAndOn() throws Exception {
        String body = "{\"status\":\"NO_DRIFT\",\"drift_score\":0}";
        try (Client alice = Client.enveloped(server, "drift-b")) {
            assertThat(api.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":false}").data()
                    .getBoolean("broadcast_enabled")).isFalse();
            assertThat(api.send("POST", STATUS, body).data().getInt("connections_notified")).isZero();
            assertThat(api.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":true}").data()
                    .getBoolean("broadcast_enabled")).isTrue();
            assertThat(api.send("POST", STATUS, body).data().getInt("connections_notified")).isEqualTo(1);
            assertThat(alice.json().getString("type")).isEqualTo("drift.status");
        }
        assertThat(api.send("PUT", "/api/v2/drift/broadcast", "{}").status()).isEqualTo(422);
        assertThat(api.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":\"yes\"}").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|status", "{'status':'MAYBE','drift_score':1}|status", "{'status':1,'drift_score':1}|status",
        "{'status':'NO_DRIFT'}|drift_score", "{'status':'NO_DRIFT','drift_score':'1'}|drift_score",
        "{'status':'NO_DRIFT','drift_score':1e400}|drift_score",
        "{'status':'NO_DRIFT','drift_score':1,'calculated_at':'noon'}|calculated_at",
        "{'status':'NO_DRIFT','drift_score':1,'affected_components':'a'}|affected_components",
        "{'status':'NO_DRIFT','drift_score':1,'affected_components':['a',2]}|affected_components[1]",
        "{'status':'NO_DRIFT','drift_score':1,'metrics':[]}|metrics",
        "{'status':'NO_DRIFT','drift_score':1,'model_name':''}|model_name"})
    void aBadDriftStatusNamesItsMember(String body, String member) throws Exception {
        Answer answer = api.send("POST", STATUS, body.replace('\'', '"'));

        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(member);
    }

    // Limits

    @Test
    void oneClientHasItsShareOfConnectionsAndOthersTheirs() throws Exception {
        try (Client one = Client.enveloped(server, "many"); Client two = Client.enveloped(server, "many");
                Client three = Client.enveloped(server, "many")) {
            Answer refused = RawHandshake.upgrade(server, "/ws/client?client_id=many").refusal();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.error().getString("code")).isEqualTo("CLIENT_CONNECTION_LIMIT");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            awaitMetric("wirescope_connections_refused_total{reason=\"client_limit\"}");
            try (Client other = Client.enveloped(server, "other")) {
                assertThat(other.ask(Messages.PING).getString("type")).isEqualTo("pong");
            }
        }
    }

    @Test
    void whoSendsTooFastIsWarnedAndThenClosed() throws Exception {
        try (Client client = Client.enveloped(server, "fast")) {
            for (int i = 0; i < 2_000 && !client.isClosed(); i++) { // 100 a second are let through
                client.sendUntilClosed(Messages.PING);
            }
            JsonObject error = client.json("error");
            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo("RATE_LIMITED");
            assertThat(client.closed().code()).isEqualTo(4429);
            awaitMetric("wirescope_connections_closed_by_server_total{code=\"4429\"}");
        }
    }

    @Test
    void whoReadsTooSlowlyIsClosedWith4413AndTheOthersGetAll() throws Exception {
        String large = "x".repeat(60_000);
        try (RawFrames stalled = RawHandshake.upgrade(server, "/ws/client?client_id=stalled").open();
                Client brisk = Client.enveloped(server, "brisk")) {
            api.connections("stalled", 1); // a server may list it after the 101
            int published = 0;
            while (!api.connections("stalled").isEmpty()) {
                publish("broadcast", published++ + large);
                assertThat(published).as("messages that were published").isLessThan(2000);
            }
            for (int i = 0; i < published; i++) {
                assertThat(text(brisk.json("news"))).isEqualTo(i + large);
            }
            JsonObject removed = Api.await(
                    () -> api.events("client_id=stalled&event_type=ws.message.out", 1).get(0).getJsonObject("data"),
                    data -> data.getString("type").equals("connection_removed")); // published after its removal from the list
            assertThat(removed.getInt("close_code")).isEqualTo(4413);
            awaitMetric("wirescope_connections_closed_by_server_total{code=\"4413\"}");
        }
    }

    @Test
    void channelsAndSessionsAreMeasured() throws Exception {
        try (Client client = Client.enveloped(server, "measured")) {
            publish("client:measured", "x");
            assertThat(client.json("news")).isNotNull();
            awaitMetric("wirescope_channels");
            awaitMetric("wirescope_channels_history_bytes");
            awaitMetric("wirescope_sessions");
            awaitMetric("wirescope_broadcasts_total");
        }
    }

    private void awaitMetric(String sample) throws Exception {
        Api.await(() -> Scrape.of(server), scrape -> scrape.value(sample) >= 1);
    }
}
