package io.wirescope.internal.legacy;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Whether the legacy addresses are open now. Thread-safe. */
@Service
public class LegacyPolicy implements Eager {

    private final LegacyConfig config;
    private final Clock clock;

    /**
     * @param settings has the dates
     * @param clock    decides which of them have passed
     */
    @Inject
    public LegacyPolicy(Settings settings, Clock clock) {
        this.config = LegacyConfig.from(settings);
        this.clock = clock;
    }

    /** {@return the settings} */
    public LegacyConfig config() {
        return config;
    }

    /** {@return whether they are switched off for good} */
    public boolean isGone() {
        return !config.enabled() || config.sunset().filter(sunset -> !clock.instant().isBefore(sunset)).isPresent();
    }

    /** {@return the current brownout, or empty} */
    public Optional<Brownout> brownout() {
        Instant now = clock.instant();
        return config.brownouts().stream().filter(brownout -> brownout.isAt(now)).findFirst();
    }
}
