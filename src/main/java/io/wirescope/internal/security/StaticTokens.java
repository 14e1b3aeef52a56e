package io.wirescope.internal.security;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.SecurityRole;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The tokens of scrapers and scripts, of which the settings have only the SHA-256. Immutable. */
final class StaticTokens {

    private static final String KEY = "wirescope.security.tokens";
    private static final String RULE = "must be NAME:ROLE[+ROLE...]:SHA256, with the hash in 64 hex digits";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** By hash: looking one up takes no longer the more of a token is right, since the hash of it tells nothing. */
    private final Map<String, Caller> callers = new HashMap<>();

    StaticTokens(Settings settings, GrantRules grants) {
        for (String entry : settings.list(KEY)) {
            String[] parts = entry.split(":", -1);
            if (parts.length != 3 || !NAME.matcher(parts[0]).matches()
                    || !HASH.matcher(parts[2].toLowerCase(Locale.ROOT)).matches()) {
                throw new InvalidSettingException(KEY, parts[0] + ":...", RULE);
            }
            String hash = parts[2].toLowerCase(Locale.ROOT);
            Caller caller = new Caller(parts[0], roles(parts[0], parts[1]), grants.of(parts[0]), null,
                    CredentialKind.STATIC_TOKEN, hash.substring(0, TokenHash.ID_DIGITS));
            if (callers.put(hash, caller) != null) {
                throw new InvalidSettingException(KEY, parts[0] + ":...", "has the hash of another");
            }
        }
    }

    private static Set<SecurityRole> roles(String name, String text) {
        Set<SecurityRole> roles = EnumSet.noneOf(SecurityRole.class);
        for (String role : text.split("\\+")) {
            roles.add(SecurityRole.of(role.strip()).orElseThrow(() -> new InvalidSettingException(KEY, name + ":" + role,
                    "must name roles: client, observer, publisher, operator, capture")));
        }
        return roles;
    }

    /** {@return whose token has a hash} */
    Optional<Caller> find(String hash) {
        return Optional.ofNullable(callers.get(hash));
    }
}
