package io.wirescope.it;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Payara Micro. */
class PayaraMicro implements ServerUnderTest {

    private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");

    // Seen about one time in twenty; the last amid a handshake.
    private static final Pattern OF_A_PEER_THAT_LEFT = Pattern.compile("GRIZZLY0013"
            + "|Cannot invoke \"org\\.glassfish\\.grizzly\\.Connection\\.getLocalAddress"
            + "|createHttpUpgradeHandlerInstance.* because .*Request\\.getContext\\(\\)\" is null"
            + "|Error invoking requestInitialized.* because \"this\\.context\" is null");

    // A thread that finds its request recycled: seen in each run of HostileIT, whose bodies are refused while they drip.
    private static final Pattern RECYCLED = Pattern.compile("Exception in thread \"glassfish-web-async-thread-\\d+\""
            + " java\\.lang\\.NullPointerException: [^\\n]*Context\\.getLoader\\(\\)[^\\n]*\\n(\\s+at [^\\n]*\\n)+");

    @Override
    public ProcessBuilder prepare(Path folder, int port) throws IOException {
        return new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", System.getProperty("payara.microJar"),
                "--deploy", System.getProperty("wirescope.war"),
                "--port", Integer.toString(port), "--nohazelcast", "--disablephonehome", "--contextroot", "/",
                "--systemproperties", config("system.properties"),
                "--prebootcommandfile", config("pre-boot.asadmin"), "--logproperties", config("logging.properties")));
    }

    @Override
    public String addDataSource(Path folder, ProcessBuilder builder, Path driver) {
        List<String> command = new ArrayList<>(builder.command());
        command.addAll(List.of("--addlibs", driver.toString(), "--postbootcommandfile", config("archive.asadmin")));
        builder.command(command);
        return "jdbc/wirescope";
    }

    @Override
    public void listenOverTls(ProcessBuilder prepared, Path folder, TlsListener listener) {
        List<String> command = new ArrayList<>(prepared.command());
        command.addAll(1, List.of("-Djavax.net.ssl.keyStore=" + listener.keyStore(),
                "-Djavax.net.ssl.keyStorePassword=" + listener.password(), "-Djavax.net.ssl.keyStoreType=PKCS12"));
        command.addAll(List.of("--sslport", Integer.toString(listener.port()), "--sslcert", listener.alias()));
        prepared.command(command);
    }

    private static String config(String file) {
        return ServerProcess.config("payara-micro/" + file).toString();
    }

    @Override
    public boolean isStarted(String printed) {
        return READY.matcher(printed).find();
    }

    @Override
    public LogLine read(JsonObject line) {
        JsonObject thrown = line.getOrDefault("Throwable", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
        return new LogLine(List.of("SEVERE", "ERROR").contains(line.getString("Level", "")),
                line.getString("LogMessage", "") + thrown.getString("Exception", "")
                        + thrown.getString("StackTrace", ""),
                LogLine.text(line, "request_id"), LogLine.text(line, "trace_id"));
    }

    @Override
    public String withoutPeersThatLeft(String printed) {
        return RECYCLED.matcher(printed).replaceAll("");
    }

    @Override
    public boolean isOfAPeerThatLeft(LogLine line) {
        return OF_A_PEER_THAT_LEFT.matcher(line.message()).find();
    }
}
