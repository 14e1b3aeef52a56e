package io.wirescope.internal.rest;

import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.security.SecurityAudit;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Refuses what would change something when a page of another origin asks for it. Such a page can have the browser of
 * somebody who reaches the gateway send a POST without a body or of plain text, cookies or not, and need not read the
 * answer: without this it could drain the server.
 */
@Provider
public class CrossOriginFilter implements ContainerRequestFilter {

    /** Those that change nothing (RFC 9110, section 9.2.1), of which browsers let only the origin read the answer. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private OriginPolicy origins;

    @Inject
    private SecurityAudit audit;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext call) {
        String origin = call.getHeaderString("Origin");
        String host = call.getHeaderString(HttpHeaders.HOST);
        if (!SAFE.contains(call.getMethod()) && !origins.allows(origin, host)) {
            audit.mismatch(request, "ORIGIN_NOT_ALLOWED", "Origin " + origin + ", Host " + host);
            throw RefusedRequestException.originNotAllowed();
        }
    }
}
