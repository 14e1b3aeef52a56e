package io.wirescope.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a token: what is kept instead of it. */
final class TokenHash {

    /** How many digits of a hash name a credential in logs and events. */
    static final int ID_DIGITS = 16;

    private TokenHash() {
    }

    /** {@return the hash in 64 hex digits} */
    static String of(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) { // every JDK has it
            throw new IllegalStateException(e);
        }
    }
}
