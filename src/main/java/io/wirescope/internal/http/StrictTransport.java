package io.wirescope.internal.http;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes the header that has browsers come over https only (RFC 6797), for as long as {@code wirescope.http.hsts} says.
 * Immutable.
 *
 * <p>Browsers ignore it on an answer over clear text, so it is left out there, unless people come over https to a proxy
 * that ends TLS.
 */
@Service
class StrictTransport implements Eager {

    /** The header's name. */
    static final String HEADER = "Strict-Transport-Security";

    private static final Duration LONGEST = Duration.ofDays(730);

    private final String value;
    private final boolean behindTls;

    /** @param settings has the time, and the public URL */
    @Inject
    StrictTransport(Settings settings) {
        Duration time = settings.duration("wirescope.http.hsts", Duration.ZERO, LONGEST);
        value = time.isZero() ? null : "max-age=" + time.toSeconds();
        behindTls = settings.optionalText("wirescope.http.public-url")
                .filter(url -> url.toLowerCase(Locale.ROOT).startsWith("https:")).isPresent();
    }

    /**
     * {@return the header's value, or empty where there is to be none}
     *
     * @param secure whether the request came to this server over TLS
     */
    Optional<String> header(boolean secure) {
        return secure || behindTls ? Optional.ofNullable(value) : Optional.empty();
    }
}
