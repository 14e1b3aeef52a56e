package io.wirescope.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page's table of settings against the defaults that ship. */
class ConfigurationPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(wirescope\\.[a-z.-]+)` \\| (?:`([^`]*)`|empty) \\| .+ \\|$");

    @Test
    void listsEverySettingWithItsDefault() throws IOException {
        assertThat(documented()).isNotEmpty().isEqualTo(shipped());
    }

    private static Map<String, String> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("src/site/markdown/configuration.md"))).results().collect(Collectors.toMap(
                row -> row.group(1), ConfigurationPageTest::value, (one, other) -> one + " and " + other, TreeMap::new));
    }

    private static String value(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }

    private static Map<String, String> shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(
                Path.of("src/main/resources/META-INF/microprofile-config.properties"))) {
            properties.load(in);
        }
        Map<String, String> shipped = new TreeMap<>();
        properties.stringPropertyNames().stream().filter(key -> key.startsWith("wirescope."))
                .forEach(key -> shipped.put(key, properties.getProperty(key)));
        return shipped;
    }
}
