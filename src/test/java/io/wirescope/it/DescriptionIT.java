package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.CloseCode;
import io.wirescope.description.AsyncApiDocument;
import io.wirescope.description.AsyncApiDocument.Side;
import io.wirescope.description.EnvelopeSchema;
import io.wirescope.envelope.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The documents that the server publishes about its protocol against what it really sends: every message, every
 * refusal and every close that these tests bring about is one that the documents describe, and all that can be brought
 * about is.
 */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DescriptionIT {

    private static final String ENVELOPES = "/ws/client";
    private static final String LEGACY = "/ws/legacy/{client_id}";
    private static final String ORIGINAL = "/ws/{client_id}";
    private static final String SUNSET = "2036-12-31T00:00:00Z";
    private static final String FLAT = "&compat=flat";
    private static final int MAX_CONNECTIONS = 7;

    /**
     * A code of an HTTP refusal only, two that only a fault of the server's brings about, four that take an application
     * behind a route ({@link UpstreamIT} and {@link UpstreamLoadIT}), and one that takes an engine that can't be reached.
     */
    private static final Set<ErrorCode> OUT_OF_REACH = EnumSet.of(ErrorCode.INVALID_CLIENT_ID,
            ErrorCode.MESSAGE_PROCESSING_ERROR, ErrorCode.LEGACY_MESSAGE_ERROR, ErrorCode.UPSTREAM_REFUSED,
            ErrorCode.UPSTREAM_UNAVAILABLE, ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.OVERLOADED,
            ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.AUTHENTICATION_REQUIRED, ErrorCode.INVALID_TOKEN,
            ErrorCode.TOKEN_EXPIRED);

    /** Only to clients that came with a token that ends: {@code SessionsIT}. */
    private static final Set<String> OF_TOKENS = Set.of("authExpiring", "authRefreshed");
    private static final Set<String> TYPES_OF_TOKENS = Set.of("auth.expiring", "auth.refreshed");

    // What was seen, by all tests of this class; kept for a rerun, which runs only those that failed.
    private static final Set<String> MESSAGES = new TreeSet<>();
    private static final Set<String> FLAT_TYPES = new TreeSet<>();
    private static final Set<String> ERRORS = new TreeSet<>();
    private static final Set<Integer> CLOSES = new TreeSet<>();
    private static final Set<String> REFUSALS = new TreeSet<>();

    @ArquillianResource
    private URI server;

    private Api api;
    private EnvelopeSchema schema;
    private AsyncApiDocument document;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.ofEntries(
                Map.entry("wirescope.connections.max", Integer.toString(MAX_CONNECTIONS)),
                Map.entry("wirescope.connections.max-per-client", "2"),
                Map.entry("wirescope.connections.max-per-address", "5"),
                Map.entry("wirescope.http.trusted-proxies", "1"),
                Map.entry("wirescope.security.mode", "open"), // what a proxy forwards is not local
                Map.entry("wirescope.heartbeat.interval", "PT0.2S"),
                // less than the next test waits for one that broke off
                Map.entry("wirescope.heartbeat.missed-intervals", "40"),
                Map.entry("wirescope.messages.per-second", "100"),
                Map.entry("wirescope.messages.burst", "100"),
                Map.entry("wirescope.messages.warnings", "3"),
                Map.entry("wirescope.channels.names", "news"),
                Map.entry("wirescope.channels.publish", "news"),
                Map.entry("wirescope.channels.history-messages", "2"),
                Map.entry("wirescope.legacy.sunset", SUNSET),
                Map.entry("wirescope.legacy.close-window", "PT0.1S")))
                .addClasses(MovableClock.class, ClockServlet.class);
    }

    @BeforeEach
    void readTheDocuments() throws Exception {
        api = new Api(server);
        schema = new EnvelopeSchema(api.exchange("GET", EnvelopeSchema.PATH).body());
        document = new AsyncApiDocument(api.exchange("GET", AsyncApiDocument.PATH).body(), schema);
        api.await(Api.ROOT + "/stats", answer -> answer.data().getJsonObject("websockets")
                .getInt("active_connections") == 0);
    }

    // How they are published

    @ParameterizedTest
    @Order(1)
    @CsvSource(delimiter = '|', value = {
        "/docs/ | text/html | <h1 id=\"wirescope\">Wirescope</h1>",
        "/docs/reference.html | text/html | <h2 id=\"handshake\">Handshake</h2>",
        "/docs/protocol.html | text/html | <td>CONSUMER_TOO_SLOW</td>",
        "/docs/configuration.html | text/html | <code>wirescope.connections.max</code>",
        "/docs/api.html | text/html | api.js",
        "/docs/api.js | text/javascript | /openapi",
        "/docs/docs.css | text/css | grid-template-columns"})
    void theDocumentationIsServedAsPages(String path, String type, String content) throws Exception {
        HttpResponse<String> got = api.exchange("GET", path);
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(got.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(got.body()).contains(content);
    }

    @Test
    @Order(1)
    void theDocumentationIsFoundWithoutItsSlash() throws Exception {
        HttpResponse<String> got = api.exchange("GET", "/docs");
        assertThat(got.statusCode()).isEqualTo(302);
        assertThat(got.headers().firstValue("Location").orElseThrow()).endsWith("/docs/");
        assertThat(api.call("GET", "/docs/no-such-page.html").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({
        EnvelopeSchema.PATH + ", application/schema+json",
        AsyncApiDocument.PATH + ", application/vnd.aai.asyncapi+yaml;version=3.0.0",
        "/docs/migration.md, text/markdown;charset=UTF-8"})
    void aDocumentHasItsOwnMediaTypeAndMayBeKeptAndAskedForAgain(String path, String type) throws Exception {
        HttpResponse<String> got = api.exchange("GET", path);
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValue("Content-Type").orElseThrow().replace(" ", "")).isEqualTo(type);
        assertThat(got.headers().firstValue("Cache-Control")).contains("public, max-age=3600");
        assertThat(got.headers().firstValue("X-Request-ID")).isPresent();
        String tag = got.headers().firstValue("ETag").orElseThrow();

        for (String known : List.of(tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again = api.exchange("GET", path, "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.headers().firstValue("ETag")).contains(tag);
            assertThat(again.body()).isEmpty();
        }
        assertThat(api.exchange("GET", path, "If-None-Match", "\"other\"").body()).isEqualTo(got.body());
        HttpResponse<String> head = api.exchange("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("ETag")).contains(tag);
        assertThat(head.body()).isEmpty();
        for (String method : List.of("POST", "FOO")) {
            Answer refused = api.call(method, path);
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        }
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({"/schemas/envelope-v2.json", "/schemas/", "/asyncapi.yml"})
    void thereAreNoOthers(String path) throws Exception {
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    // What is sent

    @Test
    @Order(2)
    void everyAnswerIsDescribed() throws Exception {
        for (String compat : List.of("", FLAT)) {
            try (Client client = Client.enveloped(server, "answers&role=admin" + compat)) {
                client.send(Messages.PING);
                client.json("pong");
                client.send(Messages.envelope("ping")
                        .add("payload", Json.createObjectBuilder().add("data", "x"))
                        .add("request_id", "r-1")
                        .add("trace", Json.createObjectBuilder().add("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
                                .add("span", "worker-7")).build().toString());
                client.json("pong");
                client.send(Messages.STATUS);
                client.json("status");
                client.send(Messages.envelope("pong").build().toString());
                client.send(Messages.envelope("order.placed").add("meta", Json.createObjectBuilder()
                        .add("channel", 7)).build().toString());
                client.json("echo");
                for (String channels : List.of("[\"news\"]", "[\"nowhere\"]", "[\"client:other\"]", "[]")) {
                    client.send(channels("subscribe", channels));
                }
                client.json("subscribed");
                client.send(Messages.envelope("publish").add("payload", Answer.parse(
                        "{\"channel\":\"news\",\"type\":\"chat\",\"payload\":{}}")).build().toString());
                client.json("published");
                client.json("chat");
                client.send(channels("unsubscribe", "[\"news\"]"));
                client.json("unsubscribed");
                for (String broken : List.of("nonsense", "[]", "{\"envelope_version\":2}",
                        "{\"envelope_version\":1,\"type\":\"\"}")) {
                    client.send(broken);
                    client.json("error");
                }
                for (String old : List.of("{\"type\":\"ping\",\"timestamp\":7,\"data\":1}", "{\"type\":\"ping\"}",
                        "{\"type\":\"status\"}", "{\"type\":\"pong\"}", "{}", "{\"type\":\"old\",\"payload\":1}")) {
                    client.send(old);
                }
                client.json("echo");
                client.json("echo");
                client.json("ping");
                see(ENVELOPES, client, !compat.isEmpty());
            }
        }
    }

    private static String channels(String type, String channels) {
        return Messages.envelope(type).add("payload", Answer.parse("{\"channels\":" + channels + "}")).build().toString();
    }

    @Test
    @Order(2)
    void everyMessageOfAChannelIsDescribedLiveAndAgain() throws Exception {
        for (String compat : List.of("", FLAT)) {
            String id = "channels&role=admin" + compat;
            String back;
            try (Client client = Client.enveloped(server, id)) {
                client.send(channels("subscribe", "[\"events:*\"]"));
                client.json("subscribed");
                publish("{\"text\":\"one\"}");
                JsonObject seen = client.json("notice");
                state("{\"status\":\"NO_DRIFT\",\"drift_score\":0}");
                client.json("drift.status");
                client.json("event");
                back = back(client, seen);
                see(ENVELOPES, client, !compat.isEmpty());
            }
            publish("{}");
            try (Client again = Client.enveloped(server, id + back)) {
                again.json("drift.status");
                again.json("notice");
                state("{\"status\":\"DRIFT_CONFIRMED\",\"drift_score\":1e3,\"model_name\":\"m\"}");
                again.json("drift.status");
                see(ENVELOPES, again, !compat.isEmpty());
            }
            publish("{}");
            publish("{}");
            publish("{}");
            try (Client late = Client.enveloped(server, id + back + "&position=nonsense")) {
                assertThat(late.hello().getJsonObject("payload").getJsonObject("session").getJsonArray("gaps"))
                        .isNotEmpty();
                late.json("error");
                see(ENVELOPES, late, !compat.isEmpty());
            }
            try (Client forged = Client.enveloped(server, id + "&session=forged")) {
                forged.json("error");
                see(ENVELOPES, forged, !compat.isEmpty());
            }
        }
    }

    private void publish(String payload) throws Exception {
        assertThat(api.send("POST", "/api/v2/channels/broadcast/messages",
                "{\"type\":\"notice\",\"payload\":" + payload + "}").status()).isEqualTo(200);
    }

    private void state(String drift) throws Exception {
        assertThat(api.send("POST", "/api/v2/drift/status", drift).status()).isEqualTo(200);
    }

    private static String back(Client client, JsonObject seen) {
        JsonObject meta = seen.getJsonObject("meta");
        return "&session=" + client.hello().getJsonObject("payload").getJsonObject("session").getString("token")
                + "&position=" + URLEncoder.encode(meta.getString("channel") + "@" + meta.getString("epoch") + ":"
                + meta.getInt("offset"), StandardCharsets.UTF_8);
    }

    @Test
    @Order(2)
    void everyEndIsDescribed() throws Exception {
        for (String parameters : List.of("&version=2", "&role=king", "&version=2" + FLAT)) {
            try (Client refused = Client.connect(server, "/ws/client?client_id=ends" + parameters)) {
                refused.json("error");
                seeClosed(refused);
                see(ENVELOPES, refused, parameters.endsWith(FLAT));
            }
        }
        try (Client client = Client.enveloped(server, "binary")) {
            client.sendBinary(new byte[] {1});
            seeClosed(client);
        }
        try (Client client = Client.enveloped(server, "large")) {
            client.sendUntilClosed(Messages.ofBytes(70_000));
            client.json("error");
            seeClosed(client);
            see(ENVELOPES, client, false);
        }
        try (Client client = Client.enveloped(server, "fast")) {
            for (int i = 0; i < 1000 && !client.isClosed(); i++) {
                client.sendUntilClosed(Messages.PING);
            }
            seeClosed(client);
            see(ENVELOPES, client, false);
        }
        try (Client client = Client.enveloped(server, "unwanted")) {
            api.call("DELETE", Api.ROOT + "/connections/" + client.connectionId());
            seeClosed(client);
        }
    }

    @Test
    @Order(2)
    void rawAnswersAreDescribed() throws Exception {
        for (String address : List.of(LEGACY, ORIGINAL)) {
            try (Client old = Client.connect(server, address.replace("{client_id}", "old"))) {
                for (String text : List.of("hi", "", "{\"envelope_version\":1}", "\u4e2d\n")) {
                    old.send(text);
                    assertThat(old.text()).isEqualTo("Echo: " + text);
                }
                see(address, old, false);
            }
        }
    }

    // Who is refused

    @Test
    @Order(2)
    void theMigrationGuideExists() throws Exception {
        String link = RawHandshake.plain(server, "/ws/legacy/reader").refusal().header("Link");
        Matcher guide = Pattern.compile("<([^>]*)>; rel=\"deprecation\"").matcher(link);
        assertThat(guide.find()).as(link).isTrue();

        assertThat(api.exchange("GET", guide.group(1)).body()).contains("/ws/client?client_id=ID");
    }

    @Test
    @Order(2)
    void everyRefusalIsDescribed() throws Exception {
        for (String target : List.of("/ws/client?client_id=refused", "/ws/legacy/refused", "/ws/refused")) {
            seeRefused(RawHandshake.plain(server, target));
            seeRefused(RawHandshake.upgrade(server, target).header("Sec-WebSocket-Version", "8"));
            seeRefused(RawHandshake.upgrade(server, target).header("Sec-WebSocket-Key", "short"));
            seeRefused(RawHandshake.upgrade(server, target).header("Origin", "https://elsewhere.example"));
            seeRefused(RawHandshake.upgrade(server, target).method("POST"));
        }
        for (String target : List.of("/ws/client", "/ws/legacy/", "/ws/", "/ws/client/deeper", "/ws/legacy/a/b")) {
            seeRefused(RawHandshake.upgrade(server, target));
        }
        List<RawFrames> open = new ArrayList<>();
        try {
            open.add(from("10.0.0.1", "twice").open());
            open.add(from("10.0.0.1", "twice").open());
            awaitActive(open.size());
            seeRefused(from("10.0.0.1", "twice"));
            for (int i = 2; i < 5; i++) {
                open.add(from("10.0.0.1", "client-" + i).open());
            }
            awaitActive(open.size());
            seeRefused(from("10.0.0.1", "one-more"));
            for (int i = 5; i < MAX_CONNECTIONS; i++) {
                open.add(from("10.0.0.2", "client-" + i).open());
            }
            awaitActive(open.size());
            seeRefused(from("10.0.0.3", "too-many"));
        } finally {
            for (RawFrames frames : open) {
                frames.close();
            }
        }
    }

    private RawHandshake from(String address, String clientId) {
        return RawHandshake.upgrade(server, "/ws/client?client_id=" + clientId).header("X-Forwarded-For", address);
    }

    private void awaitActive(int connections) throws Exception {
        api.await(Api.ROOT + "/stats", answer -> answer.data().getJsonObject("websockets")
                .getInt("active_connections") == connections);
    }

    // How it ends

    @Test
    @Order(3)
    void theSunsetIsDescribed() throws Exception {
        try (Client legacy = Client.connect(server, "/ws/legacy/last"); Client original = Client.connect(server, "/ws/last");
                Client silent = Client.enveloped(server, "silent")) {
            assertThat(api.exchange("POST", "/clock?at=" + Instant.parse(SUNSET).plusSeconds(1)).statusCode())
                    .isEqualTo(200);

            seeClosed(legacy);
            seeClosed(original);
            seeClosed(silent);
        }
        seeRefused(RawHandshake.upgrade(server, "/ws/legacy/late"));
        seeRefused(RawHandshake.upgrade(server, "/ws/late"));
    }

    @Test
    @Order(4)
    void theDrainIsDescribed() throws Exception {
        try (Client client = Client.enveloped(server, "drained"); Client flat = Client.enveloped(server, "flat" + FLAT)) {
            assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":0}").status()).isEqualTo(202);
            client.json("server.draining");
            flat.json("server.draining");
            seeClosed(client);
            seeClosed(flat);
            see(ENVELOPES, client, false);
            see(ENVELOPES, flat, true);
        }
        seeRefused(RawHandshake.upgrade(server, "/ws/client?client_id=late"));
    }

    // What has been seen, in the end

    @Test
    @Order(5)
    void whatIsDescribedWasSeen() {
        assertThat(MESSAGES).isEqualTo(document.addresses().stream()
                .flatMap(address -> document.messages(Side.SERVER, address).stream())
                .filter(name -> !OF_TOKENS.contains(name)).collect(Collectors.toSet()));
        assertThat(FLAT_TYPES).containsAll(document.types(Side.SERVER, ENVELOPES).stream()
                .filter(type -> !TYPES_OF_TOKENS.contains(type)).toList());
        assertThat(ERRORS).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OUT_OF_REACH)).stream().map(Enum::name)
                .collect(Collectors.toSet()));
        assertThat(REFUSALS).isEqualTo(document.extension("x-handshake-refusals").stream()
                .map(refusal -> refusal.getInt("status") + " " + refusal.getString("code")).collect(Collectors.toSet()));
        // The others need a fault of the server's (1011, 4500), a client that stops reading (4413, OutboxTest), an
        // application that refuses a client (4403, LifeCycleIT), or are not used (1013).
        assertThat(CLOSES).isEqualTo(Stream.of(CloseCode.GOING_AWAY, CloseCode.UNSUPPORTED_DATA,
                CloseCode.MESSAGE_TOO_BIG, CloseCode.RESTARTING, CloseCode.UNSUPPORTED_VERSION, CloseCode.INVALID_ROLE,
                CloseCode.HEARTBEAT_TIMEOUT, CloseCode.LEGACY_GONE, CloseCode.TOO_MANY_MESSAGES)
                .map(CloseCode::code).collect(Collectors.toSet()));
    }

    private void see(String address, Client client, boolean flat) {
        for (String text : client.received()) {
            List<String> names = document.matches(Side.SERVER, address, text);
            assertThat(names).as("%s\n%s", text, address.equals(ENVELOPES)
                    ? schema.problemsOfServer(Answer.parse(text), flat) : "").hasSize(1);
            MESSAGES.addAll(names);
            if (address.equals(ENVELOPES)) {
                seeEnvelope(Answer.parse(text), flat);
            }
        }
    }

    private void seeEnvelope(JsonObject message, boolean flat) {
        boolean isFlat = flat || message.containsKey("meta")
                && message.getJsonObject("meta").containsKey("legacy_compatibility");
        assertThat(schema.problemsOfServer(message, isFlat)).as("%s", message).isEmpty();
        if (isFlat) {
            FLAT_TYPES.add(message.getString("type"));
        }
        if (message.getString("type").equals("error")) {
            ERRORS.add(message.getJsonObject("payload").getString("error_code"));
        }
    }

    private void seeClosed(Client client) throws Exception {
        int code = client.closed().code();
        assertThat(document.extension("x-close-codes")).extracting(close -> close.getInt("code")).contains(code);
        CLOSES.add(code);
    }

    private void seeRefused(RawHandshake handshake) throws Exception {
        Answer answer = handshake.refusal();
        String refusal = answer.status() + " " + answer.error().getString("code");
        assertThat(document.extension("x-handshake-refusals"))
                .extracting(each -> each.getInt("status") + " " + each.getString("code")).contains(refusal);
        REFUSALS.add(refusal);
    }
}
