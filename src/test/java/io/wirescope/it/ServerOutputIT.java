package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server prints: why it does not start, and nothing that a client wrote its way into. */
class ServerOutputIT {

    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+at [\\w.$/]+\\(", Pattern.MULTILINE);

    /** What Payara itself prints when a peer leaves at a bad moment, about one time in twenty; no input causes it. */
    private static final Pattern OF_A_PEER_THAT_LEFT = Pattern.compile("GRIZZLY0013"
            + "|Cannot invoke \"org\\.glassfish\\.grizzly\\.Connection\\.getLocalAddress\\(\\)\" because \"connection\" is null");

    private static final Pattern RECORD = Pattern.compile("^(?=\\d{4}-\\d\\d-\\d\\dT)", Pattern.MULTILINE);

    private static final String IDLE_TIMER_IS_OFF = "Tyrus' idle timer is off";

    @Test
    void aWrongSettingStopsTheStartAndIsToldWithItsRule() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_EVENTS_BUFFER_SIZE", "0"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            assertThat(api.exchange("GET", "/health").statusCode()).isGreaterThanOrEqualTo(500);
            assertThat(api.exchange("GET", Api.ROOT + "/health").statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(server.output()).containsPattern(
                    "wirescope\\.events\\.buffer-size=0.* must be a whole number from 1 to 1000000");
        }
    }

    @Test
    void noBadInputPrintsAStackTraceOrALineOfItsOwn() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_SOCKET_MAX_MESSAGE_BYTES", "1048576"))) {
            server.awaitReady();
            assertThat(new Api(server.address()).exchange("GET", "/health").statusCode()).isEqualTo(200);
            String before = server.output();
            sendEverythingBad(server.address());
            try (Client next = Client.enveloped(server.address(), "next")) {
                assertThat(next.ask(Messages.PING).getString("type")).isEqualTo("pong");
            }
            String printed = server.output().substring(before.length());
            assertThat(records(printed).filter(record -> !OF_A_PEER_THAT_LEFT.matcher(record).find())
                    .filter(record -> STACK_TRACE.matcher(record).find())).isEmpty();
            assertThat(printed).doesNotContainPattern("(?m)^FORGED");
            assertThat(printed.lines().filter(line -> line.contains("of type warned.once"))).hasSize(1);
            assertThat(printed.lines().filter(line -> line.contains(IDLE_TIMER_IS_OFF))).hasSize(1);
        }
    }

    @Test
    void theContainersIdleTimerCanBeLeftAsItIs() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_SOCKET_QUIET_IDLE_TIMER", "false"))) {
            server.awaitReady();
            try (Client client = Client.enveloped(server.address(), "unquiet")) {
                assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
            }
            assertThat(server.output()).doesNotContain(IDLE_TIMER_IS_OFF);
        }
    }

    private static Stream<String> records(String printed) {
        return RECORD.splitAsStream(printed);
    }

    private static void sendEverythingBad(URI server) throws Exception {
        Api api = new Api(server);
        for (String target : List.of("/ws/client", "/ws/client?client_id=a%0AFORGED", "/ws/client?client_id=%zz",
                "/ws/client?client_id=a&client_id=b", "/ws/client?client_id=" + "x".repeat(10_000), "/ws/a/b")) {
            RawHandshake.upgrade(server, target).refusal();
        }
        for (String query : List.of("limit=0", "limit=abc", "limit=1&limit=1", "since=2999-01-01T00:00:00Z",
                "client_id=%0AFORGED")) {
            api.get(Api.ROOT + "/events?" + query);
        }
        for (String parameter : List.of("version=2", "role=%0AFORGED")) {
            try (Client refused = Client.connect(server, "/ws/client?client_id=refused&" + parameter)) {
                refused.closed();
            }
        }
        try (Client client = Client.enveloped(server, "bad")) {
            for (String text : List.of("", "junk", "[]", "{\"envelope_version\":2}", "{\"envelope_version\":1}",
                    "[".repeat(100_000), "{\"n\":1e1000000000}", "1e99999999999", "{\"type\":\"\\ud800\"}",
                    "{\"type\":\"\\nFORGED\"}", "{\"type\":\"warned.once\"}", "{\"type\":\"warned.once\"}")) {
                assertThat(client.ask(text)).isNotNull();
            }
            client.sendBinary(new byte[10]);
            client.closed();
        }
        for (String address : List.of("/ws/client?client_id=oversize", "/ws/legacy/oversize")) {
            try (Client client = Client.connect(server, address)) {
                client.sendUntilClosed("x".repeat((1 << 20) + 1));
                client.closed();
            }
            try (RawFrames frames = RawHandshake.upgrade(server, address).open()) {
                frames.sendText(new byte[(1 << 20) + 1]);
                frames.closeCode();
            }
            try (RawFrames frames = RawHandshake.upgrade(server, address).open()) {
                frames.sendText(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}); // a lone surrogate is no UTF-8
                frames.closeCode();
            }
            RawHandshake.upgrade(server, address).open().close();
        }
    }
}
