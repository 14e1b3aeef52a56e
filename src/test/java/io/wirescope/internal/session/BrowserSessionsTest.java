package io.wirescope.internal.session;

import static io.wirescope.event.SettableClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.CountingIds;
import io.wirescope.event.MapSettings;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserSessionsTest {

    private final SettableClock clock = new SettableClock();
    private final EndedCredentials ended = new EndedCredentials();
    private final BrowserSessions sessions = new BrowserSessions(MapSettings.with(), clock, new CountingIds(), ended);

    @Test
    void aSessionHasWhatItsTokenHasAndEndsWithIt() {
        Caller token = Callers.client("alice", START.plusSeconds(60), "news");
        BrowserSessions.Opened opened = sessions.open(token).orElseThrow();

        Caller session = sessions.find(opened.secret()).orElseThrow();
        assertThat(session.subject()).isEqualTo("alice");
        assertThat(session.roles()).isEqualTo(token.roles());
        assertThat(session.grants()).isEqualTo(token.grants());
        assertThat(session.expiresAt()).isEqualTo(token.expiresAt());
        assertThat(session.kind()).isEqualTo(CredentialKind.SESSION);
    }

    @Test
    void aSessionEndsAfterItsTimeWhereItsTokenHasNoEndOrALaterOne() {
        for (Caller token : List.of(Callers.client("alice", null), Callers.client("alice", START.plus(Duration.ofDays(1))))) {
            assertThat(sessions.open(token).orElseThrow().caller().expiresAt()).isEqualTo(START.plus(Duration.ofHours(8)));
        }
    }

    @Test
    void oneThatHasEndedIsReportedOnceAndForgotten() {
        String secret = sessions.open(Callers.client("alice", START.plusSeconds(60))).orElseThrow().secret();
        clock.advance(Duration.ofSeconds(60));
        assertThat(sessions.find(secret)).hasValueSatisfying(session ->
                assertThat(session.isExpiredAt(clock.instant())).isTrue());
        assertThat(sessions.find(secret)).isEmpty();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void aLogoutEndsOneAndSaysSo() {
        BrowserSessions.Opened one = sessions.open(Callers.client("alice", null)).orElseThrow();
        BrowserSessions.Opened other = sessions.open(Callers.client("alice", null)).orElseThrow();
        List<Boolean> heard = new ArrayList<>();
        ended.onEnd(() -> heard.add(ended.include(one.caller())));

        assertThat(sessions.end(one.secret())).contains(one.caller());

        assertThat(heard).containsExactly(true);
        assertThat(ended.include(other.caller())).isFalse();
        assertThat(sessions.find(one.secret())).isEmpty();
        assertThat(sessions.find(other.secret())).isPresent();
        assertThat(sessions.end(one.secret())).isEmpty();
    }

    @Test
    void nobodyFindsASessionByItsIdOrWhatIsKept() {
        BrowserSessions.Opened opened = sessions.open(Callers.client("alice", null)).orElseThrow();
        assertThat(sessions.find(opened.caller().credentialId())).isEmpty();
        assertThat(sessions.find(Secrets.hash(opened.secret()))).isEmpty();
        assertThat(opened.toString()).doesNotContain(opened.secret());
    }

    @Test
    void theOldestOfASubjectGivesWay() {
        BrowserSessions.Opened oldest = sessions.open(Callers.client("alice", null)).orElseThrow();
        BrowserSessions.Opened bob = sessions.open(Callers.client("bob", null)).orElseThrow();
        for (int i = 1; i <= BrowserSessions.MAX_OF_SUBJECT; i++) {
            sessions.open(Callers.client("alice", null)).orElseThrow();
        }
        assertThat(sessions.find(oldest.secret())).isEmpty();
        assertThat(ended.include(oldest.caller())).isTrue();
        assertThat(sessions.find(bob.secret())).isPresent();
        assertThat(sessions.size()).isEqualTo(BrowserSessions.MAX_OF_SUBJECT + 1);
    }

    @Test
    void atTheLimitThoseThatHaveEndedGiveWayAndNoOther() {
        for (int i = 0; i < BrowserSessions.MAX; i++) {
            sessions.open(Callers.client("subject-" + i, i == 7 ? START.plusSeconds(60) : null)).orElseThrow();
        }
        assertThat(sessions.open(Callers.client("one-too-many", null))).isEqualTo(Optional.empty());
        clock.advance(Duration.ofSeconds(60));
        assertThat(sessions.open(Callers.client("in-the-place-of-7", null))).isPresent();
        assertThat(sessions.size()).isEqualTo(BrowserSessions.MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "P31D", "soon"})
    void aWrongTimeStopsTheStart(String ttl) {
        assertThatThrownBy(() -> new BrowserSessions(MapSettings.with("wirescope.security.session-ttl", ttl), clock,
                new CountingIds(), ended)).isInstanceOf(InvalidSettingException.class).hasMessageContaining(ttl);
    }
}
