package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** One of the servers that the WAR runs on: how a process of it is started, and what it prints. */
interface ServerUnderTest {

    /** {@return the server of this build's profile} */
    static ServerUnderTest current() {
        String server = System.getProperty("arquillian.launch");
        return switch (server) {
            case "payara-micro" -> new PayaraMicro();
            case "wildfly" -> new WildFly();
            case "liberty" -> new OpenLiberty();
            default -> throw new IllegalStateException("No such server: " + server);
        };
    }

    /**
     * Prepares a server.
     *
     * @param folder a folder for its files, empty yet
     * @param port   where it is to listen
     * @return what starts it, with the shipped WAR at the root
     */
    ProcessBuilder prepare(Path folder, int port) throws IOException;

    /**
     * Adds the data source of an archive to a server that was prepared, as {@code server-config} has it.
     *
     * @param folder  the same folder
     * @param builder what {@link #prepare} has returned
     * @param driver  the driver's archive
     * @return the data source's JNDI name
     */
    String addDataSource(Path folder, ProcessBuilder builder, Path driver) throws IOException;

    /**
     * Has a prepared server listen over TLS too, with what {@code server-config} has for that.
     *
     * @param prepared what starts it
     * @param folder   the folder for its files
     */
    void listenOverTls(ProcessBuilder prepared, Path folder, TlsListener listener) throws IOException;

    /** {@return whether it has printed that it deployed what it could, which may be nothing} */
    boolean isStarted(String printed);

    /** {@return a line of its log} */
    LogLine read(JsonObject line);

    /** {@return whether it writes such a line when a peer leaves at a bad moment, and no input causes it} */
    boolean isOfAPeerThatLeft(LogLine line);

    /** {@return what was printed, without what the server prints beside its log when a peer leaves at a bad moment} */
    default String withoutPeersThatLeft(String printed) {
        return printed;
    }
}
