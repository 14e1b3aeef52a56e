package io.wirescope.internal.security;

import com.nimbusds.jwt.JWTClaimsSet;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.NamePattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges the claims of a token whose signature is good (RFC 7519, section 4; RFC 9068, section 4). Immutable. */
final class TokenClaims {

    private static final int MAX_SUBJECT = 256;
    private static final int MAX_GRANTS = 1000;

    /** Control and format characters, and what breaks lines: it goes into logs. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** What an ID token has, which says who logged in and permits nothing (OpenID Connect Core 1.0, section 2). */
    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

    /** Keycloak's claim of the kind of token. */
    private static final Set<String> KINDS = Set.of("Bearer", "JWT", "at+jwt");

    private static final String GRANTS = "wirescope";

    private final TokenConfig config;
    private final GrantRules grants;

    TokenClaims(TokenConfig config, GrantRules grants) {
        this.config = config;
        this.grants = grants;
    }

    /**
     * Judges.
     *
     * @param claims       of the token
     * @param now          the time
     * @param credentialId names the token in what is logged
     * @return good with its caller, bad, or expired
     */
    Credential judge(JWTClaimsSet claims, Instant now, String credentialId) {
        if (!isAccessToken(claims)) {
            return Credential.bad("The token is not an access token");
        }
        if (!config.issuers().isEmpty() && !config.issuers().contains(claims.getIssuer())) {
            return Credential.bad("The token's issuer is not trusted here");
        }
        if (!isForUs(claims)) {
            return Credential.bad("The token is for another audience");
        }
        Credential untimely = untimely(claims, now);
        return untimely == null ? caller(claims, credentialId) : untimely;
    }

    private static boolean isAccessToken(JWTClaimsSet claims) {
        Object kind = claims.getClaim("typ");
        return OF_ID_TOKENS.stream().allMatch(name -> claims.getClaim(name) == null)
                && (kind == null || kind instanceof String text && KINDS.contains(text));
    }

    private boolean isForUs(JWTClaimsSet claims) {
        List<String> audience = claims.getAudience();
        if (audience.isEmpty()) {
            return claims.getClaim("azp") instanceof String party && config.authorizedParties().contains(party)
                    || config.audience().isEmpty();
        }
        return config.audience().isEmpty() || audience.stream().anyMatch(config.audience()::contains);
    }

    /** {@return what is wrong with its times, or null} */
    private Credential untimely(JWTClaimsSet claims, Instant now) {
        Instant expires = instant(claims.getExpirationTime());
        Instant issued = instant(claims.getIssueTime());
        Instant from = instant(claims.getNotBeforeTime());
        Duration skew = config.clockSkew();
        if (expires == null) {
            return Credential.bad("The token has no exp");
        }
        if (!now.isBefore(expires.plus(skew))) {
            return Credential.expired("The token has expired");
        }
        if (issued != null && issued.isAfter(now.plus(skew)) || from != null && from.isAfter(now.plus(skew))) {
            return Credential.bad("The token is not valid yet: compare the clocks of the issuer and this server");
        }
        return expires.isAfter((issued == null ? now : issued).plus(config.maxLifetime()))
                ? Credential.bad("The token's lifetime is longer than " + config.maxLifetime()) : null;
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }

    private Credential caller(JWTClaimsSet claims, String credentialId) {
        if (!(claims.getClaim(config.subjectClaim()) instanceof String subject) || subject.isBlank()
                || subject.length() > MAX_SUBJECT || UNPRINTABLE.matcher(subject).find()) {
            return Credential.bad("The token's " + config.subjectClaim() + " must be a text of 1 to " + MAX_SUBJECT
                    + " printable characters");
        }
        Grants granted = grants(claims, subject);
        if (granted == null) {
            return Credential.bad("The token's " + GRANTS + " claim must have lists of texts, of at most " + MAX_GRANTS);
        }
        return Credential.good(new Caller(subject, config.roles(names(claims)), granted,
                claims.getExpirationTime().toInstant(), CredentialKind.TOKEN, credentialId));
    }

    private Set<String> names(JWTClaimsSet claims) {
        Set<String> names = new HashSet<>();
        config.roleClaims().forEach(path -> add(at(claims.getClaims(), path), names));
        return names;
    }

    // A claim whose own name has dots, such as a URL, comes before a path.
    private static Object at(Map<?, ?> members, String path) {
        if (members.containsKey(path)) {
            return members.get(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && members.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? at(inner, path.substring(dot + 1)) : null;
    }

    private static void add(Object value, Set<String> names) {
        if (value instanceof String text) { // as scope is (RFC 6749, section 3.3)
            names.addAll(List.of(text.split(" ")));
        } else if (value instanceof Collection<?> list) {
            list.stream().filter(String.class::isInstance).map(String.class::cast).forEach(names::add);
        }
    }

    private Grants grants(JWTClaimsSet claims, String subject) {
        Object claim = claims.getClaim(GRANTS);
        if (claim == null) {
            return grants.of(subject);
        }
        if (!(claim instanceof Map<?, ?> members)) {
            return null;
        }
        List<NamePattern> subscribe = patterns(members.get("subscribe"));
        List<NamePattern> publish = patterns(members.get("publish"));
        return subscribe == null || publish == null ? null : grants.of(subject, subscribe, publish);
    }

    private static List<NamePattern> patterns(Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Collection<?> list) || list.size() > MAX_GRANTS
                || !list.stream().allMatch(String.class::isInstance)) {
            return null;
        }
        return list.stream().map(String.class::cast).map(NamePattern::parse).toList();
    }
}
