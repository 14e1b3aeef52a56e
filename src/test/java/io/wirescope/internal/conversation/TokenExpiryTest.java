package io.wirescope.internal.conversation;

import static io.wirescope.event.SettableClock.START;
import static io.wirescope.internal.conversation.Dialogue.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Peer;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.event.CountingIds;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.session.BrowserSessions;
import io.wirescope.internal.session.Callers;
import io.wirescope.internal.session.EndedCredentials;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.session.SessionAudit;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a connection whose token ends, is renewed, or whose session is logged out. */
class TokenExpiryTest {

    private static final Instant END = START.plusSeconds(120);
    private static final Instant LATER = START.plusSeconds(3600);

    private final EndedCredentials ended = new EndedCredentials();

    private static Peer peer(Caller caller) {
        return Peers.envelope("phone").withCaller(caller);
    }

    private static Dialogue open(Caller caller) {
        return Dialogue.open(peer(caller), "wirescope.channels.names", "news,room");
    }

    private TokenExpiry expiry(Dialogue dialogue) {
        return new TokenExpiry(dialogue.gateway().registry(), ended, new SessionAudit(new SecurityAudit(dialogue.gateway().bus(), dialogue.gateway().threads())),
                dialogue.gateway().clock(), dialogue.gateway().threads(), dialogue.gateway().ids());
    }

    private static List<String> types(ScriptedTransport transport) {
        return transport.messages().stream().map(message -> message.getString("type")).toList();
    }

    private static JsonObject last(Dialogue dialogue) {
        List<JsonObject> heard = dialogue.transport().messages();
        return heard.get(heard.size() - 1);
    }

    private static JsonObject refresh(Dialogue dialogue) {
        dialogue.say(envelope("auth.refresh", "'request_id':'r-1','payload':{'token':'new'}"));
        return dialogue.transport().messages().stream().filter(message -> message.getString("request_id").equals("r-1"))
                .findFirst().orElseThrow();
    }

    private static String code(JsonObject error) {
        assertThat(error.getString("type")).isEqualTo("error");
        return error.getJsonObject("payload").getString("error_code");
    }

    @Test
    void helloSaysWhomTheServerTakesTheClientFor() {
        JsonObject auth = open(Callers.client("alice", END)).transport().messages().get(0).getJsonObject("payload")
                .getJsonObject("auth");
        assertThat(auth.getString("subject")).isEqualTo("alice");
        assertThat(auth.getJsonArray("roles").getString(0)).isEqualTo("client");
        assertThat(auth.getString("expires_at")).startsWith("2025-08-16T01:38:59");
        assertThat(open(Callers.client("bob", null)).transport().messages().get(0).getJsonObject("payload")
                .getJsonObject("auth").isNull("expires_at")).isTrue();
        assertThat(Dialogue.open(Peers.envelope("phone")).transport().messages().get(0).getJsonObject("payload"))
                .doesNotContainKey("auth");
    }

    @Test
    void aClientIsWarnedOnceAMinuteBeforeAndClosedAtTheEnd() {
        Dialogue dialogue = open(Callers.client("alice", END));
        TokenExpiry expiry = expiry(dialogue);
        dialogue.gateway().clock().advance(Duration.ofSeconds(59));
        expiry.round();
        assertThat(types(dialogue.transport())).containsExactly("hello");

        dialogue.gateway().clock().advance(Duration.ofSeconds(1));
        expiry.round();
        expiry.round();
        assertThat(types(dialogue.transport())).containsExactly("hello", "auth.expiring");
        assertThat(last(dialogue).getJsonObject("payload").getString("expires_at")).startsWith("2025-08-16T01:38:59");

        dialogue.gateway().clock().advance(Duration.ofSeconds(60));
        expiry.round();
        expiry.round();
        assertThat(types(dialogue.transport())).containsExactly("hello", "auth.expiring", "error");
        assertThat(code(last(dialogue))).isEqualTo("TOKEN_EXPIRED");
        assertThat(dialogue.transport().closes().get(0).code()).isEqualTo(4407);
        assertThat(dialogue.gateway().data("security.expired")).hasSize(1);
    }

    @Test
    void aRawClientIsSentNothingAndClosed() {
        Dialogue dialogue = Dialogue.open(Peers.raw("phone").withCaller(Callers.client("alice", END)));
        TokenExpiry expiry = expiry(dialogue);
        dialogue.gateway().clock().set(END.minusSeconds(1));
        expiry.round();
        dialogue.gateway().clock().set(END);
        expiry.round();
        assertThat(dialogue.transport().sent()).isEmpty();
        assertThat(dialogue.transport().closes().get(0).code()).isEqualTo(4407);
    }

    @Test
    void whoHasNoTokenOrOneWithoutEndStays() {
        Dialogue dialogue = open(Callers.client("alice", null));
        ScriptedTransport local = dialogue.join(Peers.envelope("local"));
        dialogue.gateway().clock().advance(Duration.ofDays(10_000));
        expiry(dialogue).round();
        assertThat(types(dialogue.transport())).containsExactly("hello");
        assertThat(types(local)).containsExactly("hello");
    }

