package io.wirescope.internal.security;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.wirescope.internal.config.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** The keys of files: public keys or certificates in PEM, a JWK, or a JWK set. Read at the start. Immutable. */
final class KeyFiles implements KeySource {

    private static final String KEY = "wirescope.security.keys";
    private static final int MAX_BYTES = 256 * 1024;

    private final List<SigningKey> keys = new ArrayList<>();

    /** @throws InvalidSettingException when a file can't be read, or has no key for signatures */
    KeyFiles(List<Path> files) {
        for (Path file : files) {
            List<SigningKey> found = read(file);
            if (found.isEmpty()) {
                throw new InvalidSettingException(KEY, file.toString(), "must have an RSA key of 2048 bits or an EC key");
            }
            keys.addAll(found);
        }
    }

    private static List<SigningKey> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidSettingException(KEY, file.toString(), "must not be larger than " + MAX_BYTES + " bytes");
            }
            String text = Files.readString(file);
            if (text.contains("-----BEGIN ")) {
                return SigningKey.of(PemKey.read(text)).map(List::of).orElse(List.of());
            }
            return text.contains("\"keys\"") ? SigningKey.readSet(text)
                    : SigningKey.of(JWK.parse(text)).map(List::of).orElse(List.of());
        } catch (IOException | GeneralSecurityException | ParseException e) {
            throw new InvalidSettingException(KEY, file.toString(),
                    "must be a readable PEM, JWK or JWK set file (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public List<SigningKey> find(JWSHeader header) {
        return keys.stream().filter(key -> key.fits(header)).toList();
    }
}
