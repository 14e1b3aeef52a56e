package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that arrive slowly, break off or never end take no thread: everybody else is served as before. */
class SlowBodiesIT {

    /** As many as Payara has threads for HTTP. */
    private static final int ATTACKERS = 200;
    /** Open Liberty takes longer to find that a sender has gone, and to give back its place. */
    private static final Duration BODY_TIMEOUT =
            Duration.ofSeconds(ServerUnderTest.current() instanceof OpenLiberty ? 10 : 5);
    /** Grizzly's pools of buffers take 14 MB until each of its threads has had its share. */
    private static final long HEAP_MARGIN = 20 << 20;
    private static final long PROBE_MILLIS = 4_000;
    private static final long COLD_PROBE_MILLIS = 30_000;
    private static final String EVENTS = "/api/v2/observability/events";
    private static final String EVENT = "{\"event_type\":\"slow.body\",\"data\":{\"x\":1}}";

    private static ServerProcess server;

    private final List<Socket> sockets = new ArrayList<>();
    private Api api;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m",
                "WIRESCOPE_HTTP_BODY_TIMEOUT", BODY_TIMEOUT.toString()));
        server.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void connect() {
        api = new Api(server.address());
    }

    @AfterEach
    void leave() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket send(URI address, String text) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Socket send(String method, String path, String headers, String body) throws IOException {
        return send(server.address(), method, path, headers, body);
    }

    private Socket send(URI address, String method, String path, String headers, String body) throws IOException {
        return send(address, method + " " + path + " HTTP/1.1\r\nHost: " + address.getAuthority()
                + "\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body);
    }

    /** {@return an answer whose length is announced, or what came of it} */
    private static Answer answer(Socket socket) throws IOException {
        RawAnswer raw = RawAnswer.read(socket.getInputStream());
        return Answer.of(raw.status(), raw.headers(), raw.body());
    }

    // What waits for something of the server's takes its time; what has a thread does not.
    private void probesAnswer(long withinMillis) throws Exception {
        for (String probe : List.of("/health", "/health/live", "/health/ready", Api.ROOT + "/stats", "/metrics")) {
            long asked = System.nanoTime();
            assertThat(api.exchange("GET", probe).statusCode()).as(probe).isEqualTo(200);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked)).as(probe + " in ms")
                    .isLessThan(withinMillis);
        }
        try (Client client = Client.enveloped(server.address(), "honest")) {
            client.send(Messages.PING);
            client.json("pong");
        }
    }

    private void slowBodies(String method, String path) throws IOException {
        for (int i = 0; i < ATTACKERS; i++) {
            send(method, path, "Content-Length: 2000\r\n", "{");
        }
    }

    private int threads() throws Exception {
        return api.exchange("GET", "/metrics").body().lines()
                .filter(line -> line.matches("(base_)?thread_count(\\{.*})? .*"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst().orElseThrow();
    }

    @Test
    void twoHundredTakeNoThreadAndAreAnsweredInTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            attack(COLD_PROBE_MILLIS); // Payara's pool grows by a thread for each request until it has 200
        }
        int threads = threads();
        long heap = server.heapAfterGc();

        attack(PROBE_MILLIS);

        Api.await(Duration.ofSeconds(30), this::threads, now -> now <= threads * 1.05);
        Api.await(Duration.ofSeconds(30), server::heapAfterGc, now -> now < heap + HEAP_MARGIN);
    }

    private void attack(long probeMillis) throws Exception {
        slowBodies("POST", EVENTS);
        probesAnswer(probeMillis);
        for (Socket socket : sockets) {
            Answer late = answer(socket);
            assertThat(late.status()).isEqualTo(408);
            assertThat(late.error().getString("code")).isEqualTo("REQUEST_TIMEOUT");
            assertThat(late.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(late.header("X-Request-ID")).isNotEmpty();
        }
        leave();
        sockets.clear();
    }

    @ParameterizedTest
    @CsvSource({"POST, /health", "POST, /ws/client", "POST, /", "POST, /nothing", "POST, /metrics",
        "POST, /api/v2/nothing", "GET, /api/v2/observability/stats", "DELETE, /api/v2/observability/events",
        "POST, /api/v2/observability/events/stream", "GET, /ws/client?client_id=a"})
    void norDoTheyAtAddressesThatReadNoBody(String method, String path) throws Exception {
        slowBodies(method, path);

        probesAnswer(COLD_PROBE_MILLIS);
    }

    @Test
    void norDoHeadsThatNeverEnd() throws Exception {
        for (int i = 0; i < ATTACKERS; i++) {
            send(server.address(), "GET /ws/client?client_id=slow HTTP/1.1\r\nHost: x\r\nUpgrade: web");
        }

        probesAnswer(COLD_PROBE_MILLIS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void aBodyThatComesInPiecesIsServed(int gapMillis) throws Exception {
        Socket counted = send("POST", EVENTS, "X-Request-ID: counted-" + gapMillis + "\r\nContent-Length: "
                + EVENT.length() + "\r\n", "");
        Socket chunked = send("POST", EVENTS, "Transfer-Encoding: chunked\r\n", "");
        for (int i = 0; i < EVENT.length(); i++) {
            write(counted, EVENT.substring(i, i + 1));
            write(chunked, "1\r\n" + EVENT.charAt(i) + "\r\n");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(gapMillis));
        }
        write(chunked, "0\r\n\r\n");

        assertThat(answer(counted).status()).isEqualTo(202);
        assertThat(answer(chunked).status()).isEqualTo(202);
        assertThat(api.events("event_type=http.request&request_id=counted-" + gapMillis, 1)).singleElement()
                .satisfies(event -> assertThat(event.getJsonObject("data").getString("route")).isEqualTo(EVENTS));
    }

    @Test
    void anAddressIsTheSameWhenTheBodyIsSlow() throws Exception {
        String path = "/api/v2/channels/a%3Fb%25c%20%C3%A9/messages?x=%41";
        String message = "{\"type\":\"slow.body\",\"payload\":{}}";
        Socket slow = send("POST", path, "Content-Length: " + message.length() + "\r\n", "{");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        write(slow, message.substring(1));

        Answer answer = answer(slow);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data().getString("channel")).isEqualTo("a?b%c é");
    }

    @Test
    void aSenderWhoWaitsForContinueGetsIt() throws Exception {
        Socket socket = send("POST", EVENTS, "Expect: 100-continue\r\nContent-Length: " + EVENT.length() + "\r\n", "");
        assertThat(RawAnswer.head(socket.getInputStream())).startsWith("HTTP/1.1 100");
        write(socket, EVENT);

        assertThat(answer(socket).status()).isEqualTo(202);
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedAndCompleteOnesAreNot() throws Exception {
        int limit = 20;
        try (ServerProcess limited = ServerProcess.start(Map.of("WIRESCOPE_HTTP_BODY_TIMEOUT", "PT10M",
                "WIRESCOPE_HTTP_PENDING_BODIES", Integer.toString(limit)))) {
            limited.awaitReady();
            URI address = limited.address();
            for (int i = 0; i < limit; i++) {
                send(address, "POST", EVENTS, "Content-Length: 2000\r\n", "{");
            }
            Api.await(Duration.ofSeconds(60), () -> Scrape.of(address).value("wirescope_http_pending_bodies"),
                    pending -> pending == limit);

            for (int i = 0; i < limit; i++) {
                Answer refused = answer(send(address, "POST", EVENTS, "Content-Length: 2000\r\n", "{"));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("2");
            }
            int complete = answer(send(address, "POST", EVENTS, "Content-Length: " + EVENT.length() + "\r\n", EVENT))
                    .status();
            // No body is there at once on Open Liberty.
            assertThat(complete).isEqualTo(ServerUnderTest.current() instanceof OpenLiberty ? 503 : 202);
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 2000000", "Transfer-Encoding: chunked"})
    void oneThatIsTooLargeIsTurnedAwayBeforeItIsRead(String length) throws Exception {
        String piece = " ".repeat(0x8000);
        Socket socket = send("POST", EVENTS, length + "\r\n", "");
        for (int i = 0; i < 40; i++) {
            try {
                write(socket, length.startsWith("T") ? "8000\r\n" + piece + "\r\n" : piece);
            } catch (IOException e) {
                break; // the server has answered and closed
            }
        }

        assertThat(answer(socket).status()).isEqualTo(413);
    }

    /** Of each kind three, each ended in three ways. */
    @Test
    void bodiesThatBreakOffLeaveNoStackTrace() throws Exception {
        api.send("POST", EVENTS, EVENT);
        int printed = server.output().length();
        int sent = 0;
        for (int i = 0; i < 3; i++) {
            for (End end : End.values()) {
                for (String[] broken : new String[][] {{"Content-Length: 100", "{"}, {"Content-Length: 1", "{"},
                    {"Transfer-Encoding: chunked", "5\r\n{\"a\""}, {"Transfer-Encoding: chunked", "5\r\n{\"a\":\r\n"},
                    {"Transfer-Encoding: chunked", "5\r\n{\"a\":\r\nzz\r\n\r\n"},
                    {"Content-Length: 5", "{     rubbish\r\n\r\n"}, {"Content-Length: -5", "{}"},
                    {"Content-Length: 99999999999999999999", "{}"}}) {
                    end.of(send("POST", EVENTS, broken[0] + "\r\n", broken[1]));
                    sent++;
                }
            }
        }
        Api.await(() -> api.exchange("GET", "/health").statusCode(), status -> status == 200);
        LockSupport.parkNanos(BODY_TIMEOUT.toNanos()); // a sender who has gone is noticed by then at the latest

        String log = server.output().substring(printed);
        assertThat(log).doesNotContain("\\tat ").doesNotContain("\tat ");
        assertThat(server.logLines(log)).as(log).hasSizeLessThanOrEqualTo(sent);
    }

    /** How a sender ends. */
    private enum End {
        CLOSE {
            @Override
            void of(Socket socket) throws IOException {
                socket.close();
            }
        },
        HALF_CLOSE {
            @Override
            void of(Socket socket) throws IOException {
                try {
                    socket.shutdownOutput();
                    InputStream in = socket.getInputStream();
                    socket.setSoTimeout(300);
                    in.readAllBytes();
                } catch (IOException e) {
                    // the server has closed, or waits
                }
                socket.close();
            }
        },
        RESET {
            @Override
            void of(Socket socket) throws IOException {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        };

        abstract void of(Socket socket) throws IOException;
    }
}
