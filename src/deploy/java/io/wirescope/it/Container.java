package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An image that runs as a container runtime would run it: its entry point is process 1, in namespaces of its own for
 * files, processes and network, as the image's user, with the image's environment, a root file system that can't be
 * written to, and a /tmp that can.
 */
final class Container implements AutoCloseable {

    static final String JAVA_HOME = "/opt/java/openjdk";

    private static final Duration START = Duration.ofMinutes(2);

    /** Sets the container up from within its namespaces, and becomes its entry point. */
    private static final String SETUP = """
            set -e
            root=$1 java=$2 user=$3 directory=$4; shift 4
            mount --bind "$root" "$root"
            for folder in usr etc; do mkdir -p "$root/$folder"; mount --rbind -o ro /$folder "$root/$folder"; done
            for link in bin lib lib64; do
              [ ! -d "$root/$link" ] || [ -L "$root/$link" ] || rmdir "$root/$link"
              [ -L "$root/$link" ] || ln -s usr/$link "$root/$link"
            done
            mkdir -p "$root/dev" "$root/proc" "$root/tmp" "$root%1$s"
            mount --rbind /dev "$root/dev"
            mount -t proc proc "$root/proc"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount --bind "$java" "$root%1$s"
            %2$s
            ip link set lo up
            exec chroot --userspec="$user" "$root" /usr/bin/env --chdir="$directory" "$@"
            """;

    private final Image image;
    private final Process runtime;
    private final Path output;

    private Container(Image image, Process runtime, Path output) {
        this.image = image;
        this.runtime = runtime;
        this.output = output;
    }

    /**
     * Starts a container.
     *
     * @param readOnly    whether its root file system can't be written to
     * @param environment what is set besides the image's own
     */
    static Container start(Image image, boolean readOnly, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile("wirescope-container", ".log");
        JsonObject config = image.config();
        String setup = SETUP.formatted(JAVA_HOME, readOnly ? "mount -o remount,bind,ro \"$root\"" : "");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child",
                "bash", "-c", setup, "container", image.root().toString(), System.getProperty("java.home"),
                Yaml.text(config, "User"), Yaml.text(config, "WorkingDir")));
        command.addAll(Yaml.texts(config, "Entrypoint"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        for (String variable : Yaml.texts(config, "Env")) {
            String[] parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        }
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (own, system) -> own + ":" + system);
        builder.environment().putAll(environment);
        return new Container(image, Command.start(builder), output);
    }

    /** {@return whether this machine lets us have namespaces, and mount in them} */
    static boolean isPossible() throws Exception {
        return Command.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "bash", "-c",
                "mount -t proc proc /proc && mount -t tmpfs tmpfs /tmp && ip link set lo up").status() == 0;
    }

    /** Waits until the health check of the image succeeds. */
    void awaitHealthy() throws Exception {
        List<String> check = Yaml.texts(image.config(), "Healthcheck", "Test");
        assertThat(check.get(0)).isEqualTo("CMD");
        Api.await(START, () -> {
            assertThat(runtime.isAlive()).as(output()).isTrue();
            return process().isPresent() && run(check.subList(1, check.size())).status() == 0;
        }, healthy -> healthy);
    }

    /** {@return what came of a command that was run in it, as its user} */
    Command run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(entering(command));
        return Command.of(builder);
    }

    /** {@return the status of a GET in it, and 000 where nothing answers} */
    String get(String address) throws Exception {
        return run(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "5", address)).output();
    }

    /**
     * Connects a client in it, until the server ends the connection.
     *
     * @param more what curl is told besides
     * @return all that the client was sent
     */
    CompletableFuture<String> connect(String address, String... more) throws IOException {
        Path received = Files.createTempFile("wirescope-container", ".client");
        List<String> curl = new ArrayList<>(List.of("curl", "-sN", "--max-time", "60",
                "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
                "-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", address));
        curl.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(entering(curl))
                .redirectErrorStream(true).redirectOutput(received.toFile());
        return Command.start(builder).onExit().thenApply(ended -> read(received));
    }

    private List<String> entering(List<String> command) {
        String[] user = Yaml.text(image.config(), "User").split(":");
        List<String> entering = new ArrayList<>(List.of("nsenter", "--target",
                Long.toString(process().orElseThrow().pid()), "--mount", "--net", "--pid", "--root", "--wd",
                "--setuid", user[0], "--setgid", user[1], "--"));
        entering.addAll(command);
        return entering;
    }

    /** {@return its process 1, as it is called outside} */
    private Optional<ProcessHandle> process() {
        return runtime.children().findFirst();
    }

    /** Sends SIGTERM to process 1, and waits until it has ended. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        process().orElseThrow().destroy();
        return runtime.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return what it has printed so far} */
    String output() {
        return read(output);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        runtime.destroyForcibly();
        runtime.onExit().join();
        Files.delete(output);
    }
}
