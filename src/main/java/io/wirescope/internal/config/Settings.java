package io.wirescope.internal.config;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Reads settings so that a wrong one stops the start with a message that names the key, the value
 * and the rule. Thread-safe.
 *
 * <p>MicroProfile Config's own converters say which class could not be converted, not what would have
 * been right.
 */
@Dependent
public class Settings {

    private final Function<String, Optional<String>> source;
    private final Supplier<Iterable<String>> names;

    /** @param config the platform's configuration */
    @Inject
    public Settings(Config config) {
        this((String key) -> config.getOptionalValue(key, String.class), config::getPropertyNames);
    }

    /** @param source gives a key's text; for tests */
    public Settings(Function<String, Optional<String>> source) {
        this(source, List::of);
    }

    /**
     * For tests.
     *
     * @param source gives a key's text
     * @param names  gives the keys that there are
     */
    public Settings(Function<String, Optional<String>> source, Supplier<Iterable<String>> names) {
        this.source = source;
        this.names = names;
    }

    /** {@return the names of all properties that the sources list; of environment variables as they are} */
    public Iterable<String> names() {
        return names.get();
    }

    /**
     * Reads a whole number.
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     * @param min the smallest value allowed
     * @param max the largest value allowed
     * @return the value, from {@code min} to {@code max}
     * @throws InvalidSettingException when it is missing, no number, or outside {@code min} to {@code max}
     */
    public int integer(String key, int min, int max) {
        return (int) longInteger(key, min, max);
    }

    /**
     * Reads a whole number.
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     * @param min the smallest value allowed
     * @param max the largest value allowed
     * @return the value, from {@code min} to {@code max}
     * @throws InvalidSettingException when it is missing, no number, or outside {@code min} to {@code max}
     */
    public long longInteger(String key, long min, long max) {
        String text = text(key);
        String rule = "must be a whole number from " + min + " to " + max;
        try {
            long value = Long.parseLong(text);
            if (value < min || value > max) {
                throw new InvalidSettingException(key, text, rule);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new InvalidSettingException(key, text, rule);
        }
    }

    /**
     * Reads a duration in ISO 8601 form, such as {@code PT25S}.
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     * @param min the shortest duration allowed
     * @param max the longest duration allowed
     * @return the value, from {@code min} to {@code max}
     * @throws InvalidSettingException when it is missing, no duration, or outside {@code min} to {@code max}
     */
    public Duration duration(String key, Duration min, Duration max) {
        String text = text(key);
        String rule = "must be an ISO 8601 duration from " + min + " to " + max;
        try {
            Duration value = Duration.parse(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new InvalidSettingException(key, text, rule);
            }
            return value;
        } catch (DateTimeParseException e) {
            throw new InvalidSettingException(key, text, rule);
        }
    }

    /**
     * Reads a switch.
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     * @return what it is set to
     * @throws InvalidSettingException when it is neither {@code true} nor {@code false}
     */
    public boolean flag(String key) {
        String text = text(key);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(key, text, "must be true or false");
        };
    }

    /**
     * {@return the entries of a comma-separated list, trimmed; empty where the key is missing or blank}
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     */
    public List<String> list(String key) {
        return source.apply(key).stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * Reads a text.
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     * @return the text, trimmed, never empty
     * @throws InvalidSettingException when it is missing or blank
     */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> new InvalidSettingException(key, "", "must be set"));
    }

    /**
     * {@return a text, or empty where the key is missing or blank}
     *
     * @param key the setting's name, such as {@code wirescope.connections.max}
     */
    public Optional<String> optionalText(String key) {
        return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }
}
