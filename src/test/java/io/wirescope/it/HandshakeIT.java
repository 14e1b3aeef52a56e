package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes, good and bad (contract, section 1). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class HandshakeIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    // Without an upgrade

    @Test
    void plainGetWithoutClientIdIs422() throws Exception {
        Answer answer = RawHandshake.plain(server, "/ws/client").refusal();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("client_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/client?client_id=plain", "/ws/legacy/plain", "/ws/plain"})
    void plainGetWithClientIdIs426AndNamesTheUpgrade(String target) throws Exception {
        Answer answer = RawHandshake.plain(server, target).refusal();
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsAre405(String method) throws Exception {
        for (String target : List.of("/ws/client?client_id=method", "/ws/legacy/method", "/ws/method")) {
            Answer answer = RawHandshake.upgrade(server, target).method(method).refusal();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo("GET");
        }
    }

    // Ids

    static Stream<String> targetsWithoutUsableClientId() {
        return Stream.of(
                "/ws/client", "/ws/client?", "/ws/client?client_id", "/ws/client?client_id=",
                "/ws/client?Client_Id=x",
                "/ws/client?client_id=" + "x".repeat(129), "/ws/client?client_id=" + "x".repeat(10_000),
                "/ws/client?client_id=a%0Ab", "/ws/client?client_id=a%00b", "/ws/client?client_id=%7F",
                "/ws/client?client_id=%C2%85", "/ws/client?client_id=a&client_id=a",
                "/ws/client?client_id=%", "/ws/client?client_id=%zz", "/ws/client?client_id=%ff",
                "/ws/", "/ws/legacy/", "/ws/" + "x".repeat(129),
                "/ws/legacy/" + "x".repeat(129), "/ws/legacy/" + "x".repeat(10_000),
                "/ws/%63lient", "/ws/clien%74?client_id=x");
    }

    @ParameterizedTest
    @MethodSource("targetsWithoutUsableClientId")
    void upgradeWithoutUsableClientIdIs422(String target) throws Exception {
        Answer answer = RawHandshake.upgrade(server, target).refusal();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getString("code")).isEqualTo("INVALID_CLIENT_ID");
        assertThat(answer.error().getString("message")).contains("client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/a%0Ab", "/ws/legacy/a%0Ab"})
    void aControlCharacterInThePathIs422OrTheServersOwn400(String target) throws Exception {
        assertThat(RawHandshake.upgrade(server, target).head().status())
                .isEqualTo(ServerUnderTest.current() instanceof OpenLiberty ? 400 : 422);
    }

    @Test
    void anEncodedSlashIsPartOfTheId() throws Exception {
        for (String target : List.of("/ws/raw%2Fb", "/ws/legacy/raw%2Fb")) {
            try (Client client = Client.connect(server, target)) {
                client.send("here");
                assertThat(client.text()).isEqualTo("Echo: here");
                assertThat(api().connections("raw%2Fb", 1)).hasSize(1);
            }
            api().connections("raw%2Fb", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/%63lient", "/ws/client"})
    void theErrorSaysThatTheIdClientIsNotReachableAtTheOriginalAddress(String target) throws Exception {
        assertThat(RawHandshake.upgrade(server, target).refusal().error().getString("message"))
                .contains("'client'").contains("/ws/{client_id}");
    }

    @Test
    void theIdClientIsReachableElsewhere() throws Exception {
        try (Client raw = Client.connect(server, "/ws/legacy/client");
                Client enveloped = Client.enveloped(server, "client")) {
            assertThat(api().connections("client", 2)).extracting(connection -> connection.getString("protocol"))
                    .containsExactly("raw", "envelope");
            assertThat(enveloped.hello().getJsonObject("payload").getString("client_id")).isEqualTo("client");
            raw.send("still there");
            assertThat(raw.text()).isEqualTo("Echo: still there");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/client/", "/ws/client/x?client_id=x", "/ws/a/b", "/ws/legacy/a/b",
        "//ws/client", "/ws/x/../client?client_id=x"})
    void otherPathsAre404(String target) throws Exception {
        assertThat(RawHandshake.upgrade(server, target).refusal().status()).isEqualTo(404);
    }

    // An exact path beats a variable one, whatever path parameters a client adds to it.
    @Test
    void aPathParameterDoesNotTurnTheEnvelopeAddressIntoARawOne() throws Exception {
        RawHandshake.Head head = RawHandshake.upgrade(server, "/ws/client;a=b").head();
        assertThat(head.status()).isIn(404, 422);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            %2525,      %25
            a%20b,      a b
            a+b,        a b
            %C3%BC,     ü
            a%2Fb,      a/b
            %26%3D%23,  &=#
            %F0%9F%98%80, 😀
            """)
    void theIdInTheQueryIsDecodedOnce(String encoded, String id) throws Exception {
        try (Client client = Client.enveloped(server, encoded)) {
            assertThat(client.hello().getJsonObject("payload").getString("client_id")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            raw%2525,   raw%25
            raw%20b,    raw b
            raw+b,      raw+b
            raw%C3%BC,  rawü
            raw;a=b,    raw;a=b
            """)
    void theIdInThePathIsDecodedOnce(String encoded, String id) throws Exception {
        for (String address : List.of("/ws/", "/ws/legacy/")) {
            try (Client client = Client.connect(server, address + encoded)) {
                client.send("here");
                assertThat(client.text()).isEqualTo("Echo: here");
                List<JsonObject> connections = api().connections(
                        URLEncoder.encode(id, StandardCharsets.UTF_8), 1);
                assertThat(connections.get(0).getString("client_id")).isEqualTo(id);
            }
            api().connections(URLEncoder.encode(id, StandardCharsets.UTF_8), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "😀"})
    void anIdMayHave128Characters(String character) throws Exception {
        String id = character.repeat(128);
        try (Client client = Client.enveloped(server, URLEncoder.encode(id, StandardCharsets.UTF_8))) {
            assertThat(client.hello().getJsonObject("payload").getString("client_id")).isEqualTo(id);
        }
    }

    // Reported after the upgrade, where a browser can see it

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "abc", "", "1.0", "-1"})
    void anotherVersionIsToldAndClosedWith4400(String version) throws Exception {
        String reason = "Unsupported version " + version + ", expected 1";
        assertTurnedAway("version=" + version, "UNSUPPORTED_VERSION", 4400, reason);
    }

    @Test
    void aDoubledVersionIsClosedWith4400() throws Exception {
        try (Client client = Client.connect(server, "/ws/client?client_id=doubled&version=1&version=1")) {
            assertThat(client.json().getJsonObject("payload").getString("error_code"))
                    .isEqualTo("UNSUPPORTED_VERSION");
            assertThat(client.closed().code()).isEqualTo(4400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boss", "ADMIN", "", "admin%20"})
    void anUnknownRoleIsToldAndClosedWith4401(String role) throws Exception {
        assertTurnedAway("role=" + role, "INVALID_ROLE", 4401, "Invalid role " + role.replace("%20", " "));
    }

    private void assertTurnedAway(String parameter, String code, int closeCode, String reason) throws Exception {
        try (Client client = Client.connect(server, "/ws/client?client_id=turned-away&" + parameter)) {
            JsonObject error = client.json();
            assertThat(error.getString("type")).isEqualTo("error");
            JsonObject payload = error.getJsonObject("payload");
            assertThat(payload.getString("error_code")).isEqualTo(code);
            assertThat(payload.getString("error_message")).isEqualTo(reason);
            assertThat(payload.getString("message")).isEqualTo(reason);
            assertThat(payload).containsKey("details");
            assertThat(client.closed()).isEqualTo(new Client.Close(closeCode, reason));
            assertThat(api().connections("turned-away", 0)).isEmpty();
        }
    }

    // A close frame holds 123 bytes of reason (RFC 6455, section 5.5); emoji have four each.
    @ParameterizedTest
    @ValueSource(strings = {"%F0%9F%98%80", "%E2%82%AC", "xyz", "%0D%0A", "%22%5C", "%ff", "%00"})
    void aHostileVersionOrRoleGivesAReasonThatIsShortAndWellFormed(String part) throws Exception {
        for (String parameter : List.of("version", "role")) {
            try (Client client = Client.connect(server,
                    "/ws/client?client_id=hostile&" + parameter + "=x" + part.repeat(200))) {
                String told = client.json().getJsonObject("payload").getString("error_message");
                Client.Close close = client.closed();
                assertThat(close.code()).isEqualTo(parameter.equals("version") ? 4400 : 4401);
                assertThat(close.reason()).isEqualTo(told).doesNotContainPattern("\\p{Cc}");
                assertThat(close.reason().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', frontend", "role=frontend, frontend", "role=admin, admin", "role=test&version=1, test"})
    void knownRolesAreAccepted(String parameters, String role) throws Exception {
        try (Client client = Client.enveloped(server, "roles&" + parameters)) {
            assertThat(client.hello().getJsonObject("payload").getString("role")).isEqualTo(role);
        }
    }

    // Origins

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "http://localhost", "localhost", "*"})
    void aForeignOriginIs403(String origin) throws Exception {
        for (String target : List.of("/ws/client?client_id=origin", "/ws/legacy/origin", "/ws/origin")) {
            Answer answer = RawHandshake.upgrade(server, target).header("Origin", origin).refusal();
            assertThat(answer.status()).isEqualTo(403);
        }
    }

    @Test
    void theOwnOriginConnects() throws Exception {
        String own = "http://" + server.getHost() + ":" + server.getPort();
        for (String target : List.of("/ws/client?client_id=origin", "/ws/legacy/origin", "/ws/origin")) {
            assertThat(RawHandshake.upgrade(server, target).header("Origin", own).head().status()).isEqualTo(101);
        }
    }

    // The handshake itself (RFC 6455, section 4.2)

    @Test
    void aHandshakeWithoutOriginIsAccepted() throws Exception {
        RawHandshake.Head head = RawHandshake.upgrade(server, "/ws/client?client_id=accepted").head();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(head.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void headersMayBeListsInAnyCase() throws Exception {
        assertThat(RawHandshake.upgrade(server, "/ws/client?client_id=case").header("Upgrade", "WebSocket")
                .header("Connection", "keep-alive, UPGRADE").head().status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "not*base64*at*all*****==", "dGhlIHNhbXBsZSBub25jZQ==dGhl"})
    void aBadKeyIs400(String key) throws Exception {
        assertThat(RawHandshake.upgrade(server, "/ws/client?client_id=key").header("Sec-WebSocket-Key", key)
                .refusal().status()).isEqualTo(400);
    }

    @Test
    void aMissingKeyIs400() throws Exception {
        assertThat(RawHandshake.upgrade(server, "/ws/client?client_id=key").without("Sec-WebSocket-Key")
                .refusal().status()).isEqualTo(400);
    }

    @Test
    void anotherSocketVersionIsAnsweredWithTheSupportedOne() throws Exception {
        Answer answer = RawHandshake.upgrade(server, "/ws/client?client_id=socket-version")
                .header("Sec-WebSocket-Version", "8").refusal();
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
    }

    // Correlation

    @Test
    void correlationIdIsTheConnectionsRequestId() throws Exception {
        try (Client client = Client.enveloped(server, "correlated&correlationId=from-query",
                Map.of("X-Request-ID", "from-header"))) {
            assertThat(client.hello().getString("request_id")).isEqualTo("from-query");
            assertThat(api().events("connection_id=" + client.connectionId(), 3))
                    .allMatch(event -> event.getString("request_id").equals("from-query"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&correlationId=", "&correlationId=a%0Ab", "&correlationId=a&correlationId=b"})
    void withoutUsableCorrelationIdTheHeaderIsUsed(String correlationId) throws Exception {
        try (Client client = Client.enveloped(server, "correlated" + correlationId,
                Map.of("X-Request-ID", "from-header"))) {
            assertThat(client.hello().getString("request_id")).isEqualTo("from-header");
        }
    }

    @Test
    void withoutEitherTheRequestIdIsANewUuid() throws Exception {
        try (Client first = Client.enveloped(server, "uncorrelated");
                Client second = Client.enveloped(server, "uncorrelated", Map.of("X-Request-ID", "x".repeat(129)))) {
            assertThat(UUID.fromString(first.hello().getString("request_id")))
                    .isNotEqualTo(UUID.fromString(second.hello().getString("request_id")));
        }
    }

    @Test
    void traceparentGivesTheConnectionsOwnTrace() throws Exception {
        try (Client client = Client.enveloped(server, "traced",
                Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))) {
            JsonObject trace = client.hello().getJsonObject("trace");
            assertThat(trace.getString("trace_id")).isEqualTo(TRACE);
            assertThat(trace.getString("parent_span")).isEqualTo(SPAN);
            assertThat(trace.getString("span")).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
            assertThat(api().events("trace_id=" + TRACE + "&client_id=traced", 3)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk", "00-" + TRACE + "-" + SPAN, "00-00000000000000000000000000000000-" + SPAN + "-01",
        "ff-" + TRACE + "-" + SPAN + "-01"})
    void aBrokenTraceparentIsAsIfThereWereNone(String traceparent) throws Exception {
        try (Client client = Client.enveloped(server, "untraced", Map.of("traceparent", traceparent))) {
            assertThat(client.hello()).doesNotContainKey("trace");
        }
    }

    @Test
    void everyAnswerToAHandshakeBearsTheRequestId() throws Exception {
        assertThat(RawHandshake.upgrade(server, "/ws/client?client_id=answered").header("X-Request-ID", "hs-101")
                .head().header("X-Request-ID")).isEqualTo("hs-101");
        assertThat(RawHandshake.upgrade(server, "/ws/client").header("X-Request-ID", "hs-422")
                .refusal().header("X-Request-ID")).isEqualTo("hs-422");
        assertThat(UUID.fromString(RawHandshake.upgrade(server, "/ws/client").refusal().header("X-Request-ID")))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"/ws/client, 422, /ws/client", "/ws/a/b, 404, /ws", "/ws/legacy/, 422, /ws/legacy/{client_id}"})
    void aRefusedHandshakeIsAnHttpRequestEvent(String target, int status, String route) throws Exception {
        String requestId = "refused-" + target.hashCode();
        RawHandshake.upgrade(server, target).header("X-Request-ID", requestId)
                .header("traceparent", "00-" + TRACE + "-" + SPAN + "-01").refusal();
        JsonObject event = api().events("event_type=http.request&request_id=" + requestId, 1).get(0);
        assertThat(event.getString("trace_id")).isEqualTo(TRACE);
        JsonObject data = event.getJsonObject("data");
        assertThat(data.getString("method")).isEqualTo("GET");
        assertThat(data.getString("path")).isEqualTo(target);
        assertThat(data.getString("route")).isEqualTo(route);
        assertThat(data.getInt("status")).isEqualTo(status);
    }

    private Api api() {
        return new Api(server);
    }
}
