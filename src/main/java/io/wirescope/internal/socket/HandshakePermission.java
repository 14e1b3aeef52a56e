package io.wirescope.internal.socket;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.internal.conversation.Refusal;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.Credential.State;
import io.wirescope.internal.security.SecurityErrors;
import java.util.Optional;

/**
 * Whether the caller of a handshake may connect (contract, section 9).
 *
 * @param found      who it is
 * @param peer       as what it wants to connect
 * @param legacyOpen whether the legacy addresses take clients without a credential
 */
record HandshakePermission(Authentication found, Peer peer, boolean legacyOpen) {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** {@return why it may not, with a status; or empty} */
    Optional<HandshakeRefusal> refusal() {
        if (!isRecognized()) {
            return isLegacy() && legacyOpen && found.credential().state() == State.ABSENT ? Optional.empty()
                    : Optional.of(unrecognized());
        }
        return missing().map(error -> HandshakeRefusal.of(FORBIDDEN, error));
    }

    private boolean isRecognized() {
        return found.credential().state() == State.GOOD;
    }

    private boolean isLegacy() {
        return peer.protocol() == Protocol.RAW;
    }

    private HandshakeRefusal unrecognized() {
        int status = SecurityErrors.status(found.credential());
        HandshakeRefusal refusal = HandshakeRefusal.of(status, SecurityErrors.of(found.credential()));
        return status == UNAUTHORIZED
                ? refusal.with("WWW-Authenticate", SecurityErrors.challenge(found.credential())) : refusal;
    }

    private Optional<ErrorBody> missing() {
        Caller caller = found.caller();
        boolean watches = peer.role() == Role.ADMIN;
        if (!caller.hasAny(watches ? SecurityRole.OBSERVER : SecurityRole.CLIENT)) {
            return watches ? notPermitted("Role admin requires the role observer")
                    : Optional.of(SecurityErrors.missingRole(SecurityRole.CLIENT));
        }
        return caller.grants().allowClientId(peer.clientId()) ? Optional.empty()
                : notPermitted("The credential does not permit this client id");
    }

    private static Optional<ErrorBody> notPermitted(String message) {
        return Optional.of(ErrorBody.of(ErrorCode.NOT_PERMITTED.name(), message));
    }

    /**
     * {@return whether a refusal is one that a browser has to be told after the upgrade, since it shows its pages no status}
     * One that is over by itself is not, nor what a page of another origin is told.
     */
    boolean isForUpgrade(HandshakeRefusal refusal, boolean fromBrowser) {
        return fromBrowser && !isLegacy() && found.credential().state() != State.FOREIGN
                && (refusal.status() == UNAUTHORIZED || refusal.status() == FORBIDDEN);
    }

    /** {@return the same refusal for after the upgrade} */
    static Refusal afterUpgrade(HandshakeRefusal refusal) {
        ErrorCode code = ErrorCode.valueOf(refusal.error().code());
        return new Refusal(code == ErrorCode.TOKEN_EXPIRED ? ErrorCode.INVALID_TOKEN : code, CloseCode.NOT_PERMITTED,
                refusal.error().message());
    }
}
