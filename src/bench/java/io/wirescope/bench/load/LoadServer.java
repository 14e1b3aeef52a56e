package io.wirescope.bench.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A Payara Micro of the benchmark's own, on the first core where that can be set. */
final class LoadServer implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
    private static final Pattern HEAP_USED = Pattern.compile("(?:heap|generation) .*? used (\\d+)K");
    // Read before the clients are pinned, for afterwards there are fewer.
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;
    private final URI address;

    private LoadServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts a server and waits until it serves. */
    static LoadServer start(Path target, Path war, List<String> properties) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = Files.createTempFile("wirescope-load", ".log");
        List<String> command = new ArrayList<>(firstCore());
        command.addAll(List.of(JAVA, "-Xmx1g"));
        command.addAll(properties);
        command.addAll(List.of("-jar", target.resolve("payara-micro/payara-micro.jar").toString(),
                "--deploy", war.toString(), "--port", Integer.toString(port), "--nohazelcast",
                "--disablephonehome", "--contextroot", "/",
                "--systemproperties", target.resolve("server-config/payara-micro/system.properties").toString(),
                "--prebootcommandfile", target.resolve("server-config/payara-micro/pre-boot.asadmin").toString(),
                "--logproperties", target.resolve("server-config/payara-micro/logging.properties").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        awaitReady(process, log);
        return new LoadServer(process, URI.create("http://localhost:" + port + "/"));
    }

    /** {@return whether the server has the first core, and leaves the others to the clients} */
    static boolean isPinned() {
        return CORES > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    /** {@return what a command begins with that has the first core alone; nothing where that can't be set} */
    static List<String> firstCore() {
        return isPinned() ? List.of("taskset", "-c", "0") : List.of();
    }

    /** Leaves the first core to the server; does nothing where that can't be set. */
    static void pinClients() throws IOException, InterruptedException {
        if (isPinned()) {
            new ProcessBuilder("taskset", "-a", "-pc", "1-" + (CORES - 1),
                    Long.toString(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }
    }

    private static void awaitReady(Process process, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!READY.matcher(Files.readString(log, StandardCharsets.UTF_8)).find()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException(Files.readString(log, StandardCharsets.UTF_8));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    URI address() {
        return address;
    }

    /** {@return the CPU time it has taken} */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** {@return the bytes of heap in use after a full collection} */
    long heap() throws Exception {
        jcmd("GC.run");
        long kibibytes = HEAP_USED.matcher(jcmd("GC.heap_info")).results() // some collectors tell by generation
                .mapToLong(used -> Long.parseLong(used.group(1))).sum();
        if (kibibytes == 0) {
            throw new IllegalStateException("jcmd tells no heap");
        }
        return kibibytes << 10;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), command).redirectErrorStream(true).start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return printed;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
