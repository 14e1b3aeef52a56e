package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the configuration of the servers to leaving forwarding headers to the gateway: a server that takes an address from
 * a header makes everybody local who sends one.
 */
class ServerConfigTest {

    private static final Path FOLDER = Path.of("server-config");
    private static final List<String> FORWARDING = List.of("proxy-address-forwarding", "auth-pass-through",
            "authpassthrough", "<remoteip");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void thereAreServers() throws IOException {
        assertThat(files()).extracting(Path::toString).anyMatch(name -> name.contains("payara"))
                .anyMatch(name -> name.contains("wildfly")).anyMatch(name -> name.contains("liberty"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void noServerTakesAnAddressFromAHeader(Path file) {
        String text = read(file).toLowerCase(Locale.ROOT);
        assertThat(FORWARDING).allSatisfy(setting -> assertThat(text).doesNotContain(setting));
    }

    @Test
    void openLibertyBelievesNobody() {
        assertThat(read(FOLDER.resolve("liberty/server.xml"))).contains("trustedHeaderOrigin=\"none\"",
                "trustedSensitiveHeaderOrigin=\"none\"");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
