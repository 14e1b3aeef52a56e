package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields of a handshake as RFC 9110, section 5, allows them. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class HandshakeHeadersIT {

    private static final String TARGET = "/ws/client?client_id=headers";
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-";

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    private RawHandshake upgrade() {
        return RawHandshake.upgrade(server, TARGET);
    }

    private static void assertUpgraded(RawHandshake handshake) throws Exception {
        try (RawFrames connection = handshake.open()) {
            assertThat(connection.text()).contains("\"type\":\"hello\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Connection            | keep-alive, Upgrade", "Connection            | upgrade,keep-alive",
        "Connection            | ',,keep-alive ,\tUPGRADE,'", "Upgrade               | WebSocket",
        "Upgrade               | 'h2c, websocket'", "Upgrade               | 'websocket, h2c/1'",
        "Sec-WebSocket-Version | '  13\t '", "Sec-WebSocket-Key     | '\tdGhlIHNhbXBsZSBub25jZQ== '",
        "User-Agent            | gr\u00fc\u00dfe", "Cookie                | a=gr\u00fc\u00df", "X-Other | \u00ff\u0080"})
    void aValueMayBeWrittenAsItLikes(String name, String value) throws Exception {
        assertUpgraded(upgrade().header(name, value));
    }

    @ParameterizedTest
    @CsvSource({"Connection, keep-alive, Upgrade", "Connection, Upgrade, keep-alive", "Upgrade, h2c, websocket",
        "Upgrade, websocket, h2c"})
    void severalLinesAreOneList(String name, String first, String second) throws Exception {
        assertUpgraded(upgrade().without(name).line(name, first).line(name.toUpperCase(Locale.ROOT), second));
    }

    @Test
    void namesAreReadInAnyCaseAndOrder() throws Exception {
        assertUpgraded(upgrade().without("Upgrade").without("Connection").without("Sec-WebSocket-Version")
                .without("Sec-WebSocket-Key").line("SEC-WEBSOCKET-KEY", KEY).line("connection", "UPGRADE")
                .line("sec-websocket-version", "13").line("uPGRADE", "websocket"));
    }

    @Test
    void unsupportedSubprotocolsAndExtensionsAreNotAnswered() throws Exception {
        RawHandshake.Head head = upgrade().line("Sec-WebSocket-Protocol", "a, b").line("sec-websocket-protocol", "c")
                .line("Sec-WebSocket-Extensions", "foo; bar=1, permessage-foo").line("Sec-WebSocket-Extensions", "x;y=\"z\"")
                .head();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Protocol")).isNull();
        assertThat(head.header("Sec-WebSocket-Extensions")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version, 13", "Sec-WebSocket-Version, 8"})
    void whatIsNoListMayNotBeThereTwice(String name, String value) throws Exception {
        assertBadHandshake(upgrade().line(name, value), name);
    }

    @Test
    void twoOriginsAreRefusedThoughTheFirstIsOurs() throws Exception {
        String own = "http://" + server.getAuthority();
        assertBadHandshake(upgrade().line("Origin", own).line("Origin", "https://elsewhere.example"), "Origin");
        assertBadHandshake(upgrade().line("Origin", own).line("origin", own), "Origin");
    }

    @ParameterizedTest
    @CsvSource({"Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ", "Sec-WebSocket-Key, gr\u00fc\u00dfe",
        "Sec-WebSocket-Extensions, ';;=,'"})
    void whatCanNotBeReadIsRefused(String name, String value) throws Exception {
        assertBadHandshake(upgrade().header(name, value), name);
    }

    private static void assertBadHandshake(RawHandshake handshake, String name) throws Exception {
        Answer answer = handshake.refusal();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().getString("code")).isEqualTo("BAD_HANDSHAKE");
        assertThat(answer.error().getString("message")).contains(name);
    }

    // Undertow answers itself, with an empty 400.
    @Test
    void twoHostsAre400() throws Exception {
        assertThat(upgrade().line("host", "elsewhere.example").head().status()).isEqualTo(400);
    }

    @Test
    void twoRequestIdsAreNone() throws Exception {
        String id = upgrade().line("X-Request-ID", "one").line("x-request-id", "two").head().header("X-Request-ID");
        assertThat(UUID.fromString(id)).isNotNull();
    }

    @Test
    void twoTracesAreNone() throws Exception {
        assertThat(upgrade().line("traceparent", TRACEPARENT + "01").line("Traceparent", TRACEPARENT + "01")
                .head().header("traceparent")).isNull();
        assertThat(new Api(server).get(Api.ROOT + "/health", "traceparent", TRACEPARENT + "01", "traceparent",
                TRACEPARENT + "00").header("traceparent")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"00-, ff, 01", "00-, 02, 00", "01-, 03, 01", "cc-, 01-and-more, 01"})
    void onlyTheFlagThatIsKnownIsPassedOn(String version, String flags, String sent) throws Exception {
        String received = version + TRACEPARENT.substring(3) + flags;
        assertThat(upgrade().line("TRACEPARENT", received).head().header("traceparent"))
                .startsWith("00-" + TRACE + "-").endsWith("-" + sent);
        assertThat(new Api(server).get(Api.ROOT + "/health", "traceparent", received).header("traceparent"))
                .startsWith("00-" + TRACE + "-").endsWith("-" + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/events?limit=1"})
    void bytesBeyondAsciiInAHeaderOfACallHarmNothing(String path) throws Exception {
        for (String name : new String[] {"User-Agent", "X-Request-ID", "Cookie", "Authorization"}) {
            Answer answer = RawHandshake.plain(server, Api.ROOT + path).header(name, "a=gr\u00fc\u00df\u00ff").refusal();
            assertThat(answer.status()).as(name).isEqualTo(200);
        }
    }

    @Test
    void bytesBeyondAsciiInACloudEventAre422() throws Exception {
        Answer answer = RawHandshake.plain(server, Api.ROOT + "/events").method("POST").header("Content-Length", "0")
                .header("ce-specversion", "1.0").header("ce-id", "1").header("ce-type", "a.b")
                .header("ce-source", "/gr\u00fc\u00dfe").refusal();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("source");
    }

    @Test
    void anOriginBeyondAsciiIsUnknown() throws Exception {
        assertThat(upgrade().header("Origin", "http://gr\u00fc\u00dfe").refusal().status()).isEqualTo(403);
    }

    @Test
    void whatAUserAgentSaysBeyondAsciiIsShown() throws Exception {
        String utf8 = new String("gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (RawFrames connection = RawHandshake.upgrade(server, "/ws/client?client_id=beyond")
                .header("User-Agent", utf8).open()) {
            JsonObject shown = new Api(server).connections("beyond", 1).get(0);
            assertThat(shown.getString("user_agent")).isIn("gr\u00fc\u00dfe", utf8);
        }
    }
}
