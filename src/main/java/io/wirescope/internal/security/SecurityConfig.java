package io.wirescope.internal.security;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.identity.NamePattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of security that more than one class needs.
 *
 * @param mode       whom the gateway serves
 * @param clientIds  the client ids of each caller, with {@code &#123;sub&#125;} for its subject
 * @param subscribe  the channels that each caller may join
 * @param publish    the channels that each caller may send to
 * @param legacyOpen whether the legacy addresses take clients without a credential
 */
public record SecurityConfig(SecurityMode mode, List<NamePattern> clientIds, List<NamePattern> subscribe,
        List<NamePattern> publish, boolean legacyOpen) {

    /** The key that whoever is refused in mode local has to set. */
    public static final String MODE = "wirescope.security.mode";

    /** Keys that name where credentials come from: with any of them the mode is {@code token} by default. */
    private static final List<String> SOURCES = List.of("issuers", "jwks-uri", "keys", "tokens");

    private static final String LEGACY = "wirescope.security.legacy";

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one breaks its rule
     */
    static SecurityConfig from(Settings settings) {
        return new SecurityConfig(mode(settings), patterns(settings, "wirescope.security.client-ids"),
                patterns(settings, "wirescope.security.channels.subscribe"),
                patterns(settings, "wirescope.security.channels.publish"), legacyOpen(settings));
    }

    private static SecurityMode mode(Settings settings) {
        boolean configured = SOURCES.stream().anyMatch(key -> !settings.list("wirescope.security." + key).isEmpty());
        Optional<String> text = settings.optionalText(MODE);
        if (text.isEmpty()) {
            return configured ? SecurityMode.TOKEN : SecurityMode.LOCAL;
        }
        SecurityMode mode = Arrays.stream(SecurityMode.values()).filter(each -> each.wireName().equals(text.get())).findFirst()
                .orElseThrow(() -> new InvalidSettingException(MODE, text.get(), "must be "
                        + Arrays.stream(SecurityMode.values()).map(SecurityMode::wireName).collect(Collectors.joining(" or "))));
        if (mode == SecurityMode.TOKEN && !configured) {
            throw new InvalidSettingException(MODE, text.get(), "needs a source of credentials: set one of "
                    + SOURCES.stream().map(key -> "wirescope.security." + key).collect(Collectors.joining(", ")));
        }
        return mode;
    }

    private static List<NamePattern> patterns(Settings settings, String key) {
        return settings.list(key).stream().map(NamePattern::parse).toList();
    }

    private static boolean legacyOpen(Settings settings) {
        String text = settings.text(LEGACY);
        return switch (text) {
            case "open" -> true;
            case "token" -> false;
            default -> throw new InvalidSettingException(LEGACY, text, "must be token or open");
        };
    }
}
