package io.wirescope.event;

import io.wirescope.internal.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** The settings that ship, some of them replaced. */
public final class MapSettings {

    private static final String DEFAULTS = "/META-INF/microprofile-config.properties";

    private MapSettings() {
    }

    /** @param replaced keys and values by turns */
    public static Settings with(String... replaced) {
        Properties values = defaults();
        for (int i = 0; i < replaced.length; i += 2) {
            values.setProperty(replaced[i], replaced[i + 1]);
        }
        return new Settings((String key) -> Optional.ofNullable(values.getProperty(key)),
                values::stringPropertyNames);
    }

    private static Properties defaults() {
        Properties values = new Properties();
        try (InputStream in = MapSettings.class.getResourceAsStream(DEFAULTS)) {
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
