package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.util.Optional;
import java.util.logging.Logger;

/** Logs that the application has started, and the address to open where it is configured. */
@Service
public class StartupLog {

    /** The setting that has the address: no standard API reports on which port a server listens. */
    static final String PUBLIC_URL = "wirescope.http.public-url";

    private static final Logger LOG = Logger.getLogger(StartupLog.class.getName());

    private final Settings settings;

    /** @param settings has {@code wirescope.http.public-url} */
    @Inject
    public StartupLog(Settings settings) {
        this.settings = settings;
    }

    void started(@Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
            Object application) {
        LOG.info(line());
    }

    /**
     * {@return the line that is logged}
     *
     * @throws InvalidSettingException when the setting is no absolute http or https URL without query and fragment
     */
    String line() {
        return "Wirescope started" + url().map(url -> ": open " + url).orElse("");
    }

    private Optional<URI> url() {
        return settings.optionalText(PUBLIC_URL).map(StartupLog::parsed);
    }

    private static URI parsed(String text) {
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null
                    && url.getRawQuery() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // reported below, with the rule
        }
        throw new InvalidSettingException(PUBLIC_URL, text,
                "must be an absolute http or https URL without query and fragment");
    }
}
