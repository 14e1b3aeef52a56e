package io.wirescope.internal.session;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.http.HeaderFields;
import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.CredentialSource;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cookie of a browser session. A browser sends a cookie whichever page makes it do so, and {@code SameSite=Strict}
 * does not hold between the ports and subdomains of one site. So it counts only where the page is our own: a request that
 * changes something, and a handshake, must bear our own {@code Origin}; any other must not bear a foreign one. Thread-safe.
 */
@Service
public class SessionCookie implements CredentialSource {

    /** The name over https: browsers take it from a secure answer of this very host only (RFC 6265bis, section 4.1.3). */
    private static final String SECURE_NAME = "__Host-wirescope-session";
    private static final String PLAIN_NAME = "wirescope-session";

    private static final String PUBLIC_URL = "wirescope.http.public-url";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final BrowserSessions sessions;
    private final OriginPolicy origins;
    private final Clock clock;
    private final boolean isPublicSecure;

    /**
     * @param settings has {@code wirescope.http.public-url}
     * @param sessions are looked up
     * @param origins  know our own pages
     * @param clock    judges what has ended
     */
    @Inject
    public SessionCookie(Settings settings, BrowserSessions sessions, OriginPolicy origins, Clock clock) {
        this.sessions = sessions;
        this.origins = origins;
        this.clock = clock;
        this.isPublicSecure = settings.optionalText(PUBLIC_URL).filter(url -> url.startsWith("https:")).isPresent();
    }

    @Override
    public int order() {
        return COOKIE;
    }

    @Override
    public Credential read(HttpServletRequest request) {
        Optional<String> secret = secret(request);
        if (secret.isEmpty()) {
            return Credential.ABSENT;
        }
        if (!isOfOwnPage(request)) {
            return Credential.foreign("A request with the session's cookie must bear our own Origin");
        }
        Caller session = sessions.find(secret.get()).orElse(null);
        if (session == null) {
            return Credential.bad("The session is not known here");
        }
        return session.isExpiredAt(clock.instant()) ? Credential.expired("The session has ended") : Credential.good(session);
    }

    /** {@return what a request has in the cookie, or empty; of several the first} */
    public Optional<String> secret(HttpServletRequest request) {
        String name = name(isSecure(request)) + "=";
        return new HeaderFields(request).lines("Cookie").stream().flatMap(line -> List.of(line.split(";")).stream())
                .map(String::strip).filter(pair -> pair.startsWith(name)).map(pair -> pair.substring(name.length()))
                .filter(value -> !value.isEmpty()).findFirst();
    }

    private boolean isOfOwnPage(HttpServletRequest request) {
        HeaderFields fields = new HeaderFields(request);
        List<String> lines = fields.lines("Origin");
        boolean isOwn = lines.size() == 1 && origins.isOwn(lines.get(0), request.getHeader("Host"));
        if (!SAFE.contains(request.getMethod()) || request.getHeader("Upgrade") != null) {
            return isOwn;
        }
        return (lines.isEmpty() || isOwn) && !fields.lines("Sec-Fetch-Site").contains("cross-site");
    }

    /**
     * {@return the value of {@code Set-Cookie} that hands a session to the browser}
     *
     * @param session the session
     */
    public String setting(HttpServletRequest request, BrowserSessions.Opened session) {
        return setting(isSecure(request), session);
    }

    /**
     * {@return the same}
     *
     * @param secure what {@link #isSecure} said of the request
     */
    public String setting(boolean secure, BrowserSessions.Opened session) {
        return value(secure, session.secret(), Duration.between(clock.instant(), session.caller().expiresAt()));
    }

    /** {@return the value of {@code Set-Cookie} that takes the cookie back} */
    public String clearing(HttpServletRequest request) {
        return value(isSecure(request), "", Duration.ZERO);
    }

    private static String value(boolean secure, String secret, Duration age) {
        return name(secure) + "=" + secret + "; Path=/; Max-Age=" + Math.max(0, age.toSeconds())
                + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    private static String name(boolean secure) {
        return secure ? SECURE_NAME : PLAIN_NAME;
    }

    /** {@return whether browsers reach the gateway by https, here or at the proxy before it} */
    public boolean isSecure(HttpServletRequest request) {
        return isPublicSecure || request.isSecure();
    }
}
