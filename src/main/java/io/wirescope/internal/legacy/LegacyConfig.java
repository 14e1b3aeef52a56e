package io.wirescope.internal.legacy;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The settings of what is deprecated, under {@code wirescope.legacy.}.
 *
 * @param enabled           whether the legacy addresses are open at all
 * @param deprecated        since when they are deprecated
 * @param sunset            when they are switched off, or empty
 * @param brownouts         the brownouts, in order
 * @param brownoutNotice    how long before it a brownout is announced
 * @param closeWindow       over which connections are closed once they are switched off
 * @param migrationGuide    where owners of clients read on: a URI reference
 * @param clientsRemembered the limit of clients in the ledger
 * @param quietPeriod       how long they must have been unused before they are ready to retire
 */
public record LegacyConfig(boolean enabled, Instant deprecated, Optional<Instant> sunset, List<Brownout> brownouts,
        Duration brownoutNotice, Duration closeWindow, String migrationGuide, int clientsRemembered,
        Duration quietPeriod) {

    private static final String PREFIX = "wirescope.legacy.";

    /** The range of headers and JSON: HTTP dates and RFC 3339 have four digits for the year. */
    private static final String RANGE = "from the year 1970 to 9999";
    private static final Instant RANGE_START = Instant.EPOCH;
    private static final Instant RANGE_END = Instant.parse("+10000-01-01T00:00:00Z");

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static LegacyConfig from(Settings settings) {
        Instant deprecated = instant(PREFIX + "deprecated", settings.text(PREFIX + "deprecated"));
        return new LegacyConfig(settings.flag(PREFIX + "enabled"), deprecated,
                sunset(settings.optionalText(PREFIX + "sunset"), deprecated),
                brownouts(settings.list(PREFIX + "brownouts")),
                settings.duration(PREFIX + "brownout-notice", Duration.ZERO, Duration.ofDays(30)),
                settings.duration(PREFIX + "close-window", Duration.ZERO, Duration.ofHours(1)),
                uri(PREFIX + "migration-guide", settings.text(PREFIX + "migration-guide")),
                settings.integer(PREFIX + "clients-remembered", 1, 1_000_000),
                settings.duration(PREFIX + "quiet-period", Duration.ZERO, Duration.ofDays(3650)));
    }

    // RFC 9745, section 4: a sunset is not before the deprecation.
    private static Optional<Instant> sunset(Optional<String> text, Instant deprecated) {
        String key = PREFIX + "sunset";
        Optional<Instant> sunset = text.map(written -> instant(key, written));
        if (sunset.filter(deprecated::isAfter).isPresent()) {
            throw new InvalidSettingException(key, text.get(),
                    "must not be before " + PREFIX + "deprecated, " + deprecated);
        }
        return sunset;
    }

    private static Instant instant(String key, String text) {
        return parse(text).filter(LegacyConfig::isInRange).orElseThrow(() -> new InvalidSettingException(key, text,
                "must be an instant such as 2026-12-31T00:00:00Z, " + RANGE));
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** {@return whether an instant can be sent to clients} */
    static boolean isInRange(Instant instant) {
        return !instant.isBefore(RANGE_START) && instant.isBefore(RANGE_END);
    }

    // It goes into a header, where it must be a URI.
    private static String uri(String key, String text) {
        try {
            return new URI(text).toASCIIString();
        } catch (URISyntaxException e) {
            throw new InvalidSettingException(key, text, "must be a URI, absolute or relative");
        }
    }

    private static List<Brownout> brownouts(List<String> texts) {
        String key = PREFIX + "brownouts";
        List<Brownout> brownouts = new ArrayList<>();
        for (String text : texts) {
            brownouts.add(Brownout.parse(text).orElseThrow(() -> new InvalidSettingException(key, text,
                    "must be START/DURATION such as 2026-12-01T10:00:00Z/PT30M, longer than zero, " + RANGE)));
        }
        brownouts.sort(Comparator.comparing(Brownout::start));
        for (int i = 1; i < brownouts.size(); i++) {
            if (brownouts.get(i).overlaps(brownouts.get(i - 1))) {
                throw new InvalidSettingException(key, String.join(", ", texts), "must not overlap");
            }
        }
        return List.copyOf(brownouts);
    }
}
