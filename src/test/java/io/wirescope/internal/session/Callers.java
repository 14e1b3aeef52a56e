package io.wirescope.internal.session;

import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.NamePattern;
import io.wirescope.internal.identity.SecurityRole;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Whom tokens stand for in tests. */
public final class Callers {

    private Callers() {
    }

    /** {@return a client that may use any client id and the channels that match a pattern} */
    public static Caller client(String subject, Instant expiresAt, String... channels) {
        return of(subject, expiresAt, Set.of(SecurityRole.CLIENT), channels);
    }

    public static Caller of(String subject, Instant expiresAt, Set<SecurityRole> roles, String... channels) {
        return new Caller(subject, roles, new Grants(List.of(NamePattern.ANY),
                List.of(channels).stream().map(NamePattern::parse).toList(), List.of()), expiresAt, CredentialKind.TOKEN,
                "credential-of-" + subject);
    }
}
