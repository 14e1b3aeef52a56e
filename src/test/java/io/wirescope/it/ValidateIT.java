package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The walk over every address that follows a deployment, run as an operator runs it: one file, and a JDK. */
class ValidateIT {

    @Test
    void aServerThatWasJustStartedPasses() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            server.awaitReady();
            Process validate = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "deploy/Validate.java", server.address().toString()).redirectErrorStream(true).start();
            String printed = new String(validate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(validate.waitFor()).as(printed).isZero();
        }
    }
}
