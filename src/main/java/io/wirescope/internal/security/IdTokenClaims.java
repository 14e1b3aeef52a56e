package io.wirescope.internal.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;

/**
 * What the ID token of a login must say (OpenID Connect Core 1.0, section 3.1.3.7).
 *
 * @param issuer   who issued it
 * @param clientId for whom: this gateway as a client of the issuer
 * @param nonce    for which login
 */
record IdTokenClaims(String issuer, String clientId, String nonce) {

    /**
     * {@return whether a token whose signature is good says that}
     *
     * @param skew by how much clocks may differ
     */
    boolean match(JWTClaimsSet claims, Instant now, Duration skew) {
        Object party = claims.getClaim("azp");
        return issuer.equals(claims.getIssuer())
                && claims.getAudience().contains(clientId)
                && (claims.getAudience().size() == 1 || clientId.equals(party))
                && (party == null || clientId.equals(party))
                && nonce.equals(claims.getClaim("nonce"))
                && claims.getSubject() != null
                && claims.getExpirationTime() != null && now.isBefore(claims.getExpirationTime().toInstant().plus(skew))
                && claims.getIssueTime() != null && !claims.getIssueTime().toInstant().isAfter(now.plus(skew));
    }
}
