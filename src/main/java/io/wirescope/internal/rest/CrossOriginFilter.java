package io.wirescope.internal.rest;

import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
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

    @Override
    public void filter(ContainerRequestContext call) {
        if (!SAFE.contains(call.getMethod())
                && !origins.allows(call.getHeaderString("Origin"), call.getHeaderString(HttpHeaders.HOST))) {
            throw RefusedRequestException.originNotAllowed();
        }
    }
}
