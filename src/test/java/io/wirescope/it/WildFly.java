package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** WildFly, as {@code server-config/wildfly} configures it. */
final class WildFly implements ServerUnderTest {

    // started, or started with errors
    private static final Pattern STARTED = Pattern.compile("WFLYSRV002[56]");

    @Override
    public ProcessBuilder prepare(Path folder, int port) throws IOException {
        Path home = Path.of(System.getProperty("wirescope.server.home"));
        Path base = folder.resolve("standalone");
        copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path deployments = Files.createDirectories(base.resolve("deployments"));
        Files.copy(Path.of(System.getProperty("wirescope.war")), deployments.resolve("wirescope.war"));
        ProcessBuilder builder = new ProcessBuilder(List.of(home.resolve("bin/standalone.sh").toString(),
                "-c", "standalone-microprofile.xml", "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port, "-Djboss.https.port=0",
                "-Djboss.management.http.port=" + ServerProcess.freePort()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true"); // so that the script hands signals on
        return builder;
    }

    @Override
    public void listenOverTls(ProcessBuilder prepared, Path folder, TlsListener listener) {
        List<String> command = new ArrayList<>(prepared.command());
        command.remove("-Djboss.https.port=0");
        command.addAll(List.of("-Djboss.https.port=" + listener.port(),
                "--yaml=" + ServerProcess.config("wildfly/tls.yml")));
        prepared.command(command);
        prepared.environment().putAll(listener.environment());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(from, Files::isRegularFile)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public String addDataSource(Path folder, ProcessBuilder builder, Path driver) throws IOException {
        Path home = Path.of(System.getProperty("wirescope.server.home"));
        Path script = folder.resolve("archive.cli");
        boolean hasModule = Files.exists(home.resolve("modules/org/postgresql")); // of a test before
        Files.write(script, Files.readAllLines(ServerProcess.config("wildfly/archive.cli")).stream()
                .filter(line -> !hasModule || !line.startsWith("module add")).toList());
        Files.copy(driver, folder.resolve("postgresql.jar"));
        ProcessBuilder cli = new ProcessBuilder(home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script)
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("cli.log").toFile());
        cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
        cli.environment().put("JAVA_OPTS", "-Djboss.server.base.dir=" + folder.resolve("standalone"));
        try {
            if (cli.start().waitFor() != 0) {
                throw new IOException(Files.readString(folder.resolve("cli.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return "java:jboss/datasources/wirescope";
    }

    @Override
    public boolean isStarted(String printed) {
        return STARTED.matcher(printed).find();
    }

    @Override
    public LogLine read(JsonObject line) {
        JsonObject context = line.getJsonObject("mdc");
        return new LogLine(List.of("ERROR", "SEVERE", "FATAL").contains(line.getString("level", "")),
                line.getString("message", "") + line.getString("stackTrace", ""),
                LogLine.text(context, "request_id"), LogLine.text(context, "trace_id"));
    }

    @Override
    public boolean isOfAPeerThatLeft(LogLine line) {
        return false;
    }
}
