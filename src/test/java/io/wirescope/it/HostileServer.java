package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** A server with a small heap that attackers are let loose on. */
final class HostileServer implements AutoCloseable {

    /** So few streams that the stalled ones take them all. */
    static final int STREAMS = 40;

    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+at \\S+\\(", Pattern.MULTILINE);
    private static final int AT_ONCE = 250;

    /** When the heartbeat has found even a peer whose loss was not reported; those have a test of their own. */
    private static final Duration A_LOST_PEER = Duration.ofSeconds(90);

    private static final Map<String, String> SETTINGS = Map.of(
            "JAVA_TOOL_OPTIONS", "-Xmx512m " + ServerProcess.OPTIMIZED,
            "WIRESCOPE_STREAM_MAX_READERS", Integer.toString(STREAMS),
            "WIRESCOPE_STREAM_STALL_TIMEOUT", "PT2S",
            // or what attackers left is there for two minutes, so that they can resume it
            "WIRESCOPE_SESSIONS_TTL", "PT1S");

    private final ServerProcess process;

    private HostileServer(ServerProcess process) {
        this.process = process;
    }

    /** Starts a server and lets it work, so that its pools have the size that they need. */
    static HostileServer start() throws Exception {
        HostileServer server = new HostileServer(ServerProcess.start(SETTINGS));
        try {
            server.process.awaitReady();
            assertThat(new Api(server.process.address()).exchange("GET", "/health").statusCode()).isEqualTo(200);
            server.warmUp();
            return server;
        } catch (Exception | Error e) {
            server.close();
            throw e;
        }
    }

    // As many at once as the attackers will be.
    private void warmUp() throws Exception {
        Attacks attacks = new Attacks(process.address());
        try (Attackers users = new Attackers(process.address(), 250);
                HonestClients clients = HonestClients.connect(process.address(), 10)) {
            users.launch(attacks.honestMessages().staying(Duration.ofSeconds(2)), AT_ONCE)
                    .launch(attacks.honestBodies().staying(Duration.ofSeconds(1)), AT_ONCE)
                    .launch(attacks.honestStream().staying(Duration.ofSeconds(1)), STREAMS / 2);
            clients.live(Duration.ofSeconds(6));
        }
        Api api = new Api(process.address());
        Api.await(A_LOST_PEER, () -> api.stats().getJsonObject("websockets").getInt("active_connections"),
                active -> active == 0);
    }

    ServerProcess process() {
        return process;
    }

    /** Fails when what was printed from there on has a stack trace. */
    void assertNoStackTrace(int from) throws Exception {
        String printed = process.withoutPeersThatLeft(process.output().substring(from));
        assertThat(process.linesOfItsOwnDoing(printed)).noneMatch(LogLine::severe)
                .noneMatch(line -> STACK_TRACE.matcher(line.message()).find());
        assertThat(printed).doesNotContainPattern(STACK_TRACE);
    }

    @Override
    public void close() throws Exception {
        process.close();
    }
}
