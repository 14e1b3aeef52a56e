package io.wirescope.internal.security;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.identity.Caller;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Judges bearer tokens, from whichever part of a request or message they come. Thread-safe; never throws for a token,
 * and never logs one.
 */
@Service
public class TokenVerifier {

    /** The longest token that is read, in characters. */
    public static final int MAX_LENGTH = 16_384;

    private final StaticTokens tokens;

    /** @param settings has the tokens, and what callers are granted */
    @Inject
    public TokenVerifier(Settings settings) {
        tokens = new StaticTokens(settings, new GrantRules(SecurityConfig.from(settings)));
    }

    /**
     * Judges a token.
     *
     * @param token         as it came
     * @param clientAddress where it came from
     * @return good with its caller, bad, or expired; never {@link Credential#ABSENT}
     */
    public Credential verify(String token, String clientAddress) {
        if (token.length() > MAX_LENGTH) {
            return Credential.bad("The token must not exceed " + MAX_LENGTH + " characters");
        }
        Optional<Caller> known = tokens.find(TokenHash.of(token));
        return known.map(Credential::good).orElseGet(() -> Credential.bad("The token is not known here"));
    }
}
