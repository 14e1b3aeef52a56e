package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.AdmissionRefusal;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.event.EventType;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.NamePattern;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.legacy.LegacyPolicy;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.SecuritySettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handshake is answered before the upgrade. */
class HandshakeFilterTest {

    private TestGateway gateway;
    private LegacyUsage usage;
    private HandshakeFilter filter;
    private int upgrades;

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        usage = new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock());
        LegacyPolicy policy = new LegacyPolicy(gateway.settings(), gateway.clock());
        filter = new HandshakeFilter(gateway.registry(), new OriginPolicy(gateway.settings()),
                new PendingHandshakes(gateway.ids()),
                new LegacyNotice(policy, gateway.clock()), usage, gateway.bus(),
                new SecuritySettings(gateway.settings()), new SecurityAudit(gateway.bus(), gateway.threads()), gateway.clock());
    }

    private HandshakeExchange answer(HandshakeExchange handshake) throws Exception {
        filter.doFilter(handshake.request(), handshake.response(), (request, response) -> upgrades++);
        return handshake;
    }

    private void assertRefused(HandshakeExchange handshake, int status, String code) throws Exception {
        answer(handshake);

        assertThat(handshake.status()).isEqualTo(status);
        assertThat(handshake.body()).contains("\"code\":\"" + code + "\"");
        assertThat(upgrades).isZero();
    }

    private static HandshakeExchange wrong(String path, String query) {
        return new HandshakeExchange(path, query).with("Sec-WebSocket-Version", "12")
                .with("Sec-WebSocket-Key", "short");
    }

    @Test
    void whatIsWrongFirstIsAnswered() throws Exception {
        configure("wirescope.legacy.enabled", "false", "wirescope.connections.max", "1");
        gateway.connect(Peers.envelope("first"), ScriptedTransport.prompt());
        String foreign = "https://elsewhere.example";

        assertRefused(wrong("/ws/a/b", null).method("POST").with("Origin", foreign), 404, "NOT_FOUND");
        assertRefused(wrong("/ws/", null).method("POST").with("Origin", foreign), 405, "METHOD_NOT_ALLOWED");
        assertRefused(wrong("/ws/", null).with("Origin", foreign), 403, "ORIGIN_NOT_ALLOWED");
        assertRefused(wrong("/ws/", null), 422, ErrorCode.INVALID_CLIENT_ID.name());
        assertRefused(wrong("/ws/till", null).without("Upgrade"), 410, "LEGACY_GONE");
        assertRefused(wrong("/ws/client", "client_id=a").without("Upgrade"), 426, "UPGRADE_REQUIRED");
        assertRefused(wrong("/ws/client", "client_id=a"), 426, "UPGRADE_REQUIRED");
        assertRefused(wrong("/ws/client", "client_id=a").with("Sec-WebSocket-Version", "13"), 400, "BAD_HANDSHAKE");
        assertRefused(new HandshakeExchange("/ws/client", "client_id=a"), 503, "CONNECTION_LIMIT");
    }

    @Test
    void anUpgradeWithoutAHostIs400() throws Exception {
        configure();

        assertRefused(new HandshakeExchange("/ws/client", "client_id=a").without("Host"), 400, "BAD_HANDSHAKE");
    }

    @Test
    void otherPathsArePassedOn() throws Exception {
        configure();

        answer(wrong("/api/v2/observability/health", null));

        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void aRefusalHasTheHeadersThatBelongToIt() throws Exception {
        configure("wirescope.connections.max-per-client", "1");
        gateway.connect(Peers.envelope("alice"), ScriptedTransport.prompt());

        assertThat(answer(new HandshakeExchange("/ws/client", "client_id=a").method("PUT")).answered())
                .containsEntry("Allow", "GET");
        assertThat(answer(new HandshakeExchange("/ws/client", "client_id=a").without("Upgrade")).answered())
                .containsEntry("Upgrade", "websocket").containsEntry("Connection", "close");
        assertThat(answer(wrong("/ws/client", "client_id=a")).answered())
                .containsEntry("Sec-WebSocket-Version", "13").doesNotContainKeys("Upgrade", "Connection");
        assertThat(answer(new HandshakeExchange("/ws/client", "client_id=alice")).answered())
                .containsEntry("Retry-After", "5");
        assertThat(gateway.registry().admission().refusals(AdmissionRefusal.CLIENT_LIMIT)).isEqualTo(1);
    }

    @Test
    void aRefusalIsAnEventWithTheAddressPattern() throws Exception {
        configure();

        answer(new HandshakeExchange("/ws/legacy/till", null).without("Upgrade"));

        assertThat(gateway.data(EventType.HTTP_REQUEST)).singleElement().satisfies(data -> {
            assertThat(data.getString("route")).isEqualTo("/ws/legacy/{client_id}");
            assertThat(data.getInt("status")).isEqualTo(426);
        });
    }

    @Test
    void aBrownoutHasRetryAfter() throws Exception {
        configure("wirescope.legacy.brownouts", SettableClock.START + "/PT30M");

        HandshakeExchange handshake = new HandshakeExchange("/ws/till", null);
        assertRefused(handshake, 410, "LEGACY_GONE");
        assertThat(handshake.answered()).containsEntry("Retry-After", "1800").containsKey("Deprecation");
        assertThat(usage.connects()).isEqualTo(1);
    }

    @Test
    void whoOnlyLooksAtAnOldAddressUsesNothing() throws Exception {
        configure("wirescope.legacy.enabled", "false");

        assertRefused(new HandshakeExchange("/ws/till", null).without("Upgrade"), 410, "LEGACY_GONE");
        assertThat(usage.connects()).isZero();
    }

    @Test
    void whatIsRightIsUpgraded() throws Exception {
        configure();

        assertThat(answer(new HandshakeExchange("/ws/client", "client_id=a").with("Origin", "http://localhost:8080"))
                .status()).isEqualTo(200);
        assertThat(upgrades).isEqualTo(1);
        assertThat(gateway.events(EventType.HTTP_REQUEST)).isEmpty();
    }

    @Test
    void theLatestSunsetCanBeSent() throws Exception {
        configure("wirescope.legacy.sunset", "9999-12-31T23:59:59Z");

        assertThat(answer(new HandshakeExchange("/ws/till", null)).answered())
                .containsEntry("Sunset", "Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void whatIsNotedOfARefusedUpgradeIsBounded() throws Exception {
        configure("wirescope.legacy.enabled", "false");

        answer(new HandshakeExchange("/ws/till", null).with("User-Agent", "a".repeat(32_768)));

        assertThat(usage.report().clients()).singleElement()
                .satisfies(client -> assertThat(client.userAgent()).isEqualTo("a".repeat(256)));
    }

    private HandshakeExchange envelope() {
        return new HandshakeExchange("/ws/client", "client_id=a");
    }

    @Test
    void theFieldsOfAnUpgradeMayBeListsOfSeveralLinesInAnyCase() throws Exception {
        configure();
        HandshakeExchange[] upgrades = {
            envelope().with("CONNECTION", "keep-alive").and("connection", "UPGRADE"),
            envelope().with("Connection", ",\tupgrade ,, keep-alive"),
            envelope().with("upgrade", "h2c, WebSocket"), envelope().with("Upgrade", "h2c").and("UPGRADE", "websocket"),
            envelope().with("sec-websocket-version", " 13\t"),
            envelope().with("sec-websocket-key", "\tdGhlIHNhbXBsZSBub25jZQ== "),
            envelope().with("Sec-WebSocket-Protocol", "a, b").and("sec-websocket-protocol", "c"),
            envelope().with("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=15; a=\"b\", x")
                    .and("Sec-WebSocket-Extensions", "y;z")};
        for (HandshakeExchange each : upgrades) {
            assertThat(answer(each).body()).isEmpty();
        }
        assertThat(this.upgrades).isEqualTo(upgrades.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
    void aFieldThatIsNoListMayHaveOneLineOnly(String name) throws Exception {
        configure("wirescope.socket.allowed-origins", "*");

        for (String value : List.of("http://localhost:8080", "dGhlIHNhbXBsZSBub25jZQ==", "13")) {
            HandshakeExchange handshake = envelope().with(name, value).and(name, value);
            assertRefused(handshake, 400, "BAD_HANDSHAKE");
            assertThat(handshake.body()).contains(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZXh4",
        "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBs\u00fcSBub25jZQ==", "===============dGhlIHN"})
    void aKeyIs16BytesInBase64(String key) throws Exception {
        configure();

        assertRefused(envelope().with("Sec-WebSocket-Key", key), 400, "BAD_HANDSHAKE");
    }

    @ParameterizedTest
    @ValueSource(strings = {";;=,", "a;", "a;b=", "a b", "a;b=\"", "\u00fc", "a;=b"})
    void extensionsThatCanNotBeReadAreRefused(String extensions) throws Exception {
        configure();

        assertRefused(envelope().with("Sec-WebSocket-Extensions", extensions), 400, "BAD_HANDSHAKE");
    }

    @Test
    void theEngineIsShownAPlainUpgrade() throws Exception {
        configure();
        HandshakeExchange handshake = new HandshakeExchange("/ws/legacy/a%2Fb", null).with("Connection", "keep-alive")
                .and("Connection", "Upgrade").with("Upgrade", "h2c, websocket").with("Sec-WebSocket-Version", "13 ");
        filter.doFilter(handshake.request(), handshake.response(), (request, response) -> {
            HttpServletRequest shown = (HttpServletRequest) request;
            assertThat(shown.getHeader("connection")).isEqualTo("Upgrade");
            assertThat(Collections.list(shown.getHeaders("UPGRADE"))).containsExactly("websocket");
            assertThat(shown.getHeader("sec-websocket-version")).isEqualTo("13");
            assertThat(shown.getHeader("Host")).isEqualTo("localhost:8080");
            assertThat(Collections.list(shown.getHeaderNames())).doesNotHaveDuplicates()
                    .contains("Host", "Upgrade", "Connection", PendingHandshakes.HEADER);
            assertThat(shown.getServletPath()).isEqualTo("/ws/legacy/-");
            assertThat(shown.getPathInfo()).isNull();
            upgrades++;
        });
        assertThat(upgrades).isEqualTo(1);
    }

    // who may connect

    private static Credential token(SecurityRole... roles) {
        return Credential.good(new Caller("alice", Set.of(roles), new Grants(List.of(NamePattern.parse("alice")), List.of(),
                List.of()), null, CredentialKind.TOKEN, "id"));
    }

    @Test
    void whoHasNoCredentialIs401AndABrowserIsToldAfterTheUpgrade() throws Exception {
        configure();
        HandshakeExchange plain = new HandshakeExchange("/ws/client", "client_id=alice").from(Credential.ABSENT);
        assertRefused(plain, 401, "AUTHENTICATION_REQUIRED");
        assertThat(plain.answered()).containsEntry("WWW-Authenticate", "Bearer realm=\"wirescope\"");
        assertRefused(new HandshakeExchange("/ws/client", "client_id=alice").from(Credential.bad("no")), 401, "INVALID_TOKEN");

        answer(browser("client_id=alice").from(Credential.bad("no")));
        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void aForeignClientIdAndARoleWithoutTheRightAre403() throws Exception {
        configure();
        assertRefused(new HandshakeExchange("/ws/client", "client_id=bob").from(token(SecurityRole.CLIENT)), 403,
                "NOT_PERMITTED");
        assertRefused(new HandshakeExchange("/ws/client", "client_id=alice&role=admin").from(token(SecurityRole.CLIENT)), 403,
                "NOT_PERMITTED");
        assertRefused(new HandshakeExchange("/ws/client", "client_id=alice").from(token(SecurityRole.OBSERVER)), 403,
                "NOT_PERMITTED");

        answer(new HandshakeExchange("/ws/client", "client_id=alice&role=admin")
                .from(token(SecurityRole.CLIENT, SecurityRole.OBSERVER)));
        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void aLegacyAddressIs401AlsoForABrowser() throws Exception {
        configure();
        assertRefused(new HandshakeExchange("/ws/alice", null).with("Origin", "http://localhost:8080")
                .from(Credential.ABSENT), 401, "AUTHENTICATION_REQUIRED");

        configure("wirescope.security.legacy", "open");
        answer(new HandshakeExchange("/ws/alice", null).from(Credential.ABSENT));
        assertThat(upgrades).isEqualTo(1);
        answer(new HandshakeExchange("/ws/alice", null).from(Credential.bad("no")));
        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void whatIsNotJudgedIsNoUpgrade() throws Exception {
        configure();
        assertRefused(browser("client_id=alice").from(Credential.LIMITED), 429, "RATE_LIMITED");
        assertRefused(browser("client_id=alice").from(Credential.unknown("away")), 503, "UNAVAILABLE");
        assertRefused(browser("client_id=alice").from(Credential.foreign("not our page")), 403, "ORIGIN_NOT_ALLOWED");
    }

    private static HandshakeExchange browser(String query) {
        return new HandshakeExchange("/ws/client", query).with("Origin", "http://localhost:8080");
    }

    @Test
    void theEngineIsNotShownTheTokenAmongTheSubprotocols() throws Exception {
        configure();
        AtomicReference<HttpServletRequest> shown = new AtomicReference<>();
        HandshakeExchange exchange = new HandshakeExchange("/ws/client", "client_id=alice")
                .with("Sec-WebSocket-Protocol", "wirescope.bearer.a.b.c").and("Sec-WebSocket-Protocol", "chat, wirescope.v1");
        filter.doFilter(exchange.request(), exchange.response(), (request, response) -> shown.set((HttpServletRequest) request));

        assertThat(shown.get().getHeader("Sec-WebSocket-Protocol")).isEqualTo("chat, wirescope.v1");
        assertThat(Collections.list(shown.get().getHeaders("Sec-WebSocket-Protocol"))).hasSize(1);
    }
}
