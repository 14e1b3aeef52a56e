package io.wirescope.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Payara Server, the full one, with a domain of its own that {@code server-config/payara-server} configures. */
final class PayaraServer extends PayaraMicro {

    private static final String DOMAIN = "it";

    @Override
    public ProcessBuilder prepare(Path folder, int port) throws IOException {
        String domains = folder.resolve("domains").toString();
        run(asadmin("create-domain", "--nopassword", "--adminport", Integer.toString(ServerProcess.freePort()),
                "--instanceport", Integer.toString(port), "--domaindir", domains,
                "--domainproperties", "http.ssl.port=" + ServerProcess.freePort() + ":jms.port="
                        + ServerProcess.freePort() + ":domain.jmxPort=" + ServerProcess.freePort()
                        + ":orb.listener.port=" + ServerProcess.freePort() + ":orb.ssl.port="
                        + ServerProcess.freePort() + ":orb.mutualauth.port=" + ServerProcess.freePort()
                        + ":hazelcast.das.port=" + ServerProcess.freePort() + ":hazelcast.start.port="
                        + ServerProcess.freePort(), DOMAIN));
        return asadmin("start-domain", "--verbose", "--domaindir", domains,
                "--prebootcommandfile", ServerProcess.config("payara-server/pre-boot.asadmin").toString(),
                "--postbootcommandfile", ServerProcess.config("payara-server/post-boot.asadmin").toString(), DOMAIN);
    }

    private static ProcessBuilder asadmin(String... command) {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("payara.server") + "/bin/asadmin");
        builder.command().addAll(List.of(command));
        builder.environment().put("AS_JAVA", System.getProperty("java.home"));
        return builder;
    }

    private static void run(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(printed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    // The last of the commands, whatever became of it.
    @Override
    public boolean isStarted(String printed) {
        return printed.contains("wirescope was successfully deployed") || printed.contains("PlainTextActionReporterFAILURE");
    }
}