    @Test
    void aNewTokenKeepsTheConnection() {
        Dialogue dialogue = open(Callers.client("alice", END));
        dialogue.judges("new", Credential.good(Callers.client("alice", LATER)));
        JsonObject answer = refresh(dialogue);
        assertThat(answer.getString("type")).isEqualTo("auth.refreshed");
        assertThat(answer.getJsonObject("payload").getString("expires_at")).startsWith("2025-08-16T02:36:59");
        dialogue.gateway().clock().set(END);
        expiry(dialogue).round();
        assertThat(dialogue.connection().hasEnded()).isFalse();
        assertThat(dialogue.gateway().events("security.refreshed")).singleElement().satisfies(event ->
                assertThat(event.context().requestId()).isEqualTo("r-1"));
    }

    @Test
    void theEndOfANewTokenIsWarnedOfToo() {
        Dialogue dialogue = open(Callers.client("alice", END));
        TokenExpiry expiry = expiry(dialogue);
        dialogue.gateway().clock().set(END.minusSeconds(60));
        expiry.round();
        dialogue.judges("new", Credential.good(Callers.client("alice", LATER)));
        refresh(dialogue);
        dialogue.gateway().clock().set(LATER.minusSeconds(60));
        expiry.round();
        assertThat(types(dialogue.transport())).containsExactly("hello", "auth.expiring", "auth.refreshed", "auth.expiring");
    }

    @Test
    void attackRefreshWithAnotherSubjectsToken() {
        Dialogue dialogue = open(Callers.client("alice", END));
        dialogue.judges("new", Credential.good(Callers.client("mallory", LATER)));
        assertThat(code(refresh(dialogue))).isEqualTo("NOT_PERMITTED");
        assertThat(dialogue.connection().peer().caller().subject()).isEqualTo("alice");
        assertThat(dialogue.connection().peer().caller().expiresAt()).as("the old one ends as before").isEqualTo(END);
    }

    @Test
    void attackRefreshWithABadOrAnExpiredToken() {
        Dialogue dialogue = open(Callers.client("alice", END));
        assertThat(code(refresh(dialogue))).isEqualTo("INVALID_TOKEN");
        dialogue.judges("new", Credential.expired("The token has expired"));
        dialogue.say(envelope("auth.refresh", "'request_id':'r-2','payload':{'token':'new'}"));
        assertThat(code(last(dialogue))).isEqualTo("TOKEN_EXPIRED");
        dialogue.say(envelope("auth.refresh", "'request_id':'r-3','payload':{'token':['new']}"));
        assertThat(code(last(dialogue))).isEqualTo("INVALID_TOKEN");
        assertThat(dialogue.connection().hasEnded()).as("it goes on until the old token ends").isFalse();
        assertThat(dialogue.connection().peer().caller().expiresAt()).isEqualTo(END);
    }

    @Test
    void aTokenThatDoesNotPermitTheConnectionIsRefused() {
        Dialogue dialogue = open(Callers.client("alice", END));
        dialogue.judges("new", Credential.good(new Caller("alice", Set.of(SecurityRole.CLIENT), Grants.NONE, LATER,
                CredentialKind.TOKEN, "c")));
        assertThat(code(refresh(dialogue))).isEqualTo("NOT_PERMITTED");

        Dialogue admin = Dialogue.open(Peers.withRole("phone", Role.ADMIN).withCaller(Callers.of("alice", END,
                Set.of(SecurityRole.CLIENT, SecurityRole.OBSERVER))));
        admin.judges("new", Credential.good(Callers.client("alice", LATER)));
        assertThat(code(refresh(admin))).isEqualTo("NOT_PERMITTED");
    }

    @Test
    void aTokenThatGrantsLessTakesTheConnectionOutOfChannels() {
        Dialogue dialogue = open(Callers.client("alice", END, "news", "room"));
        dialogue.say(envelope("subscribe", "'payload':{'channels':['news','room']}"));
        assertThat(last(dialogue).getString("type")).isEqualTo("subscribed");
        dialogue.judges("new", Credential.good(Callers.client("alice", LATER, "news")));
        assertThat(refresh(dialogue).getString("type")).isEqualTo("auth.refreshed");
        assertThat(last(dialogue).getString("type")).isEqualTo("unsubscribed");
        assertThat(last(dialogue).getJsonObject("payload").getJsonArray("channels")).hasToString("[\"room\"]");
    }

    @Test
    void whereNoTokensAreAskedForItIsEchoed() {
        Dialogue dialogue = Dialogue.open(Peers.envelope("phone"));
        JsonObject answer = dialogue.ask(envelope("auth.refresh", "'payload':{'token':'new'}"));
        assertThat(answer.getString("type")).isEqualTo("echo");
    }

    @Test
    void aLogoutClosesAtOnceWhatTheSessionOpenedAndNothingElse() {
        Dialogue dialogue = open(Callers.client("alice", END));
        TokenExpiry expiry = expiry(dialogue);
        BrowserSessions sessions = new BrowserSessions(MapSettings.with(), dialogue.gateway().clock(), new CountingIds(), ended);
        BrowserSessions.Opened session = sessions.open(Callers.client("alice", null)).orElseThrow();
        ScriptedTransport opened = dialogue.join(Peers.envelope("tablet").withCaller(session.caller()));
        sessions.end(session.secret());
        assertThat(types(opened)).containsExactly("hello", "error");
        assertThat(opened.closes().get(0).code()).isEqualTo(4403);
        assertThat(dialogue.connection().hasEnded()).isFalse();

        ScriptedTransport late = dialogue.join(Peers.envelope("watch").withCaller(session.caller()));
        expiry.round();
        assertThat(late.closes().get(0).code()).as("opened while the session was being ended").isEqualTo(4403);
    }
}
