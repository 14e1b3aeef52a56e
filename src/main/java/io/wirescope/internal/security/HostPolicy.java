package io.wirescope.internal.security;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.http.HeaderFields;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which names the server answers to. A page of another site whose name server says that the site is here (DNS rebinding)
 * comes with the site's name, and its browser takes both for one. Immutable.
 *
 * <p>Names of this machine are always right for a peer on this machine, and {@code /health} and {@code /metrics}, which
 * probes and scrapers ask for by address, under any name.
 */
final class HostPolicy {

    private static final String ALLOWED = "wirescope.http.allowed-hosts";
    private static final String PUBLIC_URL = "wirescope.http.public-url";
    private static final String ANY = "*";

    private final Set<String> allowed = new HashSet<>();

    /**
     * @param settings has the names; the host of the public URL is always one
     * @throws InvalidSettingException when one is no host
     */
    HostPolicy(Settings settings) {
        for (String entry : settings.list(ALLOWED)) {
            allowed.add(entry.equals(ANY) ? ANY : HostName.of(entry.toLowerCase(Locale.ROOT)).orElseThrow(() ->
                    new InvalidSettingException(ALLOWED, entry, "must be a host name or address without a port, or *")));
        }
        if (!allowed.isEmpty()) {
            settings.optionalText(PUBLIC_URL).map(HostPolicy::host).flatMap(HostName::of).ifPresent(allowed::add);
        }
    }

    private static String host(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(PUBLIC_URL, url, "must be a URL");
        }
    }

    /** {@return whether a request comes under one of the names} */
    boolean allows(HttpServletRequest request, String path) {
        if (allowed.isEmpty() || allowed.contains(ANY) || isProbe(path)) {
            return true;
        }
        Optional<String> host = new HeaderFields(request).single("Host").flatMap(HostName::of);
        return host.isPresent() && (allowed.contains(host.get())
                || HostName.isLoopback(host.get()) && LocalAccess.isLoopback(request.getRemoteAddr()));
    }

    private static boolean isProbe(String path) {
        return path.equals("/health") || path.startsWith("/health/") || path.equals("/metrics");
    }

    /** {@return the names, for the log} */
    @Override
    public String toString() {
        return allowed.stream().sorted().toList().toString();
    }
}
