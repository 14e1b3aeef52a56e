package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes whose path or query no URI parser takes, as browsers send them: they are served, or refused in JSON. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class HandshakeTargetIT {

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @BeforeEach
    void useApi() {
        api = new Api(server);
    }

    // What came over the wire, a character for each octet, is UTF-8.
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth0|42", "a{b}", "a\\b", "a^b", "a`b", "a\"b", "a<b>", "a[b]", "ré", "voilà", "日本"})
    void anIdInTheQueryIsReadUnchanged(String id) throws Exception {
        try (RawFrames frames = RawHandshake.upgrade(server, "/ws/client?client_id=" + octets(id)).open()) {
            JsonObject hello = Answer.parse(frames.text());
            assertThat(hello.getJsonObject("payload").getString("client_id")).isEqualTo(id);
            assertThat(api.connections(URLEncoder.encode(id, StandardCharsets.UTF_8), 1)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a={", "a=|", "{", "a=%", "a=%zz", "%", "a=^`\\", "a=?", "a=%ff", "a=à", "&&=&", "a=[]"})
    void whatElseTheQueryHasIsPassedOver(String query) throws Exception {
        for (String target : List.of("/ws/client?client_id=query&" + octets(query), "/ws/legacy/query?" + octets(query),
                "/ws/query?" + octets(query))) {
            try (RawFrames frames = RawHandshake.upgrade(server, target).open()) {
                if (target.startsWith("/ws/client")) {
                    assertThat(Answer.parse(frames.text()).getString("type")).isEqualTo("hello");
                } else {
                    frames.sendText("hi".getBytes(StandardCharsets.UTF_8));
                    assertThat(frames.text()).isEqualTo("Echo: hi");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "{x}", "a^b", "a`b", "a\"b", "a<b>", "a[b]", "voilà", "a:b", "a@b", "日本"})
    void anIdInThePathIsReadUnchanged(String id) throws Exception {
        for (String target : List.of("/ws/legacy/" + octets(id), "/ws/" + octets(id))) {
            try (RawFrames frames = RawHandshake.upgrade(server, target).open()) {
                frames.sendText("hi".getBytes(StandardCharsets.UTF_8));
                assertThat(frames.text()).isEqualTo("Echo: hi");
                assertThat(api.connections(URLEncoder.encode(id, StandardCharsets.UTF_8), 1)).hasSize(1);
            }
            api.connections(URLEncoder.encode(id, StandardCharsets.UTF_8), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/..", "/ws/.", "/ws/legacy/..", "/ws/legacy/.", "/ws/%2e%2E", "/ws/legacy/%2e%2e",
        "/ws/..;a", "/ws/a/..", "/ws/a/../b", "/x/../ws/a", "/ws/legacy/../a"})
    void dotSegmentsAreNoAddress(String target) throws Exception {
        for (RawHandshake handshake : List.of(RawHandshake.upgrade(server, target),
                RawHandshake.upgrade(server, target).without("Connection").header("Connection", "close"))) {
            if (ServerUnderTest.current() instanceof OpenLiberty) { // encoded or with parameters, it refuses them itself
                assertThat(handshake.head().status()).isIn(400, 404);
            } else {
                assertThat(handshake.refusal().status()).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/client?client_id=old", "/ws/legacy/old", "/ws/old"})
    void anUpgradeWithoutAHostIs400(String target) throws Exception {
        RawHandshake handshake = RawHandshake.upgrade(server, target).version("HTTP/1.0").without("Host");
        if (ServerUnderTest.current() instanceof WildFly) { // it adds the machine's name, which is none of loopback's
            assertThat(handshake.refusal().error().getString("code")).isEqualTo("SECURITY_NOT_CONFIGURED");
            return;
        }
        Answer answer = handshake.refusal();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().getString("code")).isEqualTo("BAD_HANDSHAKE");
    }

    // The head only: Payara leaves the Content-Type out of a 426 to a request with Upgrade.
    @ParameterizedTest
    @ValueSource(strings = {"/ws/client?client_id=half", "/ws/legacy/half", "/ws/half"})
    void anUpgradeWithoutConnectionIs426(String target) throws Exception {
        assertThat(RawHandshake.upgrade(server, target).without("Connection").head().status()).isEqualTo(426);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "PROPFIND"})
    void aMethodThatMonitoringDoesNotTakeIs405(String method) throws Exception {
        RawHandshake request = RawHandshake.plain(server, "/metrics").method(method);
        if (ServerUnderTest.current() instanceof PayaraMicro) {
            assertThat(request.refusal().status()).isEqualTo(405);
        } else { // an answer of the metrics' own, as text
            assertThat(request.head().status()).isEqualTo(405);
        }
    }

    // The other servers' own answers may have no body, and WildFly takes a backslash.
    @ParameterizedTest
    @ValueSource(strings = {"/ws/a%", "/ws/a%zz", "/ws/legacy/%", "/a%", "/api/v2/a%zz", "/ws/a%e9", "/ws/a\\b",
        "/ws/%00", "/..", "/../ws/a"})
    void whatIsNoPathIsRefused(String target) throws Exception {
        for (RawHandshake request : List.of(RawHandshake.upgrade(server, target), RawHandshake.plain(server, target))) {
            if (ServerUnderTest.current() instanceof PayaraMicro) {
                Answer answer = request.refusal();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.error().getString("code")).isEqualTo("BAD_REQUEST");
            } else {
                assertThat(request.head().status()).isBetween(101, 499);
            }
        }
    }

    // Often enough to meet the buffer's end, behind which Grizzly looks for more of the path.
    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/drift/status/..", "/api/v2/drift/status/.", "/ws/..", "/ws/legacy/.."})
    void aPathMayEndInADotSegment(String target) throws Exception {
        for (int i = 0; i < 10; i++) {
            RawHandshake.Head head = RawHandshake.plain(server, target).head();
            assertThat(head.status()).isBetween(200, 499);
            assertThat(head.status() == 200 && head.header("Content-Type") == null).as("200 without a body").isFalse();
        }
    }
}
