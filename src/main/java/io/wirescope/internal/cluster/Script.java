package io.wirescope.internal.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A script that the engine runs.
 *
 * @param text its source in Lua
 * @param hash its SHA-1, by which it is called
 */
public record Script(String text, String hash) {

    /**
     * {@return the script of a file beside a class}
     *
     * @param type the class
     * @param file the file's name
     */
    public static Script of(Class<?> type, String file) {
        try (InputStream in = type.getResourceAsStream(file)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a script with this source} */
    public static Script of(String text) {
        try {
            return new Script(text, HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
