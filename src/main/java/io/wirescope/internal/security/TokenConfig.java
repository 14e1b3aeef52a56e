package io.wirescope.internal.security;

import com.nimbusds.jose.JWSAlgorithm;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.identity.SecurityRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What makes a JSON Web Token good here.
 *
 * @param issuers           who may have issued it, as its {@code iss} says; empty: anybody, with a key of the files
 * @param jwksUris          where the keys of each issuer are, in the issuers' order; empty: its metadata says so
 * @param keyFiles          files of keys
 * @param audience          whom it must be for: one of them; empty: not looked at
 * @param authorizedParties the {@code azp} of tokens that have no {@code aud} and are taken nevertheless
 * @param algorithms        the signatures that are taken
 * @param clockSkew         by how much clocks may differ
 * @param maxLifetime       the longest time from issue to expiry
 * @param subjectClaim      which claim is the subject
 * @param roleClaims        which claims have the names of roles, as paths with dots
 * @param roleNames         the names that mean each role
 */
record TokenConfig(List<String> issuers, List<URI> jwksUris, List<Path> keyFiles, Set<String> audience,
        Set<String> authorizedParties, Set<JWSAlgorithm> algorithms, Duration clockSkew, Duration maxLifetime,
        String subjectClaim, List<String> roleClaims, Map<SecurityRole, Set<String>> roleNames) {

    private static final String PREFIX = "wirescope.security.";
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one breaks its rule, or they do together
     */
    static TokenConfig from(Settings settings) {
        List<String> issuers = settings.list(PREFIX + "issuers");
        issuers.forEach(issuer -> uri("issuers", issuer));
        List<URI> jwksUris = settings.list(PREFIX + "jwks-uri").stream().map(text -> uri("jwks-uri", text)).toList();
        List<String> audience = settings.list(PREFIX + "audience");
        if (!jwksUris.isEmpty() && jwksUris.size() != issuers.size()) {
            throw new InvalidSettingException(PREFIX + "jwks-uri", jwksUris.toString(), "must have one for each of issuers");
        }
        if (!issuers.isEmpty() && audience.isEmpty()) {
            throw new InvalidSettingException(PREFIX + "audience", "",
                    "must be set with issuers: a token that they issued for another service is none for this one");
        }
        return new TokenConfig(issuers, jwksUris, settings.list(PREFIX + "keys").stream().map(Path::of).toList(),
                Set.copyOf(audience), Set.copyOf(settings.list(PREFIX + "authorized-parties")), algorithms(settings),
                settings.duration(PREFIX + "clock-skew", Duration.ZERO, Duration.ofMinutes(10)),
                settings.duration(PREFIX + "max-lifetime", Duration.ofMinutes(1), Duration.ofDays(366)),
                settings.text(PREFIX + "claims.subject"), settings.list(PREFIX + "claims.roles"), roleNames(settings));
    }

    private static Set<JWSAlgorithm> algorithms(Settings settings) {
        String key = PREFIX + "algorithms";
        return settings.list(key).stream().map(name -> {
            if (!ALGORITHMS.contains(name)) {
                throw new InvalidSettingException(key, name, "must be of " + ALGORITHMS.stream().sorted().toList());
            }
            return JWSAlgorithm.parse(name);
        }).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<SecurityRole, Set<String>> roleNames(Settings settings) {
        Map<SecurityRole, Set<String>> names = new EnumMap<>(SecurityRole.class);
        for (SecurityRole role : SecurityRole.values()) {
            names.put(role, Set.copyOf(settings.list(PREFIX + "roles." + role.wireName())));
        }
        return names;
    }

    private static URI uri(String key, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(PREFIX + key, text, "must be an https or http URL: " + e.getMessage());
        }
        throw new InvalidSettingException(PREFIX + key, text, "must be an https or http URL");
    }

    /** {@return whether JSON Web Tokens are taken at all} */
    boolean takesTokens() {
        return !issuers.isEmpty() || !keyFiles.isEmpty();
    }

    /** {@return whether keys are fetched from the issuers, rather than all of them being in files} */
    boolean fetchesKeys() {
        return !issuers.isEmpty() && (keyFiles.isEmpty() || !jwksUris.isEmpty());
    }

    /** {@return what the names in a token mean} */
    Set<SecurityRole> roles(Set<String> names) {
        List<SecurityRole> found = new ArrayList<>();
        roleNames.forEach((role, meaning) -> {
            if (meaning.contains("*") || meaning.stream().anyMatch(names::contains)) {
                found.add(role);
            }
        });
        return Set.copyOf(found);
    }
}
