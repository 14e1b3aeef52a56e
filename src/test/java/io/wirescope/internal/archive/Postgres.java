package io.wirescope.internal.archive;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL of the test's own, in a temporary folder and on a free port. Debian's, which refuses to run as root, so that
 * it runs as the user of its package then. Tests that need one are skipped where none is installed, but not where
 * {@code WIRESCOPE_TEST_ENGINES} is {@code required}, as in CI.
 */
public final class Postgres implements AutoCloseable {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    private final Path bin;
    private final Path folder;
    private final int port;

    private Postgres(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.port = port;
    }

    /** Makes and starts one. */
    public static Postgres start() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(INSTALLED) || "required".equals(System.getenv("WIRESCOPE_TEST_ENGINES")),
                "PostgreSQL is not installed");
        Path folder = Files.createTempDirectory("wirescope-postgres");
        if (isRoot()) {
            run(List.of("chown", USER, folder.toString()));
        }
        Postgres postgres = new Postgres(bin(), folder, freePort());
        postgres.runAsUser("initdb", "-D", postgres.data(), "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        postgres.up();
        return postgres;
    }

    private static Path bin() throws IOException {
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.max(Comparator.comparingInt(version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow().resolve("bin");
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Starts it again. */
    public void up() throws IOException {
        runAsUser("pg_ctl", "-D", data(), "-w", "-t", "60", "-l", folder.resolve("log").toString(), "-o",
                "-h 127.0.0.1 -p " + port + " -k " + folder + " -c max_connections=50 -c shared_buffers=64MB -c fsync=off", "start");
    }

    /** Ends it as a crash of the database would, not one of the machine: nothing is synced to the disk here. */
    public void crash() throws IOException {
        runAsUser("pg_ctl", "-D", data(), "-w", "-t", "60", "-m", "immediate", "stop");
    }

    private void runAsUser(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("wirescope-postgres", ".log");
        try {
            Process process = new ProcessBuilder(command).directory(Path.of("/tmp").toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            if (process.waitFor() != 0) {
                throw new IOException(command + ": " + Files.readString(output, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    /** {@return the port that it listens on, on 127.0.0.1} */
    public int port() {
        return port;
    }

    /** {@return a data source without a pool} */
    public PGSimpleDataSource dataSource(String user, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setUser(user);
        source.setDatabaseName(database);
        source.setSocketTimeout((int) Duration.ofSeconds(60).toSeconds());
        source.setConnectTimeout((int) Duration.ofSeconds(10).toSeconds());
        return source;
    }

    /** Makes a database. */
    public PGSimpleDataSource database(String name) throws SQLException {
        execute(dataSource(USER, USER), "CREATE DATABASE " + name);
        return dataSource(USER, name);
    }

    /** Runs statements. */
    public static void execute(PGSimpleDataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** {@return the number that a query finds} */
    public static long number(PGSimpleDataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        crash();
        run(List.of("rm", "-rf", folder.toString()));
    }
}
