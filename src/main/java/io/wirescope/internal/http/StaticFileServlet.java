package io.wirescope.internal.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The dashboard at {@code /}, the client for browsers, and the documentation at {@code /docs/}. Mapped in web.xml to
 * these addresses only. All its files are in memory: a megabyte and a half.
 *
 * <p>The container's own servlet for files gives them neither these headers nor an {@code ETag} that tells one
 * build from the next.
 */
public class StaticFileServlet extends ReadOnlyServlet {

    /**
     * Scripts, styles and connections of our own and nothing else; nothing inline, nothing evaluated, no markup
     * made of strings, in no frame (W3C Content Security Policy Level 3, Trusted Types).
     */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String PAGE = "index.html";

    private transient Map<String, StaticFile> files = Map.of();

    @Override
    public void init() throws ServletException {
        Map<String, StaticFile> found = new TreeMap<>();
        try {
            read("/" + PAGE, found);
            readAll("/dashboard/", found);
            readAll("/client/", found);
            readAll("/docs/", found);
        } catch (IOException e) {
            throw new ServletException("The static files can't be read", e);
        }
        files = found;
    }

    private void readAll(String directory, Map<String, StaticFile> found) throws IOException {
        Set<String> paths = getServletContext().getResourcePaths(directory);
        for (String path : paths == null ? Set.<String>of() : paths) {
            read(path, found);
        }
    }

    private void read(String path, Map<String, StaticFile> found) throws IOException {
        ServletContext context = getServletContext();
        try (InputStream content = path.endsWith("/") ? null : context.getResourceAsStream(path)) {
            if (content != null) {
                found.put(path, StaticFile.of(path, content.readAllBytes()));
            }
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (path.equals("/docs")) { // its links are relative
            response.sendRedirect(request.getContextPath() + "/docs/");
            return;
        }
        StaticFile file = files.get(path.isEmpty() || path.endsWith("/") ? "/" + path.replaceFirst("^/", "") + PAGE : path);
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache"); // kept, but asked for again: a 304 costs next to nothing
        file.send(request, response);
    }
}
