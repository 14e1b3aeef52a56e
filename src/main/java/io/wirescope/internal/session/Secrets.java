package io.wirescope.internal.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** What is kept instead of a secret. */
final class Secrets {

    /** How many digits of a hash name a session in logs and events. */
    private static final int ID_DIGITS = 16;

    private Secrets() {
    }

    /** {@return the SHA-256 in hex: looking one up tells nothing about the others} */
    static String hash(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /** {@return what names a session, without being its secret} */
    static String id(String hash) {
        return hash.substring(0, ID_DIGITS);
    }

    /** {@return the SHA-256 as PKCE has it (RFC 7636, section 4.2)} */
    static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) { // every JDK has it
            throw new IllegalStateException(e);
        }
    }
}
