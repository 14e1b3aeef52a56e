package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Open Liberty, as {@code server-config/liberty} configures it. */
final class OpenLiberty implements ServerUnderTest {

    private static final Pattern READY = Pattern.compile("CWWKF0011I");
    private static final Pattern DEPLOYED_OR_NOT = Pattern.compile("CWWKZ0001I|CWWKZ0012I|CWWKZ0002E");

    @Override
    public ProcessBuilder prepare(Path folder, int port) throws IOException {
        Path server = folder.resolve("servers/it");
        Path applications = Files.createDirectories(server.resolve("dropins"));
        Files.copy(ServerProcess.config("liberty/server.xml"), server.resolve("server.xml"));
        Files.writeString(server.resolve("bootstrap.properties"), "http.port=" + port);
        Files.copy(Path.of(System.getProperty("wirescope.war")), applications.resolve("wirescope.war"));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("wirescope.server.home"), "bin", "server").toString(), "run", "it"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WLP_USER_DIR", folder.toString());
        return builder;
    }

    @Override
    public String addDataSource(Path folder, ProcessBuilder builder, Path driver) throws IOException {
        Path server = folder.resolve("servers/it");
        Files.copy(ServerProcess.config("liberty/archive.xml"),
                Files.createDirectories(server.resolve("configDropins/defaults")).resolve("archive.xml"));
        Files.copy(driver, Files.createDirectories(server.resolve("postgresql")).resolve("postgresql.jar"));
        return "jdbc/wirescope";
    }

    @Override
    public void listenOverTls(ProcessBuilder prepared, Path folder, TlsListener listener) throws IOException {
        Path overrides = Files.createDirectories(folder.resolve("servers/it/configDropins/overrides"));
        Files.copy(ServerProcess.config("liberty/tls.xml"), overrides.resolve("tls.xml"));
        prepared.environment().putAll(listener.environment());
    }

    @Override
    public boolean isStarted(String printed) {
        return READY.matcher(printed).find() && DEPLOYED_OR_NOT.matcher(printed).find();
    }

    @Override
    public LogLine read(JsonObject line) {
        return new LogLine(List.of("ERROR", "SEVERE", "FATAL").contains(line.getString("loglevel", "")),
                line.getString("message", ""), LogLine.text(line, "request_id"), LogLine.text(line, "trace_id"));
    }

    @Override
    public boolean isOfAPeerThatLeft(LogLine line) {
        return false;
    }
}
