package io.wirescope.internal.cluster.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Debian's {@code redis-server} on a port of its own, which keeps nothing unless asked to. */
public final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.folder = Files.createTempDirectory("wirescope-redis");
        this.port = port;
        this.options = options;
    }

    /** Starts one, with options as on its command line; {@code {port}} is its port, {@code --port 0} closes the plain one. */
    public static RedisServer start(String... options) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return start(free.getLocalPort(), () -> close(free), options);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RedisServer start(int port, Runnable release, String... options) throws IOException {
        RedisServer server = new RedisServer(port, List.of(options));
        release.run();
        server.startAgain();
        return server;
    }

    /** Starts it again, as another process. */
    public void startAgain() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        boolean isSentinel = options.size() == 1 && options.get(0).endsWith(".conf");
        if (isSentinel) {
            command.addAll(List.of(options.get(0), "--sentinel", "--port", Integer.toString(port), "--bind", "127.0.0.1",
                    "--dir", folder.toString()));
        } else {
            command.addAll(arguments());
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        awaitPort();
    }

    private List<String> arguments() {
        List<String> command = new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--dir", folder.toString(), "--save", "", "--appendonly", "no"));
        options.forEach(option -> command.add(option.replace("{port}", Integer.toString(port))));
        return command;
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("redis-server did not start: " + Files.readString(folder.resolve("log")), e);
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    /** Starts a sentinel that watches a server by the name {@code main}, and alone decides that it is gone. */
    public static RedisServer sentinelOf(RedisServer master) throws IOException {
        Path file = Files.createTempFile("wirescope-sentinel", ".conf");
        Files.writeString(file, "sentinel monitor main 127.0.0.1 " + master.port + " 1\n"
                + "sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n");
        return start(file.toString());
    }

    public int port() {
        return port;
    }

    public Path folder() {
        return folder;
    }

    /** Ends it at once, as a crash does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and starts it anew. */
    public void restart() throws IOException {
        kill();
        startAgain();
    }

    /** Stops it without ending it. */
    public void freeze() throws IOException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
