package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the server prints: why it does not start, and nothing that a client wrote its way into. */
class ServerOutputIT {

    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+at \\S+\\(", Pattern.MULTILINE);

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final String IDLE_TIMER_IS_OFF = "Tyrus idle timer disabled";

    private static ServerProcess shared;

    @BeforeAll
    static void start() throws Exception {
        shared = ServerProcess.start(Map.of("WIRESCOPE_SOCKET_MAX_MESSAGE_BYTES", "1048576"));
        shared.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        shared.close();
    }

    @Test
    void anInvalidSettingStopsTheStartAndIsReportedWithItsRule() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_EVENTS_BUFFER_SIZE", "0"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            assertThat(api.exchange("GET", "/health").statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(api.exchange("GET", Api.ROOT + "/health").statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(server.output()).containsPattern(
                    "wirescope\\.events\\.buffer-size=0.* must be a whole number from 1 to 1000000");
        }
    }

    @Test
    void noBadInputPrintsAStackTraceOrStartsALogLine() throws Exception {
        URI address = shared.address();
        assertThat(new Api(address).exchange("GET", "/health").statusCode()).isEqualTo(200);
        int before = shared.output().length();
        sendEverythingBad(address);
        try (Client next = Client.enveloped(address, "next")) {
            assertThat(next.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
        String printed = shared.output().substring(before);
        assertThat(shared.linesOfItsOwnDoing(printed)).noneMatch(LogLine::severe)
                .noneMatch(line -> STACK_TRACE.matcher(line.message()).find());
        assertThat(printed).doesNotContainPattern(STACK_TRACE);
        assertThat(printed).doesNotContainPattern("(?m)^FORGED");
        assertThat(printed.lines().filter(line -> line.contains("type=warned.once"))).hasSize(1);
        assertThat(shared.output().lines().filter(line -> line.contains(IDLE_TIMER_IS_OFF)))
                .hasSize(ServerUnderTest.current() instanceof PayaraMicro ? 1 : 0);
    }

    @Test
    void aLogLineBearsTheRequestAndTheTraceThatItIsAbout() throws Exception {
        int before = shared.output().length();
        try (Client client = Client.enveloped(shared.address(), "logged&correlationId=logged-request",
                Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"))) {
            client.ask("{\"type\":\"logged.once\"}");
        }
        LogLine logged = Api.await(() -> shared.logLines(shared.output().substring(before)).stream()
                .filter(line -> line.message().contains("type=logged.once")).findFirst(), Optional::isPresent)
                .orElseThrow();
        assertThat(logged.requestId()).isEqualTo("logged-request");
        assertThat(logged.traceId()).isEqualTo(TRACE);
    }

    @Test
    @EnabledIfSystemProperty(named = "arquillian.launch", matches = "payara-micro",
            disabledReason = "the other servers' WebSocket engines have no such timer to leave")
    void theContainersIdleTimerCanBeLeftAsItIs() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_SOCKET_QUIET_IDLE_TIMER", "false"))) {
            server.awaitReady();
            try (Client client = Client.enveloped(server.address(), "unquiet")) {
                assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
            }
            assertThat(server.output()).doesNotContain(IDLE_TIMER_IS_OFF);
        }
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
