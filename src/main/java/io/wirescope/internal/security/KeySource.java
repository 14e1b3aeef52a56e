package io.wirescope.internal.security;

import com.nimbusds.jose.JWSHeader;
import java.util.List;

/** Where keys come from. Implementations are thread-safe. */
interface KeySource {

    /**
     * Finds the keys that a token's header may name. May wait for a fetch, for a bounded time.
     *
     * @throws KeysUnreachableException when the keys are not known now
     */
    List<SigningKey> find(JWSHeader header) throws KeysUnreachableException;

    /** Thrown when the keys of an issuer are not known now; says nothing about the token. */
    final class KeysUnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        KeysUnreachableException() {
            super("The keys of the issuer are out of reach", null, false, false);
        }
    }
}
