package io.wirescope.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes the documents for those who write clients, files of the WAR, each under its own media type:
 * containers go by a file's ending alone. Mapped to each of them (web.xml).
 *
 * <p>They may be kept for an hour and are then asked for by their {@code ETag}, which is that of their bytes:
 * the same on every server of a release.
 */
public class DocumentServlet extends HttpServlet {

    private static final String ONE_HOUR = "public, max-age=3600";

    /** Media types; that of AsyncAPI is of its specification 3.0.0, section "Schema". */
    private static final Map<String, String> TYPES = Map.of(
            "/schemas/envelope-v1.json", "application/schema+json",
            "/asyncapi.yaml", "application/vnd.aai.asyncapi+yaml;version=3.0.0",
            "/docs/migration.md", "text/markdown;charset=UTF-8");

    private final transient Map<String, Document> documents = new ConcurrentHashMap<>();

    /** A file as it is sent. */
    private record Document(byte[] bytes, String tag) {
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath();
        Document document = document(path);
        response.setHeader("Cache-Control", ONE_HOUR);
        response.setHeader("ETag", document.tag());
        if (isKnown(request.getHeader("If-None-Match"), document.tag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(TYPES.get(path));
        response.setContentLength(document.bytes().length);
        response.getOutputStream().write(document.bytes());
    }

    private Document document(String path) throws IOException {
        Document kept = documents.get(path);
        if (kept == null) {
            kept = read(path);
            documents.put(path, kept);
        }
        return kept;
    }

    private Document read(String path) throws IOException {
        try (InputStream in = getServletContext().getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path);
            }
            byte[] bytes = in.readAllBytes();
            return new Document(bytes, '"' + HexFormat.of().formatHex(sha256(bytes), 0, 16) + '"');
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

    // A proxy that compresses makes the tag a weak one (RFC 9110, section 13.1.2: the comparison is weak).
    private static boolean isKnown(String tags, String tag) {
        return tags != null && Arrays.stream(tags.split(","))
                .map(String::strip)
                .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }
}
