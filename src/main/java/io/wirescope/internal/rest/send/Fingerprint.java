package io.wirescope.internal.rest.send;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells calls apart by what they do, where, and by the bytes of their bodies. For one thread. */
final class Fingerprint {

    private final MessageDigest digest;

    /**
     * @param operation what the call does
     * @param channel   where, or empty
     */
    Fingerprint(String operation, String channel) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
        digest.update((operation + '\n' + channel + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a body that counts in the fingerprint, as far as it is read} */
    InputStream of(InputStream body) {
        return body == null ? null : new DigestInputStream(body, digest);
    }

    /** {@return the fingerprint, in hex; once, when the body was read} */
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
