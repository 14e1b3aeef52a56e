package io.wirescope.internal.identity;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who makes a request, or is at the other end of a connection.
 *
 * <p>Of a request: {@code Authentication.of(request).caller()}. Of a connection: {@code connection.peer().caller()}, which
 * stays what it was at the handshake until a token is refreshed. Never null: whoever is unknown is {@link #NOBODY}, which
 * has no role.
 *
 * @param subject      who it is, by the issuer or the settings; null where nobody said
 * @param roles        what it may do
 * @param grants       with which names
 * @param expiresAt    until when, or null for no end
 * @param kind         by what it was recognized
 * @param credentialId which credential that was, without being one: the same for all that a token or a session made, or null
 */
public record Caller(String subject, Set<SecurityRole> roles, Grants grants, Instant expiresAt, CredentialKind kind,
        String credentialId) {

    /** A caller without a credential. */
    public static final Caller NOBODY = new Caller(null, Set.of(), Grants.NONE, null, CredentialKind.NONE, null);

    /** A caller on the machine itself, in mode local. */
    public static final Caller LOOPBACK = everything(CredentialKind.LOOPBACK);

    /** Any caller, in mode open. */
    public static final Caller ANYONE = everything(CredentialKind.OPEN);

    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    private static Caller everything(CredentialKind kind) {
        return new Caller(null, EnumSet.allOf(SecurityRole.class), Grants.ALL, null, kind, null);
    }

    /** {@return whether it has one of these roles} An operator has what an observer may, too. */
    public boolean hasAny(SecurityRole... wanted) {
        return Arrays.stream(wanted).anyMatch(role -> roles.contains(role)
                || role == SecurityRole.OBSERVER && roles.contains(SecurityRole.OPERATOR));
    }

    /** {@return whether a credential recognized it, rather than its address or nothing} */
    public boolean isAuthenticated() {
        return subject != null;
    }

    /** {@return whether its credential has ended} */
    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
