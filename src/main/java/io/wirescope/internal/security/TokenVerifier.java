package io.wirescope.internal.security;

import io.wirescope.event.EventContext;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.identity.Caller;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges bearer tokens, from whichever part of a request or message they come. Thread-safe; never throws for a token,
 * and never logs one.
 */
@Service
public class TokenVerifier implements Eager {

    /** The longest token that is read, in characters. */
    public static final int MAX_LENGTH = 16_384;

    private static final String FAILURES = "wirescope.security.failures-per-minute";

    private final SecurityAudit audit;
    private final StaticTokens tokens;
    private final WebTokens webTokens;
    private final VerifiedTokens verified;
    private final FailureLimit failures;
    private final List<IssuerKeys> issuers;

    /**
     * @param settings has the tokens, whose tokens are taken, and what callers are granted
     * @param threads  fetch keys
     * @param audit    notes who comes
     * @param clock    the time
     */
    @Inject
    public TokenVerifier(Settings settings, Threads threads, SecurityAudit audit, Clock clock) {
        this.audit = audit;
        GrantRules grants = new GrantRules(SecurityConfig.from(settings));
        TokenConfig config = TokenConfig.from(settings);
        Map<String, IssuerKeys> published = published(config, threads);
        tokens = new StaticTokens(settings, grants);
        issuers = List.copyOf(published.values());
        webTokens = config.takesTokens() ? new WebTokens(config, new KeyFiles(config.keyFiles()), published,
                new TokenClaims(config, grants), clock) : null;
        verified = new VerifiedTokens(clock, System::nanoTime, config.clockSkew());
        failures = new FailureLimit(settings.integer(FAILURES, 0, 1_000_000), System::nanoTime);
    }

    private static Map<String, IssuerKeys> published(TokenConfig config, Threads threads) {
        Map<String, IssuerKeys> published = new LinkedHashMap<>();
        for (int i = 0; config.fetchesKeys() && i < config.issuers().size(); i++) {
            String issuer = config.issuers().get(i);
            URI uri = config.jwksUris().isEmpty() ? null : config.jwksUris().get(i);
            published.put(issuer, new IssuerKeys(issuer, new JwksFetch(threads.executor(), issuer, uri)::fetch, System::nanoTime));
        }
        return published;
    }

    /**
     * Judges a token. May wait a few seconds for the keys of an issuer.
     *
     * @param token         as it came
     * @param clientAddress where it came from
     * @return good with its caller, bad, expired, unknown while keys are out of reach, or limited; never
     *         {@link Credential#ABSENT}
     */
    public Credential verify(String token, String clientAddress) {
        String hash = TokenHash.of(token);
        Optional<Caller> known = tokens.find(hash);
        if (known.isPresent()) {
            return Credential.good(known.get());
        }
        Credential cached = verified.find(hash);
        if (cached != null) {
            return cached;
        }
        if (!failures.allows(clientAddress)) { // before a signature is checked
            return Credential.LIMITED;
        }
        Credential judged = judge(token, hash);
        if (judged.state() == Credential.State.GOOD) {
            verified.add(hash, judged.caller());
            audit.note(SecurityAudit.LOGIN, clientAddress, judged.caller().subject(), null, null,
                    new EventContext(null, null, null, null, "security"));
        } else if (judged.state() == Credential.State.BAD) {
            failures.count(clientAddress);
        }
        return judged;
    }

    /**
     * Judges the ID token of a login. May wait a few seconds for the keys of an issuer.
     *
     * @param token    as the issuer gave it
     * @param issuer   who must have issued it
     * @param clientId for whom it must be
     * @param nonce    for which login it must be
     * @return whether it is good
     */
    public boolean isIdToken(String token, String issuer, String clientId, String nonce) {
        return token.length() <= MAX_LENGTH && webTokens != null
                && webTokens.isIdToken(token, new IdTokenClaims(issuer, clientId, nonce));
    }

    private Credential judge(String token, String hash) {
        if (token.length() > MAX_LENGTH) {
            return Credential.bad("The token must not exceed " + MAX_LENGTH + " characters");
        }
        return webTokens == null ? Credential.bad("The token is not known here")
                : webTokens.verify(token, hash.substring(0, TokenHash.ID_DIGITS));
    }

    /** {@return how many issuers' keys could not be fetched at the last attempt} */
    public long unreachableIssuers() {
        return issuers.stream().filter(IssuerKeys::isFailing).count();
    }

    /** {@return how many tokens are known to be good without another look at their signatures} */
    public int cachedTokens() {
        return verified.size();
    }
}
