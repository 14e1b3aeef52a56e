package io.wirescope.internal.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Publishes the documents for those who write clients, files of the WAR, each under its own media type:
 * containers go only by a file's extension. Mapped to each of them (web.xml).
 *
 * <p>They may be cached for an hour and are then revalidated by their {@code ETag}, a digest of their bytes:
 * the same on every server of a release.
 */
public class DocumentServlet extends ReadOnlyServlet {

    /** Media types; that of AsyncAPI is of its specification 3.0.0. */
    private static final Map<String, String> TYPES = Map.of(
            "/schemas/envelope-v1.json", "application/schema+json",
            "/asyncapi.yaml", "application/vnd.aai.asyncapi+yaml;version=3.0.0",
            "/docs/migration.md", "text/markdown;charset=UTF-8");

    private transient Map<String, StaticFile> documents = Map.of();

    @Override
    public void init() throws ServletException {
        Map<String, StaticFile> found = new TreeMap<>();
        for (Map.Entry<String, String> each : TYPES.entrySet()) {
            try (InputStream content = getServletContext().getResourceAsStream(each.getKey())) {
                found.put(each.getKey(), StaticFile.ofType(each.getValue(), content.readAllBytes()));
            } catch (IOException e) {
                throw new ServletException(each.getKey() + " can't be read", e);
            }
        }
        documents = found;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "public, max-age=3600");
        documents.get(request.getServletPath()).send(request, response);
    }
}
