package io.wirescope.internal.security;

import io.wirescope.internal.http.ApplicationServlets;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.RequestRefusal;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out who makes a request, and refuses whoever it can't be. Mapped to everything, behind {@code ExchangeFilter} and
 * {@code CorsFilter}, whose headers a refusal bears too, and before the body is read (web.xml).
 *
 * <p>Handshakes are only recognized here: {@code HandshakeFilter} refuses them, since a browser is told after the upgrade.
 * The servlets of an application that has Wirescope in it have a security of their own.
 */
public class SecurityFilter extends HttpFilter {

    private static final int MISDIRECTED = 421;

    private final transient SecuritySettings settings;
    private final transient RequestRefusal refusals;
    private final transient SecurityAudit audit;
    private final transient List<CredentialSource> sources;
    private final transient Map<String, Boolean> ofTheApplication = new ConcurrentHashMap<>();

    @Inject
    SecurityFilter(SecuritySettings settings, RequestRefusal refusals, SecurityAudit audit,
            @Any Instance<CredentialSource> sources) {
        this.settings = settings;
        this.refusals = refusals;
        this.audit = audit;
        this.sources = sources.stream().sorted(Comparator.comparingInt(CredentialSource::order)).toList();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = path(request);
        if (!settings.hosts().allows(request, path)) {
            misdirected(request, response);
            return;
        }
        if (PublicPaths.include(path) || isOfTheApplication(request)) {
            chain.doFilter(request, response);
            return;
        }
        switch (settings.config().mode()) {
            case LOCAL -> local(request, response, chain);
            case OPEN -> proceed(Authentication.of(Caller.ANYONE), request, response, chain);
            default -> recognized(Authentication.of(read(request)), request, response, chain);
        }
    }

    // Found out once for each servlet: a look for a class that is not there is slow.
    private boolean isOfTheApplication(HttpServletRequest request) {
        String servlet = request.getHttpServletMapping().getServletName();
        return servlet != null && ofTheApplication.computeIfAbsent(servlet, name -> ApplicationServlets.serve(request));
    }

    private void misdirected(HttpServletRequest request, HttpServletResponse response) throws IOException {
        audit.mismatch(request, SecurityErrors.MISDIRECTED.code(), "Host " + request.getHeader("Host") + ", allowed "
                + settings.hosts());
        refusals.send(request, response, "/", MISDIRECTED, SecurityErrors.MISDIRECTED);
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private void local(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isHandshake(request) && !LocalAccess.hasOneHost(request)) {
            chain.doFilter(request, response); // by nobody, for a 400
        } else if (LocalAccess.refusal(request).isPresent()) {
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, SecurityErrors.notConfigured());
        } else {
            proceed(Authentication.of(Caller.LOOPBACK), request, response, chain);
        }
    }

    private Credential read(HttpServletRequest request) {
        return sources.stream().map(source -> source.read(request))
                .filter(credential -> credential.state() != Credential.State.ABSENT).findFirst().orElse(Credential.ABSENT);
    }

    private void recognized(Authentication found, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws IOException, ServletException {
        if (isHandshake(request) || found.credential().state() == Credential.State.GOOD && mayGoOn(found, request)) {
            proceed(found, request, response, chain);
        } else if (found.credential().state() == Credential.State.GOOD) {
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, SecurityErrors.missingRole(SecurityRole.OBSERVER));
        } else {
            int status = SecurityErrors.status(found.credential());
            if (status == HttpServletResponse.SC_UNAUTHORIZED) {
                response.setHeader("WWW-Authenticate", SecurityErrors.challenge(found.credential()));
            }
            refuse(request, response, status, SecurityErrors.of(found.credential()));
        }
    }

    // The servlet is the server's own, where this sees it at all.
    private static boolean mayGoOn(Authentication found, HttpServletRequest request) {
        return !isBelow(request, "/metrics") || found.caller().hasAny(SecurityRole.OBSERVER);
    }

    private static boolean isHandshake(HttpServletRequest request) {
        return isBelow(request, "/ws");
    }

    private static boolean isBelow(HttpServletRequest request, String root) {
        return isBelow(path(request), root) || isBelow(mappedPath(request), root);
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    // As the container reads it: decoded, without parameters and dot segments.
    private static String mappedPath(HttpServletRequest request) {
        return request.getPathInfo() == null ? request.getServletPath()
                : request.getServletPath() + request.getPathInfo();
    }

    private static void proceed(Authentication found, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws IOException, ServletException {
        found.attachTo(request);
        chain.doFilter(request, response);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, ErrorBody error)
            throws IOException {
        audit.refused(request, status, error.code());
        refusals.send(request, response, isHandshake(request) ? "/ws" : path(request).startsWith("/api/") ? "/api" : "/",
                status, error);
    }
}
