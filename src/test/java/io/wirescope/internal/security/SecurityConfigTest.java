package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.identity.SecurityRole;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityConfigTest {

    private static final String TOKEN = "a token of a script";
    private static final String TOKENS = "wirescope.security.tokens";

    @Test
    void theModeIsLocalUntilCredentialsHaveASource() {
        assertThat(SecurityConfig.from(TestSecurity.settings(Map.of())).mode()).isEqualTo(SecurityMode.LOCAL);
        assertThat(SecurityConfig.from(TestSecurity.settings(Map.of(TOKENS, "x:observer:" + TokenHash.of("x")))).mode())
                .isEqualTo(SecurityMode.TOKEN);
        assertThat(SecurityConfig.from(TestSecurity.settings(Map.of(SecurityConfig.MODE, "open"))).mode()).isEqualTo(SecurityMode.OPEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "TOKEN", "token"})
    void aModeThatCannotWorkStopsTheStart(String mode) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> SecurityConfig.from(TestSecurity.settings(Map.of(SecurityConfig.MODE, mode))))
                .withMessageContaining(SecurityConfig.MODE);
    }

    @Test
    void aStaticTokenIsKnownByItsHash() {
        TokenVerifier verifier = TestSecurity.verifier(Map.of(TOKENS, "deploy:operator+publisher:" + TokenHash.of(TOKEN)));

        Credential good = verifier.verify(TOKEN, "10.0.0.1");

        assertThat(good.caller().subject()).isEqualTo("deploy");
        assertThat(good.caller().roles()).containsExactlyInAnyOrder(SecurityRole.OPERATOR, SecurityRole.PUBLISHER);
        assertThat(good.caller().grants().allowClientId("deploy:1")).isTrue();
        assertThat(verifier.verify("another", "10.0.0.1").state()).isEqualTo(Credential.State.BAD);
        assertThat(verifier.verify(TokenHash.of(TOKEN), "10.0.0.1").state()).isEqualTo(Credential.State.BAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:observer", "a:king:0", "a b:observer:0", ":observer:0"})
    void anEntryThatIsNoTokenStopsTheStartAndIsNotRepeated(String entry) {
        String hash = TokenHash.of("x");
        String text = entry.endsWith(":0") ? entry.replaceFirst("0$", hash) : entry;

        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> TestSecurity.verifier(Map.of(TOKENS, text)))
                .withMessageContaining(TOKENS).satisfies(e -> assertThat(e.getMessage()).doesNotContain(hash));
    }
}
