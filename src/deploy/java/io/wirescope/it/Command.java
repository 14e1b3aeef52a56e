package io.wirescope.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param status its exit status
 * @param output what it printed, errors too
 */
record Command(int status, String output) {

    private static final long PATIENCE_SECONDS = 120;

    /** Runs a command to its end, whatever its status. */
    static Command of(String... command) throws Exception {
        return of(new ProcessBuilder(command));
    }

    static Command of(ProcessBuilder builder) throws Exception {
        Path output = Files.createTempFile("wirescope-command", ".out");
        try {
            Process process = start(builder.redirectErrorStream(true).redirectOutput(output.toFile()));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(builder.command() + " does not end: " + Files.readString(output));
            }
            return new Command(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Runs a command, and fails with what it printed unless it succeeds. */
    static String run(String... command) throws Exception {
        Command ended = of(command);
        if (ended.status != 0) {
            throw new AssertionError(List.of(command) + " ended with " + ended.status + ": " + ended.output);
        }
        return ended.output;
    }

    /** Starts a command; says what to install where there is no such program. */
    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError(builder.command().get(0) + " can't be run; .ci/run deploy installs what these"
                    + " tests need (Debian's prometheus, buildah, docker-compose)", e);
        }
    }
}
