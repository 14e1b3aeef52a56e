package io.wirescope.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the dashboard or of the client, as it is sent. Immutable; the arrays are not copied.
 *
 * @param type    its Content-Type
 * @param plain   its bytes
 * @param gzipped the same, compressed
 * @param etag    tells it from every other content: the container's own is made of size and time, and in a
 *                reproducible WAR all files have the same time
 */
record StaticFile(String type, byte[] plain, byte[] gzipped, String etag) {

    /** Makes a file of a name and its content. */
    static StaticFile of(String name, byte[] content) {
        return new StaticFile(type(name), content, gzip(content), "W/\"" + digest(content) + '"');
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html;charset=UTF-8";
            case "js" -> "text/javascript;charset=UTF-8";
            case "css" -> "text/css;charset=UTF-8";
            case "svg" -> "image/svg+xml;charset=UTF-8";
            case "map", "json" -> "application/json;charset=UTF-8";
            default -> "application/octet-stream";
        };
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) { // no stream into memory fails
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }
}
