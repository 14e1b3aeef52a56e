package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.wirescope.internal.security.TestIssuer;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in mode token, with an issuer of the test's own, and those who attack it. */
class SecurityIT {

    private static final String STATIC = "the token of a scraper, which no log may have";
    private static final String BEARER = "Bearer ";
    private static final String DRIFT = "{\"status\":\"NO_DRIFT\",\"drift_score\":0.1}";

    private static final Map<String, String> ROLE_OF_VERB = Map.of("GET", "observer", "POST", "publisher", "DELETE", "operator",
            "PUT", "operator");

    private static TestIssuer issuer;
    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        issuer = TestIssuer.start();
        Map<String, String> environment = new HashMap<>();
        environment.put("WIRESCOPE_SECURITY_ISSUERS", issuer.address());
        environment.put("WIRESCOPE_SECURITY_AUDIENCE", TestIssuer.AUDIENCE);
        environment.put("WIRESCOPE_SECURITY_TOKENS", "scraper:observer:" + sha256(STATIC));
        environment.put("WIRESCOPE_SECURITY_FAILURES_PER_MINUTE", "20");
        environment.put("WIRESCOPE_HTTP_TRUSTED_PROXIES", "1"); // so that each test fails from an address of its own
        environment.put("WIRESCOPE_HTTP_ALLOWED_HOSTS", "gateway.example");
        environment.put("WIRESCOPE_CHANNELS_NAMES", "room.1,news");
        environment.put("WIRESCOPE_CHANNELS_PUBLISH", "*");
        server = ServerProcess.start(environment);
        server.awaitReady();
        api = new Api(server.address());
        Api.await(() -> api.get(Api.ROOT + "/stats"), answer -> answer.status() == 401);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        issuer.close();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String[] with(String token, String... more) {
        return Stream.concat(Stream.of("Authorization", BEARER + token), Stream.of(more)).toArray(String[]::new);
    }

    private static String observer() {
        return issuer.token("olga", "observer");
    }

    private static List<JsonObject> events(String query) throws Exception {
        return api.get(Api.ROOT + "/events?limit=1000&" + query, with(STATIC)).data().getJsonArray("events")
                .getValuesAs(JsonObject.class);
    }

    private static RawHandshake handshake(String clientIdAndMore) {
        return RawHandshake.upgrade(server.address(), "/ws/client?client_id=" + clientIdAndMore);
    }

