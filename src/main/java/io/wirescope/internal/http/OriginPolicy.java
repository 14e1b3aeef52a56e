package io.wirescope.internal.http;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which pages may connect (RFC 6455, section 10.2) and change something through the API: a browser sends a
 * page's request before it asks whether the page may read the answer. Thread-safe.
 *
 * <p>A page from the gateway's own host may, and those that {@code wirescope.socket.allowed-origins}
 * lists. Without an {@code Origin} the caller is no browser, and there is nothing to protect.
 */
@Service
public class OriginPolicy implements Eager {

    private static final String KEY = "wirescope.socket.allowed-origins";
    private static final String ANY = "*";

    /** Scheme, host and port (RFC 6454, section 6.2), in lower case; hosts with an underscore exist. */
    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://(\\[[0-9a-f:.]+]|[a-z0-9._~-]+)(?::([0-9]{1,5}))?");

    private final Set<String> allowed = new HashSet<>();
    private final Optional<String> publicOrigin;

    /** @param settings has the list of origins, each {@code scheme://host[:port]}, or {@code *}, and the public URL */
    @Inject
    public OriginPolicy(Settings settings) {
        for (String entry : settings.list(KEY)) {
            allowed.add(entry.equals(ANY) ? ANY : normal(entry).orElseThrow(() ->
                    new InvalidSettingException(KEY, entry, "must be * or scheme://host[:port]")));
        }
        publicOrigin = settings.optionalText("wirescope.http.public-url").flatMap(OriginPolicy::origin);
    }

    /**
     * Checks whether a page may connect or call.
     *
     * @param origin the {@code Origin} header, or null
     * @param host   the {@code Host} header, or null
     */
    public boolean allows(String origin, String host) {
        return origin == null || isListed(origin) || isOwn(origin, host);
    }

    /**
     * {@return whether a page is from the gateway's own host}
     *
     * @param origin the {@code Origin} header
     * @param host   the {@code Host} header, or null
     */
    public boolean isOwn(String origin, String host) {
        Optional<String> page = normal(origin);
        return page.isPresent() && (page.equals(publicOrigin)
                || host != null && page.equals(normal(scheme(page.get()) + "://" + host)));
    }

    // A proxy may give the server another Host than its own.
    private static Optional<String> origin(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return normal(path < 0 ? url : url.substring(0, path));
    }

    /**
     * {@return what {@code Access-Control-Allow-Origin} says to a page, or empty where it may not read answers}
     *
     * @param origin the {@code Origin} header
     */
    Optional<String> sharedWith(String origin) {
        return isListed(origin) ? Optional.of(allowed.contains(ANY) ? ANY : origin) : Optional.empty();
    }

    /** {@return whether what a page may read depends on its origin} */
    boolean isDifferentForEach() {
        return !allowed.isEmpty() && !allowed.contains(ANY);
    }

    private boolean isListed(String origin) {
        return allowed.contains(ANY) || normal(origin).filter(allowed::contains).isPresent();
    }

    private static String scheme(String origin) {
        return origin.substring(0, origin.indexOf(':'));
    }

    /** {@return the origin in lower case without its scheme's default port, or empty where it is none} */
    private static Optional<String> normal(String origin) {
        Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String port = parts.group(3);
        boolean isDefault = port == null || port.equals(parts.group(1).equals("https") ? "443" : "80");
        return Optional.of(parts.group(1) + "://" + parts.group(2) + (isDefault ? "" : ":" + port));
    }
}
