package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server of the test's own, with the shipped WAR. Arquillian's adapters neither report a failed
 * deployment nor show what the server printed.
 */
final class ServerProcess implements AutoCloseable {

    /** For a server that is measured: without what the build has others start faster with. */
    static final String OPTIMIZED = "-XX:TieredStopAtLevel=4";

    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";
    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private static final Pattern THREAD = Pattern.compile("^\"(.*?)\" ", Pattern.MULTILINE);

    // The pools of the JDK, Grizzly and Open Liberty; JBoss Threads parks in its body itself.
    private static final Pattern IDLE_IN_POOL = Pattern.compile("\\.getTask\\("
            + "|LockSupport\\.park\\w*\\(.*\\s+at org\\.jboss\\.threads\\.EnhancedQueueExecutor\\$ThreadBody\\.run\\(");

    private final ServerUnderTest server;
    private final Process process;
    private final Path folder;
    private final Path output;
    private final URI address;

    private ServerProcess(ServerUnderTest server, Process process, Path folder, Path output, URI address) {
        this.server = server;
        this.process = process;
        this.folder = folder;
        this.output = output;
        this.address = address;
    }

    /** Starts a server; it answers nothing yet. Its JAVA_TOOL_OPTIONS are added to the build's. */
    static ServerProcess start(Map<String, String> environment) throws IOException {
        return start(ServerUnderTest.current(), environment);
    }

    static ServerProcess start(ServerUnderTest server, Map<String, String> environment) throws IOException {
        return start(server, environment, (alone, prepared, folder) -> { });
    }

    /** Starts a server with the data source of {@code server-config}, as its archive. */
    static ServerProcess startWithDataSource(Map<String, String> environment, Path driver) throws IOException {
        return start(ServerUnderTest.current(), environment, (server, prepared, folder) -> prepared.environment()
                .put("WIRESCOPE_ARCHIVE_DATASOURCE", server.addDataSource(folder, prepared, driver)));
    }

    /** Starts a server that listens over TLS too. */
    static ServerProcess start(Map<String, String> environment, TlsListener listener) throws IOException {
        return start(ServerUnderTest.current(), environment,
                (server, prepared, folder) -> server.listenOverTls(prepared, folder, listener));
    }

    /** What a server has besides. */
    @FunctionalInterface
    private interface Addition {
        void to(ServerUnderTest server, ProcessBuilder prepared, Path folder) throws IOException;
    }

    private static ServerProcess start(ServerUnderTest server, Map<String, String> environment, Addition addition)
            throws IOException {
        int port = freePort();
        Path folder = Files.createTempDirectory("wirescope-it");
        Path output = folder.resolve("printed.log");
        ProcessBuilder builder = server.prepare(folder, port).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        addition.to(server, builder, folder);
        environment.forEach((name, value) -> builder.environment().merge(name, value,
                (inherited, own) -> name.equals(JVM_OPTIONS) ? inherited + " " + own : own));
        return new ServerProcess(server, builder.start(), folder, output, URI.create("http://localhost:" + port + "/"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** {@return a file below server-config, filtered by the build} */
    static Path config(String file) {
        return Path.of(System.getProperty("wirescope.server-config"), file);
    }

    URI address() {
        return address;
    }

    /** Waits until the server has deployed what it could; servers say so even when that was nothing. */
    void awaitReady() throws Exception {
        Api.await(START, () -> {
            assertThat(process.isAlive()).as(output()).isTrue();
            return output();
        }, server::isStarted);
    }

    /** {@return what the server has printed so far} */
    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** {@return the log lines of what was printed; what is not JSON comes from the JVM and from scripts} */
    List<LogLine> logLines(String printed) {
        return printed.lines().filter(line -> line.startsWith("{")).map(ServerProcess::object).map(server::read)
                .toList();
    }

    private static JsonObject object(String line) {
        try (JsonParser parser = Json.createParser(new StringReader(line))) {
            parser.next();
            JsonObject object = parser.getObject();
            assertThat(parser.hasNext()).as("one record on a line: " + line).isFalse();
            return object;
        }
    }

    /** {@return what was printed, but for what no input causes} */
    String withoutPeersThatLeft(String printed) {
        return server.withoutPeersThatLeft(printed);
    }

    /** {@return the log lines of what was printed, but for those that no input causes} */
    List<LogLine> linesOfItsOwnDoing(String printed) {
        return logLines(printed).stream().filter(line -> !server.isOfAPeerThatLeft(line)).toList();
    }

    /**
     * {@return the bytes of all live objects} Counted in the pause of a full collection, because a busy server makes tens of
     * megabytes of garbage between one call of jcmd and the next.
     */
    long heapAfterGc() throws Exception {
        Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
        assertThat(total.find()).isTrue();
        return Long.parseLong(total.group(1));
    }

    /** {@return the names of its live threads, but for those that wait for work in a pool} */
    List<String> busyThreads() throws Exception {
        return Stream.of(jcmd("Thread.print").split("\n\n")).filter(stack -> !IDLE_IN_POOL.matcher(stack).find())
                .map(THREAD::matcher).filter(Matcher::find).map(thread -> thread.group(1)).toList();
    }

    /** {@return how many files and sockets it has open} */
    int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(jvm().pid()), "fd"))) {
            return (int) files.count();
        }
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(jvm().pid()), command).redirectErrorStream(true).start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(printed).isZero();
        return printed;
    }

    // A start script may be its parent.
    private ProcessHandle jvm() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(candidate -> candidate.info().command().orElse("").endsWith("java"))
                .findFirst().orElseThrow();
    }

    /** Sends SIGTERM to the process, and returns. */
    CompletableFuture<Void> terminate() {
        process.destroy();
        return process.onExit().thenAccept(exited -> { });
    }

    /** Sends SIGKILL to the server, and waits until it is gone. */
    void killNow() throws Exception {
        ProcessHandle jvm = jvm();
        jvm.destroyForcibly();
        jvm.onExit().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        } finally {
            delete();
        }
    }

    /** Ends the process at once, as a crash does. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
