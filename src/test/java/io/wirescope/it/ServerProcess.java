package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A Payara Micro of the test's own, with the shipped WAR. Arquillian's adapter neither tells of a failed
 * deployment nor shows what the server printed.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern HEAP_USED = Pattern.compile("(?:heap|generation) .*? used (\\d+)K");
    private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");

    private final Process process;
    private final Path output;
    private final URI address;

    private ServerProcess(Process process, Path output, URI address) {
        this.process = process;
        this.output = output;
        this.address = address;
    }

    /** Starts a server; it answers nothing yet. */
    static ServerProcess start(Map<String, String> environment) throws IOException {
        int port = freePort();
        Path output = Files.createTempFile("wirescope-it", ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", System.getProperty("payara.microJar"),
                "--deploy", System.getProperty("wirescope.war"),
                "--port", Integer.toString(port), "--nohazelcast", "--disablephonehome", "--contextroot", "/",
                "--prebootcommandfile", config("pre-boot.asadmin"), "--logproperties", config("logging.properties")))
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), output, URI.create("http://localhost:" + port + "/"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String config(String file) {
        return new File(System.getProperty("wirescope.server-config"), "payara-micro/" + file).getPath();
    }

    URI address() {
        return address;
    }

    /** Waits until the server has deployed what it could; Payara Micro says so even when that was nothing. */
    void awaitReady() throws Exception {
        Api.await(START, () -> {
            assertThat(process.isAlive()).as(output()).isTrue();
            return output();
        }, printed -> READY.matcher(printed).find());
    }

    /** {@return what the server has printed so far} */
    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** {@return the bytes of heap in use after a full collection} */
    long heapAfterGc() throws Exception {
        jcmd("GC.run");
        long kibibytes = HEAP_USED.matcher(jcmd("GC.heap_info")).results() // some collectors tell by generation
                .mapToLong(used -> Long.parseLong(used.group(1))).sum();
        assertThat(kibibytes).isPositive();
        return kibibytes << 10;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), command).redirectErrorStream(true).start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(printed).isZero();
        return printed;
    }

    /** Tells the process to end (SIGTERM), and returns. */
    CompletableFuture<Void> terminate() {
        process.destroy();
        return process.onExit().thenAccept(exited -> { });
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Files.delete(output);
        }
    }
}
