package io.wirescope.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {

    @ParameterizedTest
    @CsvSource({"news,news,true", "news,news2,false", "room.*,room.a,true", "room.*,room.,true", "room.*,room,false",
            "*,anything,true", "a*b,a*b,true", "a*b,axb,false"})
    void aPatternIsANameOrABeginning(String pattern, String name, boolean matches) {
        assertThat(NamePattern.parse(pattern).matches(name)).isEqualTo(matches);
        assertThat(NamePattern.parse(pattern)).hasToString(pattern);
    }

    @Test
    void aSubjectCannotWidenItsGrants() {
        NamePattern own = NamePattern.parse("{sub}").withSubject("*");

        assertThat(own.matches("*")).isTrue();
        assertThat(own.matches("alice")).isFalse();
    }

    @Test
    void whatIsNotGrantedIsDenied() {
        Grants grants = new Grants(List.of(NamePattern.parse("a")), List.of(NamePattern.parse("b")), List.of());

        assertThat(grants.allowClientId("a")).isTrue();
        assertThat(grants.allowSubscribe("a")).isFalse();
        assertThat(grants.allowPublish("b")).isFalse();
        assertThat(Grants.NONE.allowClientId("a")).isFalse();
    }

    @Test
    void anOperatorMayDoWhatAnObserverMayAndNotTheReverse() {
        Caller operator = caller(SecurityRole.OPERATOR);

        assertThat(operator.hasAny(SecurityRole.OBSERVER)).isTrue();
        assertThat(operator.hasAny(SecurityRole.PUBLISHER)).isFalse();
        assertThat(caller(SecurityRole.OBSERVER).hasAny(SecurityRole.OPERATOR)).isFalse();
        assertThat(operator.hasAny()).isFalse();
        assertThat(Caller.NOBODY.hasAny(SecurityRole.values())).isFalse();
    }

    @Test
    void aCredentialEndsAtItsInstant() {
        Caller caller = caller(SecurityRole.CLIENT);

        assertThat(caller.isExpiredAt(Instant.ofEpochSecond(99))).isFalse();
        assertThat(caller.isExpiredAt(Instant.ofEpochSecond(100))).isTrue();
        assertThat(Caller.ANYONE.isExpiredAt(Instant.MAX)).isFalse();
    }

    private static Caller caller(SecurityRole role) {
        return new Caller("s", Set.of(role), Grants.ALL, Instant.ofEpochSecond(100), CredentialKind.TOKEN, "id");
    }
}