    private static void assertRefused(RawHandshake handshake, int status, String code) throws Exception {
        Answer answer = handshake.refusal();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error().getString("code")).isEqualTo(code);
    }

    // roles

    static List<String[]> routes() {
        List<String[]> routes = new ArrayList<>();
        for (String path : List.of("events", "event-types", "stats", "health", "connections", "connections/x",
                "correlations/x", "legacy-usage", "routes")) {
            routes.add(new String[] {"GET", Api.ROOT + "/" + path});
        }
        routes.add(new String[] {"GET", "/api/v2/meta/legacy-usage"});
        routes.add(new String[] {"GET", "/api/v2/drift/status"});
        routes.add(new String[] {"GET", "/api/v2/drift/models"});
        routes.add(new String[] {"POST", Api.ROOT + "/events"});
        routes.add(new String[] {"POST", "/api/v2/drift/status"});
        routes.add(new String[] {"POST", "/api/v2/channels/news/messages"});
        routes.add(new String[] {"POST", "/api/v2/channels/batch"});
        routes.add(new String[] {"DELETE", Api.ROOT + "/connections/x"});
        routes.add(new String[] {"PUT", Api.ROOT + "/connections/x/channels/news"});
        routes.add(new String[] {"PUT", "/api/v2/drift/broadcast"});
        return routes;
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteIsForItsRoleAlone(String verb, String path) throws Exception {
        String needed = ROLE_OF_VERB.get(verb);
        Map<String, Boolean> allowed = new LinkedHashMap<>();
        for (String role : List.of("client", "observer", "publisher", "operator", "capture")) {
            int status = call(verb, path, with(issuer.token("someone", role))).status();
            allowed.put(role, status != 403 || isOfGrants(path) && role.equals("publisher"));
            assertThat(status).isNotEqualTo(401);
        }
        Set<String> expected = needed.equals("observer") ? Set.of("observer", "operator") : Set.of(needed);
        assertThat(allowed).allSatisfy((role, may) -> assertThat(may).as(role).isEqualTo(expected.contains(role)));

        assertThat(call(verb, path).status()).isEqualTo(401);
        assertThat(call(verb, path, with("bad", "X-Forwarded-For", "10.1.0.1")).status()).isIn(401, 429);
        assertThat(call(verb, path, with(expired())).status()).isEqualTo(401);
    }

    private static Answer call(String verb, String path, String... headers) throws Exception {
        return verb.equals("GET") || verb.equals("DELETE") ? api.call(verb, path, headers)
                : api.send(verb, path, "{}", headers);
    }

    private static boolean isOfGrants(String path) {
        return path.contains("/channels/news/messages");
    }

    private static String expired() {
        Instant past = Instant.now().minusSeconds(600);
        return issuer.token("alice", claims -> claims.issueTime(Date.from(past)).expirationTime(Date.from(past.plusSeconds(60))),
                "operator", "publisher");
    }

    @Test
    void aRefusalSaysWhatIsMissing() throws Exception {
        Answer nobody = api.get(Api.ROOT + "/stats");
        assertThat(nobody.error().getString("code")).isEqualTo("AUTHENTICATION_REQUIRED");
        assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(api.get(Api.ROOT + "/stats", with(expired())).error().getString("code")).isEqualTo("TOKEN_EXPIRED");
        Answer client = api.get(Api.ROOT + "/stats", with(issuer.token("alice", "client")));
        assertThat(client.error().getString("code")).isEqualTo("NOT_PERMITTED");
        assertThat(client.error().getJsonObject("details").getJsonArray("roles").getString(0)).isEqualTo("observer");
    }

    @Test
    void theStreamIsForObservers() throws Exception {
        assertThat(RawHandshake.plain(server.address(), EventStreamReader.PATH).head().status()).isEqualTo(401);
        assertThat(RawHandshake.plain(server.address(), EventStreamReader.PATH)
                .header("Authorization", BEARER + issuer.token("alice", "client")).head().status()).isEqualTo(403);
        assertThat(RawHandshake.plain(server.address(), EventStreamReader.PATH)
                .header("Authorization", BEARER + observer()).head().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/;x/api/v2/observability/stats", "//api/v2/observability/stats", "/api;x/v2/observability/stats",
            "/docs/../api/v2/observability/stats", "/docs/%2e%2e/api/v2/observability/stats",
            "/%61pi/v2/observability/stats", "/docs/..;/api/v2/observability/stats", "/api/v2/observability/./stats",
            "/health/../api/v2/observability/events/stream", "//api/v2/observability/events/stream", "/./metrics",
            "/health/%2e%2e/api/v2/observability/events/stream;x", "/docs/..%2fapi/v2/observability/stats"})
    void noSpellingOfAPathLeadsAroundTheFilter(String target) throws Exception {
        assertThat(RawHandshake.plain(server.address(), target).head().status()).isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/ready", "/schemas/envelope-v1.json", "/docs/migration.md"})
    void whatIsPublicNeedsNoCredential(String path) throws Exception {
        assertThat(api.exchange("GET", path).statusCode()).isEqualTo(200);
    }

    // hostile tokens

    private static Map<String, String> hostile() {
        JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(issuer.address()).subject("root").audience(TestIssuer.AUDIENCE)
                .expirationTime(Date.from(Instant.now().plusSeconds(600))).build();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("no algorithm", new PlainJWT(claims).serialize());
        tokens.put("another audience", issuer.token("root", change -> change.audience("elsewhere"), "operator", "client"));
        tokens.put("an ID token", issuer.token("root", change -> change.claim("nonce", "n"), "operator", "client"));
        tokens.put("an unknown key", issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("x\r\ny").build(), claims));
        tokens.put("control characters", issuer.token("ro\r\not", "operator", "client"));
        tokens.put("a subject of 10 KiB", issuer.token("r".repeat(7000), "operator", "client"));
        tokens.put("no token", "not.a.token");
        return tokens;
    }

    @Test
    void hostileTokensAreRefusedOverHttpAndInHandshakes() throws Exception {
        int address = 1;
        for (Map.Entry<String, String> token : hostile().entrySet()) {
            String from = "10.2.0." + address++;
            Answer answer = api.get(Api.ROOT + "/stats", with(token.getValue(), "X-Forwarded-For", from));
            assertThat(answer.status()).as(token.getKey()).isEqualTo(401);
            assertThat(answer.error().getString("code")).as(token.getKey()).isEqualTo("INVALID_TOKEN");
            assertRefused(handshake("root").header("Authorization", BEARER + token.getValue()).header("X-Forwarded-For", from),
                    401, "INVALID_TOKEN");
        }
        assertThat(api.get(Api.ROOT + "/stats", with(observer())).status()).isEqualTo(200);
        assertThat(server.output()).doesNotContain("at com.nimbusds").doesNotContain("at io.wirescope.internal.security");
    }

    @Test
    void aBadCredentialIsNeverAnonymousAndTheFirstFoundCounts() throws Exception {
        assertRefused(handshake("alice").header("Authorization", "Basic YTpi"), 401, "INVALID_TOKEN");
        assertRefused(handshake("alice").header("Authorization", BEARER + "bad").header("X-Forwarded-For", "10.3.0.1")
                .header("Sec-WebSocket-Protocol", "wirescope.v1, wirescope.bearer." + issuer.token("alice", "client")),
                401, "INVALID_TOKEN");
        assertRefused(handshake("alice").header("X-Forwarded-For", "10.3.0.2").header("Sec-WebSocket-Protocol",
                "wirescope.v1, wirescope.bearer.a, wirescope.bearer.b"), 401, "INVALID_TOKEN");
    }

    @Test
    void anIssuerThatIsDownLeavesCallersWithAKnownKeyServed() throws Exception {
        String known = observer();
        api.get(Api.ROOT + "/stats", with(known));
        issuer.answerWith(302);
        try {
            assertThat(api.get(Api.ROOT + "/stats", with(known)).status()).isEqualTo(200);
            assertThat(api.get(Api.ROOT + "/stats", with(issuer.token("new", "observer"))).status()).isEqualTo(200);
        } finally {
            issuer.answerWith(200);
        }
    }

    @Test
    void aRotatedKeyIsFoundUnderAFloodOfInventedOnes() throws Exception {
        issuer.rotate();
        String fresh = observer();
        int[] flood = {0};
        Answer found = Api.await(() -> {
            String invented = issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("invented-" + flood[0]++).build(),
                    new JWTClaimsSet.Builder().issuer(issuer.address()).subject("x").build());
            api.get(Api.ROOT + "/stats", with(invented, "X-Forwarded-For", "10.4.0." + flood[0] % 200));
            return api.get(Api.ROOT + "/stats", with(fresh, "X-Forwarded-For", "10.5.0." + flood[0] % 200));
        }, answer -> answer.status() == 200);
        assertThat(found.status()).isEqualTo(200);
    }

    @Test
    void aFloodOfFailuresIs429AndLeavesGoodCallersServed() throws Exception {
        String good = observer();
        api.get(Api.ROOT + "/stats", with(good, "X-Forwarded-For", "2001:db8:1:2::1"));
        Answer limited = null;
        for (int i = 0; i < 100 && (limited == null || limited.status() != 429); i++) {
            limited = api.get(Api.ROOT + "/stats", with("bad" + i, "X-Forwarded-For", "2001:db8:1:2::" + Integer.toHexString(i + 2)));
        }
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.error().getString("code")).isEqualTo("RATE_LIMITED");
        assertThat(api.get(Api.ROOT + "/stats", with(good, "X-Forwarded-For", "2001:db8:1:2::ff")).status()).isEqualTo(200);
        assertThat(api.get(Api.ROOT + "/stats", with("bad", "X-Forwarded-For", "2001:db8:1:3::1")).status()).isEqualTo(401);
        assertThat(events("event_type=security.rate_limited")).isNotEmpty();
    }

    // handshakes

    @Test
    void helloSaysWhoTheCallerIs() throws Exception {
        try (Client client = Client.enveloped(server.address(), "alice:phone",
                Map.of("Authorization", BEARER + issuer.token("alice", "client")))) {
            JsonObject auth = client.hello().getJsonObject("payload").getJsonObject("auth");
            assertThat(auth.getString("subject")).isEqualTo("alice");
            assertThat(auth.getJsonArray("roles").getString(0)).isEqualTo("client");
            assertThat(Instant.parse(auth.getString("expires_at"))).isAfter(Instant.now());
        }
    }

    @Test
    void aSubprotocolBringsTheTokenInSeveralLinesAndIsAnsweredWithTheVersion() throws Exception {
        String token = issuer.token("alice", claims -> claims.claim("padding", "x".repeat(1500)), "client");
        RawHandshake.Head head = handshake("alice").header("Sec-WebSocket-Protocol", "wirescope.v1")
                .line("Sec-WebSocket-Protocol", "wirescope.bearer." + token).head();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.headers().allValues("Sec-WebSocket-Protocol")).containsExactly("wirescope.v1");
    }

    @Test
    void withoutACredentialAHandshakeIs401AndABrowserIsToldAfterTheUpgrade() throws Exception {
        assertRefused(handshake("alice"), 401, "AUTHENTICATION_REQUIRED");
        assertClosed(browser("alice"), "AUTHENTICATION_REQUIRED");
        assertClosed(browser("alice").header("X-Forwarded-For", "10.6.0.1")
                .header("Sec-WebSocket-Protocol", "wirescope.v1, wirescope.bearer.bad"), "INVALID_TOKEN");
        assertClosed(browser("bob").header("Sec-WebSocket-Protocol",
                "wirescope.v1, wirescope.bearer." + issuer.token("alice", "client")), "NOT_PERMITTED");
    }

    private static RawHandshake browser(String clientId) {
        return handshake(clientId).header("Origin", "http://" + server.address().getAuthority());
    }

    private static void assertClosed(RawHandshake handshake, String code) throws Exception {
        try (RawFrames frames = handshake.open()) {
            JsonObject error = Answer.parse(frames.text());
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo(code);
            assertThat(frames.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void aForeignClientIdAndRoleAdminAre403() throws Exception {
        String token = BEARER + issuer.token("alice", "client");
        for (String id : List.of("bob", "alicex", "alice%0d", "ALICE", "admin", "alice&role=admin")) {
            Answer answer = handshake(id).header("Authorization", token).refusal();
            assertThat(answer.status()).as(id).isIn(403, 422);
        }
        try (Client admin = Client.enveloped(server.address(), "olga&role=admin",
                Map.of("Authorization", BEARER + issuer.token("olga", "client", "observer")))) {
            admin.send(subscribe("events:*"));
            admin.json("subscribed"); // events may overtake it
        }
    }

    @Test
    void channelsAreByGrantAndAResumeDoesNotWidenThem() throws Exception {
        UnaryOperator<JWTClaimsSet.Builder> grants = TestIssuer.granting(List.of("room.*"), List.of("room.1"));
        String resume;
        try (Client alice = Client.enveloped(server.address(), "alice",
                Map.of("Authorization", BEARER + issuer.token("alice", grants, "client")))) {
            assertThat(alice.ask(subscribe("room.1")).getString("type")).isEqualTo("subscribed");
            assertThat(alice.ask(subscribe("news")).getJsonObject("payload").getString("error_code")).isEqualTo("NOT_PERMITTED");
            assertThat(alice.ask(subscribe("events:*")).getJsonObject("payload").getString("error_code"))
                    .isEqualTo("NOT_PERMITTED");
            assertThat(alice.ask(publish("news")).getJsonObject("payload").getString("error_code")).isEqualTo("NOT_PERMITTED");
            resume = alice.hello().getJsonObject("payload").getJsonObject("session").getString("token");
        }
        try (Client shrunk = Client.enveloped(server.address(), "alice&session=" + resume,
                Map.of("Authorization", BEARER + issuer.token("alice", "client")))) {
            JsonObject session = shrunk.hello().getJsonObject("payload").getJsonObject("session");
            assertThat(session.toString()).doesNotContain("room.1@");
            assertThat(session.getBoolean("resumed")).isFalse();
        }
    }

    private static String subscribe(String channel) {
        return "{\"envelope_version\":1,\"timestamp\":\"2025-08-16T01:36:59Z\",\"type\":\"subscribe\","
                + "\"payload\":{\"channels\":[\"" + channel + "\"]}}";
    }

    private static String publish(String channel) {
        return "{\"envelope_version\":1,\"timestamp\":\"2025-08-16T01:36:59Z\",\"type\":\"publish\","
                + "\"payload\":{\"channel\":\"" + channel + "\",\"type\":\"note\",\"payload\":{}}}";
    }

    @Test
    void aLegacyAddressWithoutACredentialIs401() throws Exception {
        for (String address : List.of("/ws/alice", "/ws/legacy/alice")) {
            assertRefused(RawHandshake.upgrade(server.address(), address), 401, "AUTHENTICATION_REQUIRED");
            assertRefused(RawHandshake.upgrade(server.address(), address)
                    .header("Origin", "http://" + server.address().getAuthority()), 401, "AUTHENTICATION_REQUIRED");
        }
    }

    // publishers

    @Test
    void aPublisherSendsWithinItsGrants() throws Exception {
        String token = issuer.token("app", TestIssuer.granting(List.of(), List.of("room.*")), "publisher");
        String message = "{\"type\":\"note\",\"payload\":{}}";
        assertThat(api.send("POST", "/api/v2/channels/room.1/messages", message, with(token)).status()).isEqualTo(200);
        assertThat(api.send("POST", "/api/v2/channels/client:bob/messages", message, with(token)).status()).isEqualTo(403);
        Answer batch = api.send("POST", "/api/v2/channels/batch", "{\"messages\":[{\"channel\":\"room.1\",\"type\":\"n\","
                + "\"payload\":{}},{\"channel\":\"news\",\"type\":\"n\",\"payload\":{}}]}", with(token));
        assertThat(batch.status()).isEqualTo(200);
        assertThat(batch.data().toString()).contains("NOT_PERMITTED");
        assertThat(api.send("POST", "/api/v2/drift/status", DRIFT, with(token)).status()).isEqualTo(200);
    }

    @Test
    void forgedSecurityEventsAre403() throws Exception {
        String token = issuer.token("app", "publisher");
        Answer answer = api.send("POST", Api.ROOT + "/events",
                "[{\"event_type\":\"app.fine\",\"data\":{}},{\"event_type\":\"security.login\",\"data\":{}}]", with(token));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.error().getJsonObject("details").getInt("index")).isEqualTo(1);
        assertThat(events("event_type=app.fine")).isEmpty();
    }

    // hosts and pages

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "0.0.0.0", "gateway.example.evil", "localhost.evil.example"})
    void rebindingIs421WithAndWithoutAnOrigin(String host) throws Exception {
        RawHandshake call = RawHandshake.plain(server.address(), Api.ROOT + "/stats").header("Host", host)
                .header("Authorization", BEARER + observer());
        assertRefused(call, 421, "MISDIRECTED_REQUEST");
        assertRefused(call.header("Origin", "http://" + host), 421, "MISDIRECTED_REQUEST");
        assertRefused(handshake("alice").header("Host", host).header("Origin", "http://" + host), 421, "MISDIRECTED_REQUEST");
    }

    @ParameterizedTest
    @CsvSource({"gateway.example,200", "GATEWAY.example:8080,200", "localhost,200"})
    void theNamesOfTheSettingsAreAnsweredTo(String host, int status) throws Exception {
        assertThat(RawHandshake.plain(server.address(), Api.ROOT + "/stats").header("Host", host)
                .header("Authorization", BEARER + observer()).head().status()).isEqualTo(status);
    }

    @Test
    void aCrossSiteCallOrHandshakeIs403AndTheLogSaysWhatWasCompared() throws Exception {
        String token = issuer.token("root", "operator", "client");
        assertRefused(RawHandshake.plain(server.address(), Api.ROOT + "/events").method("DELETE")
                .header("Authorization", BEARER + token).header("Origin", "https://evil.example"), 403, "ORIGIN_NOT_ALLOWED");
        assertRefused(handshake("root").header("Authorization", BEARER + token).header("Origin", "https://evil.example"), 403,
                "ORIGIN_NOT_ALLOWED");
        Api.await(() -> events("event_type=security.forbidden").toString(),
                text -> text.contains("Origin https://evil.example, Host " + server.address().getAuthority()));
    }

    // audit

    @Test
    void whoCameAndWhoWasRefusedIsAnEventWithoutAToken() throws Exception {
        String token = issuer.token("auditor", "operator");
        api.send("PUT", "/api/v2/drift/broadcast", "{\"enabled\":true}", with(token));
        assertThat(events("event_type=security.login").toString()).contains("\"auditor\"");
        assertThat(events("event_type=security.action").toString()).contains("PUT /api/v2/drift/broadcast");
        api.get(Api.ROOT + "/stats", with("secret-but-bad", "X-Forwarded-For", "10.7.0.1"));
        assertThat(events("event_type=security.denied").toString()).contains("10.7.0.1", "INVALID_TOKEN");

        String all = events("event_type=security.login&event_type=security.denied&event_type=http.request").toString();
        for (String text : List.of(all, server.output())) {
            assertThat(text).doesNotContain(token.substring(0, 40)).doesNotContain(STATIC).doesNotContain("secret-but-bad");
        }
    }

    @Test
    void metricsCountWhatWasRefused() throws Exception {
        api.get(Api.ROOT + "/stats");
        Api.await(() -> api.exchange("GET", "/metrics", with(STATIC)).body(),
                text -> text.lines().anyMatch(line -> line.startsWith("wirescope_security_events_total")
                        && line.contains("type=\"denied\"") && !line.endsWith(" 0.0")));
        if (!(ServerUnderTest.current() instanceof OpenLiberty)) { // whose /metrics no filter sees
            assertThat(api.exchange("GET", "/metrics").statusCode()).isEqualTo(401);
        }
    }
}
