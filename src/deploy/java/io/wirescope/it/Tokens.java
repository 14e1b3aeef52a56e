package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tokens that {@code deploy/tokens} makes. */
final class Tokens {

    private static final String FILE = "/run/secrets/wirescope/prometheus-token";
    private static final String AUTHORIZATION = "    authorization:\n      credentials_file: " + FILE + "\n";

    private final Path folder;
    private final String setting;

    private Tokens(Path folder, String setting) {
        this.folder = folder;
        this.setting = setting;
    }

    /** Makes them, or takes those that are in the folder. */
    static Tokens in(Path folder) throws Exception {
        List<String> printed = Command.run("deploy/tokens", folder.toString()).strip().lines().toList();
        assertThat(printed).hasSize(1);
        return new Tokens(folder, printed.get(0));
    }

    /** {@return the line that they were printed with, which has no token} */
    String setting() {
        return setting;
    }

    /** {@return the value of the setting} */
    String hashes() {
        return setting.substring(setting.indexOf('=') + 1);
    }

    /** {@return the file of one} */
    Path file(String name) {
        return folder.resolve(name + "-token");
    }

    /** {@return one} */
    String of(String name) throws IOException {
        return Files.readString(file(name));
    }

    /** {@return a configuration of Prometheus that finds its token here} */
    String into(String configuration) {
        assertThat(configuration).contains(AUTHORIZATION);
        return configuration.replace(FILE, file("prometheus").toString());
    }

    /** {@return a configuration of Prometheus for a server that asks for no token} */
    static String without(String configuration) {
        assertThat(configuration).contains(AUTHORIZATION);
        return configuration.replace(AUTHORIZATION, "");
    }
}
