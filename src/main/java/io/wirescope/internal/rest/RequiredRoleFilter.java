package io.wirescope.internal.rest;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.SecurityErrors;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * Lets a caller call what {@link Requires} says. A method that says nothing is denied to everybody, but for the response
 * to {@code OPTIONS}, which implementations make themselves and which says only what {@code Allow} says.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class RequiredRoleFilter implements ContainerRequestFilter {

    private static final String OURS = "io.wirescope.internal.";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private SecurityAudit audit;

    @Context
    private HttpServletRequest request;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext call) {
        if (isOfTheApplication()) {
            return;
        }
        Authentication found = Authentication.of(request);
        Method method = resource.getResourceMethod();
        Requires required = method == null ? null : method.getAnnotation(Requires.class);
        SecurityRole[] wanted = required == null ? optionsOrNone(call) : required.value();
        if (!found.caller().hasAny(wanted)) {
            throw refused(found, wanted);
        }
        if (found.caller().isAuthenticated() && !SAFE.contains(call.getMethod())) {
            audit.action(request);
        }
    }

    private RuntimeException refused(Authentication found, SecurityRole... wanted) {
        RefusedRequestException refusal = found.caller().roles().isEmpty() && !found.caller().isAuthenticated()
                    ? RefusedRequestException.of(SecurityErrors.status(found.credential()),
                            SecurityErrors.of(found.credential()))
                    : RefusedRequestException.of(403, SecurityErrors.missingRole(wanted));
        audit.refused(request, refusal.status(), refusal.error().code());
        return refusal;
    }

    // One that has Wirescope in it, and resources of its own.
    private boolean isOfTheApplication() {
        Class<?> type = resource.getResourceClass();
        return type != null && type.getClassLoader() == RequiredRoleFilter.class.getClassLoader()
                && !type.getName().startsWith(OURS);
    }

    private static SecurityRole[] optionsOrNone(ContainerRequestContext call) {
        return call.getMethod().equals(HttpMethod.OPTIONS) ? SecurityRole.values() : new SecurityRole[0];
    }
}
