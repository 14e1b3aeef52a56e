package io.wirescope.internal.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request goes, as it was sent. After an asynchronous dispatch Payara says otherwise where the path has an
 * encoded {@code ?}.
 *
 * @param uri         the path, not decoded
 * @param url         scheme, host, port and path
 * @param servletPath the part of the decoded path that led to the servlet
 * @param pathInfo    what follows, or null
 * @param query       the query, not decoded, or null
 */
record RequestTarget(String uri, String url, String servletPath, String pathInfo, String query) {

    static RequestTarget of(HttpServletRequest request) {
        return new RequestTarget(request.getRequestURI(), request.getRequestURL().toString(),
                request.getServletPath(), request.getPathInfo(), request.getQueryString());
    }
}
