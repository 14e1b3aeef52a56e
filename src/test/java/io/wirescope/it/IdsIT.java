package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that the rules allow, wherever an id appears (contract, section 1). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class IdsIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String BODY = "{\"type\":\"news\",\"payload\":{\"n\":1}}";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
    }

    static Stream<String> ids() {
        return Stream.of("a/b", "/", "//", "a//b", "a/", "../x", "a/../b", "a%b", "%", "%2F", "%zz", "a;b", ";", "a;b=c", "a?b", "?", "a#b",
                "#", "a+b", "+", "a b", " ", " a ", "a\"b", "a'b", "a\\b", "\\", "a|b", "{a}", "[a]", "<a>", "a^b", "`", ".", "..", "...",
                "a:b", ":", "a@b", "@", "a@b:1", "a,b", "a=b&c=d", "*", "~", "$", "!", "(a)", "client", "legacy", "messages",
                "gr\u00fc\u00dfe", "\u4e2d\u6587", "\ud83d\ude00", "\u00a0", "\u2028", "\ud83d\ude00".repeat(128), "/".repeat(128));
    }

    private static String encoded(String id) {
        String text = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
        return id.equals(".") || id.equals("..") ? text.replace(".", "%2E") : text;
    }

    /** {@return whether a path may have the id on this server; see servers.md for those that may not} */
    private static boolean fitsIntoAPath(String id) {
        if (id.equals(".") || id.equals("..")) {
            return false; // a browser would walk the path
        }
        return switch (System.getProperty("arquillian.launch")) {
            case "payara-micro" -> id.indexOf('\\') < 0 && !id.startsWith("../") && !id.equals("...");
            case "liberty" -> !id.startsWith("../") && !id.contains("/../") && !id.startsWith(";");
            default -> true;
        };
    }

    // As an id of a client: in the query, in an envelope, in a channel's name, in a position

    @ParameterizedTest
    @MethodSource("ids")
    void aClientConnectsAndResumes(String id) throws Exception {
        String channel = "client:" + id;
        JsonObject seen;
        String token;
        try (Client client = Client.enveloped(server, encoded(id))) {
            assertThat(client.hello().getJsonObject("payload").getString("client_id")).isEqualTo(id);
            assertThat(client.ask(Messages.PING).getJsonObject("payload").getString("client_id")).isEqualTo(id);
            assertThat(api.connections(encoded(id), 1).get(0).getString("client_id")).isEqualTo(id);
            send(channel);
            seen = client.json("news").getJsonObject("meta");
            token = client.hello().getJsonObject("payload").getJsonObject("session").getString("token");
        }
        assertThat(seen.getString("channel")).isEqualTo(channel);
        send(channel);
        String position = channel + "@" + seen.getString("epoch") + ":" + seen.getInt("offset");
        try (Client client = Client.enveloped(server, encoded(id) + "&session=" + token + "&position=" + encoded(position))) {
            assertThat(client.hello().getJsonObject("payload").getJsonObject("session").getBoolean("resumed")).isTrue();
            assertThat(client.json("news").getJsonObject("meta").getInt("offset")).isEqualTo(seen.getInt("offset") + 1);
        }
        api.connections(encoded(id), 0);
    }

    private void send(String channel) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/messages?channel=" + encoded(channel), BODY);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.data().getString("channel")).isEqualTo(channel);
    }

    // As an id of a request and of a channel: in a path and in the query

    @ParameterizedTest
    @MethodSource("ids")
    void aRequestHasItsStory(String id) throws Exception {
        String event = Json.createObjectBuilder().add("event_type", "it.story").add("request_id", id).add("client_id", id)
                .add("connection_id", id).add("trace_id", TRACE).build().toString();
        assertThat(api.send("POST", Api.ROOT + "/events", event).status()).isEqualTo(202);
        for (String parameter : List.of("request_id", "client_id", "connection_id")) {
            assertThat(api.events("event_type=it.story&" + parameter + "=" + encoded(id), 1)).isNotEmpty()
                    .allSatisfy(found -> assertThat(found.getString(parameter)).isEqualTo(id));
        }
        assertIsTheStoryOf(id, api.get(Api.ROOT + "/correlations?request_id=" + encoded(id)));
        if (fitsIntoAPath(id)) {
            assertIsTheStoryOf(id, api.get(Api.ROOT + "/correlations/" + encoded(id)));
        }
    }

    private static void assertIsTheStoryOf(String id, Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.data().getString("request_id")).isEqualTo(id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aChannelIsSentTo(String id) throws Exception {
        if (fitsIntoAPath(id)) {
            Answer answer = api.send("POST", "/api/v2/channels/" + encoded(id) + "/messages", BODY);
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(answer.data().getString("channel")).isEqualTo(id);
        }
        send(id);
        try (Client client = Client.enveloped(server, "subscriber")) {
            JsonObject subscribed = client.ask(Messages.envelope("subscribe").add("payload", Json.createObjectBuilder()
                    .add("channels", Json.createArrayBuilder().add(id))).build().toString());
            assertThat(subscribed.getString("type")).isEqualTo("subscribed");
            send(id);
            assertThat(client.json("news").getJsonObject("meta").getString("channel")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aRawClientConnects(String id) throws Exception {
        for (String address : List.of("/ws/legacy/", "/ws/")) {
            if (!fitsIntoAPath(id) || address.equals("/ws/") && id.equals("client")) {
                continue;
            }
            try (Client client = Client.connect(server, address + encoded(id))) {
                client.send("here");
                assertThat(client.text()).isEqualTo("Echo: here");
                assertThat(api.connections(encoded(id), 1).get(0).getString("client_id")).isEqualTo(id);
            }
            api.connections(encoded(id), 0);
        }
    }

    // What is no id stays none

    @ParameterizedTest
    @ValueSource(strings = {"", "?channel=", "?channel=a%0Ab", "?channel=%ff", "?channel=a&channel=b", "?channel=client:"})
    void anotherChannelIsNone(String query) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/messages" + query, BODY);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?request_id=", "?request_id=a%0Ab", "?request_id=%ff", "?request_id=a&request_id=b"})
    void anotherRequestIsNone(String query) throws Exception {
        Answer answer = api.get(Api.ROOT + "/correlations" + query);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("request_id");
    }

    @Test
    void anEncodedPathReachesNoFileOfTheApplication() throws Exception {
        for (String path : List.of("/x/%2e%2e/WEB-INF/web.xml", "/%57EB-INF/web.xml", "/client/%2e%2e%2fWEB-INF%2fweb.xml",
                "/client/..%2fWEB-INF/web.xml", "/dashboard/%2e%2e/WEB-INF/web.xml", "/%2e/WEB-INF/web.xml",
                "/x%23/%2e%2e/WEB-INF/web.xml", "/client/..%5cWEB-INF%5cweb.xml", "/ws/%2e%2e/WEB-INF/web.xml")) {
            assertThat(RawHandshake.plain(server, path).head().status()).as(path).isIn(400, 404);
        }
    }
}
