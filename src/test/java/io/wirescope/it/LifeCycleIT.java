package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The calls about a connection's life: an application that decides who connects and joins, and hears of both. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class LifeCycleIT {

    private static HttpUpstreamServer application;

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        application = new HttpUpstreamServer()
                .on("io.wirescope.connect", LifeCycleIT::connect)
                .on("io.wirescope.subscribe", LifeCycleIT::subscribe)
                .on("io.wirescope.publish", LifeCycleIT::publish)
                .on("io.wirescope.connected", 204, null, "")
                .on("io.wirescope.disconnected", LifeCycleIT::disconnected);
        Map<String, String> settings = new HashMap<>();
        for (String hook : List.of("connect", "connected", "disconnected", "subscribe", "publish")) {
            settings.put("wirescope.hooks." + hook + ".url", application.url("/" + hook));
            settings.put("wirescope.hooks." + hook + ".breaker-calls", "0");
        }
        settings.put("wirescope.hooks.connect.timeout", "PT1S");
        settings.put("wirescope.routes.app.types", "app.*");
        settings.put("wirescope.routes.app.url", application.url("/app"));
        settings.put("wirescope.channels.names", "news,secret");
        settings.put("wirescope.channels.publish", "news");
        return ShippedWar.with(settings);
    }

    private static void connect(HttpUpstreamServer.Asked asked) {
        switch (asked.payload().getString("client_id")) {
            case "stranger" -> asked.answer(403, "application/problem+json", "{\"title\":\"No account\"}");
            case "unlucky" -> asked.answer(500, "text/plain", "broken");
            case "odd" -> asked.answer(200, "application/json", "{\"role\":\"emperor\"}");
            case "slow" -> { } // never
            case "boss" -> asked.answer(200, "application/json", "{\"role\":\"admin\",\"channels\":[\"team:7\",\"client:x\"],"
                    + "\"attributes\":{\"plan\":\"gold é\"}}");
            default -> asked.answer(204, null, "");
        }
    }

    private static void disconnected(HttpUpstreamServer.Asked asked) {
        boolean first = asked("io.wirescope.disconnected", asked.payload().getString("client_id")).size() == 1;
        asked.answer(first && asked.payload().getString("client_id").equals("unheard") ? 500 : 204, null, "");
    }

    private static void subscribe(HttpUpstreamServer.Asked asked) {
        if (asked.body().contains("secret")) {
            asked.answer(403, "application/problem+json", "{\"detail\":\"Not for you\"}");
        } else {
            asked.answer(204, null, "");
        }
    }

    private static void publish(HttpUpstreamServer.Asked asked) {
        switch (asked.payload().getString("type")) {
            case "rude" -> asked.answer(403, "application/problem+json", "{\"detail\":\"Not here\"}");
            case "unlucky" -> asked.answer(500, "text/plain", "broken");
            default -> asked.answer(204, null, "");
        }
    }

    @AfterAll
    static void end() {
        application.close();
    }

    private static List<HttpUpstreamServer.Asked> asked(String type, String clientId) {
        return application.asked(type).stream().filter(asked -> clientId.equals(asked.header("ce-clientid"))).toList();
    }

    @Test
    void theApplicationGivesRoleChannelsAndAttributes() throws Exception {
        try (Client boss = Client.enveloped(server, "boss")) {
            JsonObject hello = boss.hello();
            assertThat(hello.getString("type")).isEqualTo("hello");
            assertThat(hello.getJsonObject("payload").getString("role")).isEqualTo("admin");
            assertThat(hello.getJsonObject("payload").getJsonObject("session").getJsonArray("positions").toString())
                    .contains("team:7").contains("role:admin").doesNotContain("client:x");
            assertThat(new Api(server).send("POST", "/api/v2/channels/team:7/messages",
                    "{\"type\":\"notice\",\"payload\":{}}").data().getInt("connections_notified")).isEqualTo(1);
            assertThat(boss.json().getJsonObject("meta").getString("channel")).isEqualTo("team:7");
            boss.ask(Messages.envelope("app.x").build().toString());
            HttpUpstreamServer.Asked asked = asked("app.x", "boss").get(0);
            assertThat(asked.header("ce-role")).isEqualTo("admin");
            assertThat(asked.header("ce-attributes")).isEqualTo("{%22plan%22:%22gold%20%C3%A9%22}");
        }
    }

    @Test
    void theApplicationTurnsAClientAway() throws Exception {
        refused("stranger", "No account");
        refused("unlucky", "The application did not say whether this is permitted; try again later");
        refused("odd", "The application did not say whether this is permitted; try again later");
        refused("slow", "The application did not say whether this is permitted; try again later");
        assertThat(asked("io.wirescope.connected", "stranger")).isEmpty();
        assertThat(asked("io.wirescope.disconnected", "stranger")).isEmpty();
    }

    private void refused(String clientId, String reason) throws Exception {
        try (Client client = Client.connect(server, "/ws/client?client_id=" + clientId)) {
            JsonObject error = client.json();
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo("NOT_PERMITTED");
            assertThat(error.getJsonObject("payload").getString("message")).isEqualTo(reason);
            assertThat(client.closed().code()).isEqualTo(4403);
        }
    }

    @Test
    void helloIsFirstThoughAClientSendsBeforeIt() throws Exception {
        try (Client eager = Client.connect(server, "/ws/client?client_id=eager")) {
            eager.send(Messages.PING);
            eager.send(Messages.STATUS);
            assertThat(eager.json().getString("type")).isEqualTo("hello");
            assertThat(eager.json().getString("type")).isEqualTo("pong");
            assertThat(eager.json().getString("type")).isEqualTo("status");
        }
    }

    @Test
    void theApplicationHearsOfEachConnectionAndOfItsEndOnce() throws Exception {
        String connectionId;
        try (Client visitor = Client.enveloped(server, "visitor")) {
            connectionId = visitor.connectionId();
            Api.await(() -> asked("io.wirescope.connected", "visitor").size(), number -> number == 1);
        }
        HttpUpstreamServer.Asked ended = Api.await(() -> asked("io.wirescope.disconnected", "visitor"),
                found -> !found.isEmpty()).get(0);
        assertThat(ended.payload().getString("connection_id")).isEqualTo(connectionId);
        assertThat(ended.payload().getInt("code")).isEqualTo(1000);
        assertThat(ended.payload().getString("reason")).isEmpty();
        assertThat(ended.payload().getJsonNumber("duration_seconds").doubleValue()).isBetween(0.0, 60.0);
        try (Client again = Client.enveloped(server, "visitor")) { // what came twice would be there by now
            again.ask(Messages.PING);
        }
        Api.await(() -> asked("io.wirescope.disconnected", "visitor").size(), number -> number == 2);
        assertThat(asked("io.wirescope.connected", "visitor")).hasSize(2);
    }

    @Test
    void theApplicationSaysWhoJoinsAndTheOrderOfJoiningAndLeavingStays() throws Exception {
        try (Client reader = Client.enveloped(server, "reader")) {
            reader.send(channels("subscribe", "news"));
            reader.send(channels("unsubscribe", "news"));
            reader.send(channels("subscribe", "news"));
            assertThat(reader.json().getString("type")).isEqualTo("subscribed");
            assertThat(reader.json().getString("type")).isEqualTo("unsubscribed");
            assertThat(reader.json().getString("type")).isEqualTo("subscribed");
            JsonObject refused = reader.ask(channels("subscribe", "secret"));
            assertThat(refused.getJsonObject("payload").getString("error_code")).isEqualTo("NOT_PERMITTED");
            assertThat(refused.getJsonObject("payload").getString("message")).isEqualTo("Not for you");
            int before = asked("io.wirescope.subscribe", "reader").size();
            assertThat(reader.ask(Messages.envelope("subscribe").build().toString()).getString("type")).isEqualTo("error");
            assertThat(asked("io.wirescope.subscribe", "reader")).hasSize(before);
        }
    }

    @Test
    void theApplicationSaysWhatIsPublished() throws Exception {
        try (Client listener = Client.enveloped(server, "listener"); Client author = Client.enveloped(server, "author")) {
            listener.ask(channels("subscribe", "news"));
            assertThat(author.ask(publish("rude", 1)).getJsonObject("payload").getString("message")).isEqualTo("Not here");
            JsonObject unanswered = author.ask(publish("unlucky", 2));
            assertThat(unanswered.getString("request_id")).isEqualTo("p-2");
            assertThat(unanswered.getJsonObject("payload").getString("error_code")).isEqualTo("UPSTREAM_UNAVAILABLE");
            assertThat(author.ask(publish("polite", 3)).getString("type")).isEqualTo("published");

            JsonObject heard = listener.json(); // neither of the refused ones came before it
            assertThat(heard.getString("type")).isEqualTo("polite");
            assertThat(heard.getJsonObject("payload").getInt("n")).isEqualTo(3);
            HttpUpstreamServer.Asked asked = asked("io.wirescope.publish", "author").get(0);
            assertThat(asked.header("ce-requestid")).isEqualTo("p-1");
            assertThat(asked.payload()).isEqualTo(Json.createObjectBuilder().add("channel", "news").add("type", "rude")
                    .add("payload", Json.createObjectBuilder().add("n", 1)).build());
        }
    }

    private static String publish(String type, int number) {
        return Messages.envelope("publish").add("request_id", "p-" + number).add("payload", Json.createObjectBuilder()
                .add("channel", "news").add("type", type)
                .add("payload", Json.createObjectBuilder().add("n", number))).build().toString();
    }

    @Test
    void anEndThatTheApplicationFailedToTakeIsReportedAgainWithTheSameId() throws Exception {
        Client.enveloped(server, "unheard").close();
        List<HttpUpstreamServer.Asked> twice = Api.await(() -> asked("io.wirescope.disconnected", "unheard"),
                found -> found.size() == 2);
        assertThat(twice.get(0).header("ce-id")).isEqualTo(twice.get(1).header("ce-id"));
    }

    private static String channels(String type, String channel) {
        return Messages.envelope(type).add("payload", Json.createObjectBuilder()
                .add("channels", Json.createArrayBuilder().add(channel))).build().toString();
    }
}
