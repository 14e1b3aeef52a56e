package io.wirescope.internal.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A public key that verifies signatures; made once, because reading a key costs more than a signature. Thread-safe.
 *
 * @param key      as it was published
 * @param verifier checks signatures with it
 */
record SigningKey(JWK key, JWSVerifier verifier) {

    /** More than any issuer has, and few enough to try. */
    static final int MAX_KEYS = 100;

    private static final int MIN_RSA_BITS = 2048;

    /**
     * Reads a key set.
     *
     * @return the keys that can verify signatures; others, such as those for encryption, are passed over
     * @throws ParseException when it is none, or has too many keys
     */
    static List<SigningKey> readSet(String text) throws ParseException {
        List<JWK> keys = JWKSet.parse(text).getKeys();
        if (keys.size() > MAX_KEYS) {
            throw new ParseException("more than " + MAX_KEYS + " keys", 0);
        }
        List<SigningKey> usable = new ArrayList<>();
        keys.forEach(key -> of(key).ifPresent(usable::add));
        return List.copyOf(usable);
    }

    /** {@return a key, or empty where it can't verify signatures} */
    static Optional<SigningKey> of(JWK key) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            return Optional.empty();
        }
        try {
            if (key instanceof RSAKey rsa) {
                RSAPublicKey bits = rsa.toRSAPublicKey();
                return bits.getModulus().bitLength() < MIN_RSA_BITS ? Optional.empty()
                        : Optional.of(new SigningKey(key.toPublicJWK(), new RSASSAVerifier(bits)));
            }
            return key instanceof ECKey ec ? Optional.of(new SigningKey(key.toPublicJWK(), new ECDSAVerifier(ec.toPublicJWK())))
                    : Optional.empty();
        } catch (JOSEException e) { // another curve, or a point that is not on it
            return Optional.empty();
        }
    }

    /** {@return whether a token's header may name this key: by its id, where it has one, its type and its algorithm} */
    boolean fits(JWSHeader header) {
        return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm())
                && JWKMatcher.forJWSHeader(withoutHints(header)).matches(key);
    }

    // A key or its address in the header itself says nothing of who signed; a key from a PEM file has no id.
    private JWSHeader withoutHints(JWSHeader header) {
        return new JWSHeader.Builder(header.getAlgorithm()).keyID(key.getKeyID() == null ? null : header.getKeyID()).build();
    }
}
