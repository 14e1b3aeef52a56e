package io.wirescope.internal.session;

import static io.wirescope.event.SettableClock.START;
import static io.wirescope.internal.security.Credential.State.ABSENT;
import static io.wirescope.internal.security.Credential.State.BAD;
import static io.wirescope.internal.security.Credential.State.EXPIRED;
import static io.wirescope.internal.security.Credential.State.FOREIGN;
import static io.wirescope.internal.security.Credential.State.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.CountingIds;
import io.wirescope.event.MapSettings;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.security.Credential;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {

    private static final String OWN = "http://gateway.example:8080";

    private final SettableClock clock = new SettableClock();
    private final BrowserSessions sessions =
            new BrowserSessions(MapSettings.with(), clock, new CountingIds(), new EndedCredentials());
    private final BrowserSessions.Opened opened =
            sessions.open(Callers.client("alice", START.plusSeconds(90))).orElseThrow();
    private final SessionCookie cookie = cookie();

    private SessionCookie cookie(String... settings) {
        return new SessionCookie(MapSettings.with(settings), sessions,
                new OriginPolicy(MapSettings.with("wirescope.socket.allowed-origins", "*")), clock);
    }

    private CookieRequest logged() {
        return new CookieRequest().with("Cookie", "theme=dark; wirescope-session=" + opened.secret() + "; other=1");
    }

    private Credential read(CookieRequest request) {
        return cookie.read(request.request());
    }

    @Test
    void isFoundAmongOthers() {
        Credential found = read(logged());
        assertThat(found.state()).isEqualTo(GOOD);
        assertThat(found.caller()).isEqualTo(opened.caller());
        assertThat(read(new CookieRequest()).state()).isEqualTo(ABSENT);
        assertThat(read(new CookieRequest().with("Cookie", "x-wirescope-session=" + opened.secret())).state()).isEqualTo(ABSENT);
        assertThat(read(new CookieRequest().with("Cookie", "theme=dark")
                .with("Cookie", "wirescope-session=" + opened.secret())).state()).isEqualTo(GOOD);
    }

    @Test
    void isBadWhereNobodyKnowsItAndEndsInTime() {
        assertThat(read(new CookieRequest().with("Cookie", "wirescope-session=guessed")).state()).isEqualTo(BAD);
        clock.advance(Duration.ofSeconds(90));
        assertThat(read(logged()).state()).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "post", "BREW"})
    void aRequestThatChangesSomethingMustBearOurOwnOrigin(String method) {
        assertThat(read(logged().method(method)).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().method(method).with("Origin", "null")).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().method(method).with("Origin", "http://gateway.example:8081")).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().method(method).with("Origin", OWN).with("Origin", "http://evil.example")).state())
                .isEqualTo(FOREIGN);
        assertThat(read(logged().method(method).with("Origin", OWN)).state()).isEqualTo(GOOD);
    }

    @Test
    void aHandshakeMustBearOurOwnOriginThoughOthersMayConnectWithATokenOfTheirOwn() {
        assertThat(read(logged().with("Upgrade", "websocket")).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().with("Upgrade", "websocket").with("Origin", "http://evil.example")).state())
                .isEqualTo(FOREIGN);
        assertThat(read(logged().with("Upgrade", "websocket").with("Origin", OWN)).state()).isEqualTo(GOOD);
    }

    @Test
    void aPageOfAnotherOriginReadsNothing() {
        assertThat(read(logged().with("Origin", "http://evil.example")).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().with("Sec-Fetch-Site", "cross-site")).state()).isEqualTo(FOREIGN);
        assertThat(read(logged().with("Sec-Fetch-Site", "same-origin")).state()).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @CsvSource({"'',false,false", "http://gateway.example,false,false", "https://gateway.example,false,true", "'',true,true"})
    void isSecureBehindHttps(String publicUrl, boolean secure, boolean expected) {
        CookieRequest request = secure ? new CookieRequest().secure() : new CookieRequest();
        String set = cookie("wirescope.http.public-url", publicUrl).setting(request.request(), opened);
        assertThat(set).startsWith(expected ? "__Host-wirescope-session=" : "wirescope-session=").contains(opened.secret())
                .contains("; Path=/;").contains("; Max-Age=90;").contains("; HttpOnly").contains("; SameSite=Strict")
                .doesNotContain("Domain");
        assertThat(set.contains("; Secure")).isEqualTo(expected);
    }

    @Test
    void isTakenBack() {
        assertThat(cookie.clearing(new CookieRequest().request())).startsWith("wirescope-session=;").contains("; Max-Age=0;");
    }
}
