package io.wirescope.internal.security;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Holds the settings of security, read once, and logs the mode at the start. Immutable. */
@Service
public class SecuritySettings implements Eager {

    private static final Logger LOG = Logger.getLogger(SecuritySettings.class.getName());

    private final SecurityConfig config;
    private final HostPolicy hosts;

    /** @param settings has them */
    @Inject
    public SecuritySettings(Settings settings) {
        config = SecurityConfig.from(settings);
        hosts = new HostPolicy(settings);
        boolean open = config.mode() == SecurityMode.OPEN;
        LOG.log(open ? Level.WARNING : Level.INFO, "Security mode={0}{1}", new Object[] {config.mode().wireName(),
                open ? ": everybody who reaches this server may do everything; set " + SecurityConfig.MODE
                        + "=token for production" : ""});
    }

    HostPolicy hosts() {
        return hosts;
    }

    /** {@return the settings} */
    public SecurityConfig config() {
        return config;
    }
}
