package io.wirescope.internal.capture;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The settings of captures, under {@code wirescope.capture.}.
 *
 * @param enabled      whether there may be any
 * @param secretNames  words in the names of members that are redacted, at least one
 * @param maxBytes     how many bytes of payload all captures together may keep, 1 MiB to 1 GiB
 * @param keepAfterEnd how long what was captured can be read after the end, 1 s to 15 min
 */
record CaptureConfig(boolean enabled, List<String> secretNames, long maxBytes, Duration keepAfterEnd) {

    private static final String NAMES = "wirescope.capture.redact-names";

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static CaptureConfig from(Settings settings) {
        List<String> names = settings.list(NAMES);
        if (names.isEmpty()) {
            throw new InvalidSettingException(NAMES, "", "must name at least one word");
        }
        return new CaptureConfig(settings.flag("wirescope.capture.enabled"), names,
                settings.longInteger("wirescope.capture.max-bytes", 1 << 20, 1 << 30),
                settings.duration("wirescope.capture.keep-after-end", Duration.ofSeconds(1), Duration.ofMinutes(15)));
    }
}
