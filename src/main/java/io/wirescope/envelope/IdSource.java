package io.wirescope.envelope;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where new ids come from, so that a test can say what they are. Thread-safe.
 */
public interface IdSource {

    /** {@return a new id for a request or a connection, unguessable} */
    String newId();

    /** {@return a new span id: 16 lower hex digits, not all zero (W3C Trace Context, section 3.2.2.4)} */
    String newSpan();

    /** {@return a new secret that proves something: 256 bits of chance, in 43 characters of Base64 for URLs} */
    String newToken();

    /** {@return the source that a server uses: random UUIDs and random spans} */
    static IdSource random() {
        SecureRandom secrets = new SecureRandom();
        return new IdSource() {
            @Override
            public String newId() {
                return UUID.randomUUID().toString();
            }

            @Override
            public String newSpan() {
                long bits = ThreadLocalRandom.current().nextLong();
                return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits);
            }

            @Override
            public String newToken() {
                byte[] secret = new byte[32];
                secrets.nextBytes(secret);
                return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
            }
        };
    }
}
