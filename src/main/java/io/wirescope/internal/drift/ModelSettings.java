package io.wirescope.internal.drift;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads how models are watched: {@code wirescope.drift.*} for all, {@code wirescope.drift.models.NAME.*} for one, whose name
 * is as events have it. An environment variable has the name that MicroProfile Config makes of such a key. Thread-safe.
 */
final class ModelSettings {

    private static final String ALL = "wirescope.drift.";
    private static final String ONE = "wirescope.drift.models.";
    private static final Pattern CONFIGURABLE = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String ONE_IN_ENVIRONMENT = environment(ONE);

    /** How each is checked. */
    private enum Key {
        DETECTOR, REFERENCE_EVENTS, WINDOW_EVENTS, EARLY_WINDOW_EVENTS, EARLY_WINDOW_AFTER, PSI, IGNORE;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Settings settings;
    private boolean anyOn;

    /**
     * @param settings has them
     * @throws InvalidSettingException when one can't be used, of any model
     */
    ModelSettings(Settings settings) {
        this.settings = settings;
        anyOn = read(ALL, "").enabled();
        for (String property : settings.names()) {
            if (property.startsWith(ONE)) {
                check(property, ".", property.substring(ONE.length() - 1));
            } else if (property.startsWith(ONE_IN_ENVIRONMENT)) {
                check(property, "_", property.substring(ONE_IN_ENVIRONMENT.length() - 1));
            }
        }
    }

    private void check(String property, String separator, String rest) {
        Key longest = null;
        for (Key key : Key.values()) {
            String end = separator + (separator.equals("_") ? environment(key.text()) : key.text());
            if (rest.length() > end.length() + 1 && rest.endsWith(end)
                    && (longest == null || key.text().length() > longest.text().length())) {
                longest = key;
            }
        }
        if (longest == null) {
            throw new InvalidSettingException(property, settings.optionalText(property).orElse(""),
                    "is not known; after " + ONE + "NAME there are " + String.join(", ", keys()));
        }
        if (settings.optionalText(property).isPresent()) {
            anyOn |= Boolean.TRUE.equals(value(longest, property));
        }
    }

    /** {@return whether any model is watched} */
    boolean isAnyOn() {
        return anyOn;
    }

    private static SortedSet<String> keys() {
        SortedSet<String> keys = new TreeSet<>();
        for (Key key : Key.values()) {
            keys.add(key.text());
        }
        return keys;
    }

    private static String environment(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Object value(Key key, String property) {
        return switch (key) {
            case DETECTOR -> onOrOff(property);
            case REFERENCE_EVENTS -> settings.integer(property, Reference.MIN_EVENTS, 100_000);
            case WINDOW_EVENTS, EARLY_WINDOW_EVENTS -> settings.integer(property, 100, 100_000);
            case EARLY_WINDOW_AFTER -> settings.duration(property, Duration.ofSeconds(1), Duration.ofDays(365));
            case PSI -> number(property);
            case IGNORE -> settings.list(property);
        };
    }

    private boolean onOrOff(String property) {
        String text = settings.text(property);
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new InvalidSettingException(property, text, "must be on or off");
        };
    }

    private double number(String property) {
        String text = settings.text(property);
        try {
            double number = Double.parseDouble(text);
            if (number >= 0.01 && number <= 10) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, with the rule
        }
        throw new InvalidSettingException(property, text, "must be a number from 0.01 to 10");
    }

    /** {@return how a model is watched; one with other characters in its name than letters, digits, '.', '_', '-' as all} */
    ModelConfig of(String model) {
        return read(ALL, CONFIGURABLE.matcher(model).matches() ? ONE + model + '.' : "");
    }

    private ModelConfig read(String all, String one) {
        return new ModelConfig((boolean) value(Key.DETECTOR, all, one), (int) value(Key.REFERENCE_EVENTS, all, one),
                (int) value(Key.WINDOW_EVENTS, all, one), (int) value(Key.EARLY_WINDOW_EVENTS, all, one),
                (Duration) value(Key.EARLY_WINDOW_AFTER, all, one), (double) value(Key.PSI, all, one),
                settings.list(property(Key.IGNORE, all, one)));
    }

    private Object value(Key key, String all, String one) {
        return value(key, property(key, all, one));
    }

    private String property(Key key, String all, String one) {
        String own = one + key.text();
        return !one.isEmpty() && settings.optionalText(own).isPresent() ? own : all + key.text();
    }
}
