package io.wirescope.internal.socket;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecurityErrors;
import java.util.Optional;

/**
 * Whether the caller of a handshake may connect (contract, section 9).
 *
 * @param found    who it is
 * @param isLegacy whether it asks for a legacy address
 * @param clientId under which client id
 */
record HandshakePermission(Authentication found, boolean isLegacy, String clientId) {

    /** {@return why it may not, with a status; or empty} */
    Optional<HandshakeRefusal> refusal() {
        if (found.caller().roles().isEmpty() && !found.caller().isAuthenticated()) {
            int status = SecurityErrors.status(found.credential());
            HandshakeRefusal refusal = HandshakeRefusal.of(status, SecurityErrors.of(found.credential()));
            return Optional.of(status == 401 ? refusal.with("WWW-Authenticate", SecurityErrors.challenge(found.credential()))
                    : refusal);
        }
        if (!found.caller().hasAny(SecurityRole.CLIENT)) {
            return Optional.of(HandshakeRefusal.of(403, SecurityErrors.missingRole(SecurityRole.CLIENT)));
        }
        return found.caller().grants().allowClientId(clientId) ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(403, ErrorBody.of(ErrorCode.NOT_PERMITTED.name(),
                        "The credential does not permit this client id")));
    }
}
