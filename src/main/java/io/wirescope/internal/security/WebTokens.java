package io.wirescope.internal.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.wirescope.internal.security.KeySource.KeysUnreachableException;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Verifies JSON Web Tokens (RFC 7515, RFC 7519, RFC 8725). The keys that a header itself brings or points to are never
 * looked at. Thread-safe.
 */
final class WebTokens {

    /** Header types of access tokens (RFC 9068, section 2.1); many issuers say only JWT, or nothing. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** Keys that are tried for a token which names none. */
    private static final int MAX_TRIED = 8;

    private static final Credential MALFORMED = Credential.bad("The token can't be read");
    private static final Credential FORGED = Credential.bad("The token's signature is not of a key that is known here");

    private final TokenConfig config;
    private final KeySource files;
    private final Map<String, ? extends KeySource> issuers;
    private final TokenClaims claims;
    private final Clock clock;

    /**
     * @param config  what makes a token good
     * @param files   keys of files, which count for every issuer
     * @param issuers keys that each issuer publishes
     * @param claims  judges what a token says
     * @param clock   the time
     */
    WebTokens(TokenConfig config, KeySource files, Map<String, ? extends KeySource> issuers, TokenClaims claims, Clock clock) {
        this.config = config;
        this.files = files;
        this.issuers = Map.copyOf(issuers);
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * Verifies a token.
     *
     * @param credentialId names it in what is logged
     * @return good, bad, expired, or unknown while keys are out of reach
     */
    Credential verify(String token, String credentialId) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!config.algorithms().contains(header.getAlgorithm())) {
                return Credential.bad("The token's algorithm is not taken here");
            }
            if (header.getType() != null && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))
                    || header.getContentType() != null) {
                return Credential.bad("The token is not an access token");
            }
            if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
                return Credential.bad("The token's header has extensions that are not understood");
            }
            JWTClaimsSet said = jwt.getJWTClaimsSet();
            return said != null && isSigned(jwt, said.getIssuer()) ? claims.judge(said, clock.instant(), credentialId) : FORGED;
        } catch (KeysUnreachableException e) {
            return Credential.unknown(e.getMessage());
        } catch (ParseException | JOSEException | RuntimeException e) { // nimbus throws all of these for hostile tokens
            return MALFORMED;
        }
    }

    /**
     * {@return whether a token is the ID token of a login}
     *
     * @param expected what it must say
     */
    boolean isIdToken(String token, IdTokenClaims expected) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            JWTClaimsSet said = jwt.getJWTClaimsSet();
            return config.algorithms().contains(header.getAlgorithm()) && header.getCriticalParams() == null
                    && header.isBase64URLEncodePayload() && said != null && isSigned(jwt, said.getIssuer())
                    && expected.match(said, clock.instant(), config.clockSkew());
        } catch (KeysUnreachableException | ParseException | JOSEException | RuntimeException e) {
            return false;
        }
    }

    private boolean isSigned(SignedJWT jwt, String issuer) throws JOSEException, KeysUnreachableException {
        if (isSignedBy(files.find(jwt.getHeader()), jwt)) {
            return true;
        }
        KeySource published = issuer == null ? null : issuers.get(issuer);
        return published != null && isSignedBy(published.find(jwt.getHeader()), jwt);
    }

    private static boolean isSignedBy(List<SigningKey> keys, SignedJWT jwt) throws JOSEException {
        for (SigningKey key : keys.subList(0, Math.min(keys.size(), MAX_TRIED))) {
            if (jwt.verify(key.verifier())) {
                return true;
            }
        }
        return false;
    }
}
