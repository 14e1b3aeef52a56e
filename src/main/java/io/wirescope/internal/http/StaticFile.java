package io.wirescope.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the WAR, as it is sent. Immutable; the arrays are not copied.
 *
 * @param type    its Content-Type
 * @param plain   its bytes
 * @param gzipped the same, compressed
 * @param etag    differs for every other content: the container's own is made of size and time, and in a
 *                reproducible WAR all files have the same time
 */
record StaticFile(String type, byte[] plain, byte[] gzipped, String etag) {

    private static final Pattern GZIP =
            Pattern.compile("(x-)?gzip(\\s*;\\s*q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*))?", Pattern.CASE_INSENSITIVE);

    /** Makes a file of a name and its content. */
    static StaticFile of(String name, byte[] content) {
        return ofType(type(name), content);
    }

    /** Makes a file of its Content-Type and its content. */
    static StaticFile ofType(String type, byte[] content) {
        return new StaticFile(type, content, gzip(content), "W/\"" + digest(content) + '"');
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html;charset=UTF-8";
            case "js" -> "text/javascript;charset=UTF-8";
            case "css" -> "text/css;charset=UTF-8";
            case "svg" -> "image/svg+xml;charset=UTF-8";
            case "png" -> "image/png";
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

    /** Answers with the file, compressed where the client accepts it, or with 304 where the caller has it. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Vary", "Accept-Encoding");
        response.setHeader("ETag", etag);
        if (matches(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        boolean compressed = takesGzip(request.getHeader("Accept-Encoding"));
        byte[] body = compressed ? gzipped : plain;
        if (compressed) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** {@return whether an {@code If-None-Match} has its tag; weak comparison (RFC 9110, section 13.1.2)} */
    boolean matches(String ifNoneMatch) {
        return ifNoneMatch != null && (ifNoneMatch.strip().equals("*") || Arrays.stream(ifNoneMatch.split(","))
                .anyMatch(tag -> opaque(tag.strip()).equals(opaque(etag))));
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    /** {@return whether an {@code Accept-Encoding} accepts gzip; a weight of 0 does not (RFC 9110, section 12.5.3)} */
    static boolean takesGzip(String acceptEncoding) {
        return acceptEncoding != null && Arrays.stream(acceptEncoding.split(",")).map(String::strip)
                .anyMatch(coding -> GZIP.matcher(coding).matches());
    }
}
