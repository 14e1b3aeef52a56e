package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.IdSource;
import io.wirescope.upstream.ClientMessage;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls over HTTP, and on which threads. */
class HttpUpstreamTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private HttpServer application;
    private UpstreamClient client;

    private interface Script {

        void answer(HttpExchange exchange, int call) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        application.setExecutor(threads);
        application.start();
    }

    @AfterEach
    void stop() {
        application.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private HttpUpstream upstream(String timeout, Script script) {
        application.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            ports.add(exchange.getRemoteAddress().getPort());
            script.answer(exchange, calls.incrementAndGet());
        });
        TestGateway gateway = new TestGateway("wirescope.routes.app.types", "app.*", "wirescope.routes.app.url",
                "http://127.0.0.1:" + application.getAddress().getPort() + "/", "wirescope.routes.app.timeout", timeout);
        client = new UpstreamClient(gateway.settings());
        return new HttpUpstream(new RouteSettings(gateway.settings()).route("app", List.of()), client.client(),
                client.executor(), Clock.systemUTC(), System::nanoTime);
    }

    private static void answer(HttpExchange exchange, int status, String body, String... header) throws IOException {
        try (exchange) {
            if (header.length > 0) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Call call() {
        return new Call(new ClientMessage("app.x", JsonValue.EMPTY_JSON_OBJECT, "2025-08-16T01:36:59Z", "r", null, "alice",
                "c", "frontend", JsonValue.EMPTY_JSON_OBJECT), IdSource.random());
    }

    private static Answer ask(HttpUpstream upstream) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        upstream.call(call(), answer::complete, () -> ended.complete(null));
        Answer got = answer.get(30, TimeUnit.SECONDS);
        ended.get(30, TimeUnit.SECONDS);
        return got;
    }

    @Test
    void anAnswerComesOnAThreadOfTheClientAndItsConnectionIsUsedAgainAtOnce() throws Exception {
        HttpUpstream upstream = upstream("PT30S", (exchange, call) ->
                answer(exchange, 200, "{\"n\":1}", "Content-Type", "application/json"));
        CompletableFuture<Answer> last = new CompletableFuture<>();
        Set<String> on = ConcurrentHashMap.newKeySet();
        chain(upstream, 20, on, last);

        assertThat(last.get(30, TimeUnit.SECONDS).payload().getInt("n")).isEqualTo(1);
        assertThat(on).allMatch(thread -> thread.startsWith("wirescope-upstream-"));
        assertThat(ports).hasSize(1);
    }

    // Each answer begins the next call, as the end of one does for the messages that wait.
    private static void chain(HttpUpstream upstream, int left, Set<String> on, CompletableFuture<Answer> last) {
        upstream.call(call(), answer -> {
            on.add(Thread.currentThread().getName());
            if (left == 1) {
                last.complete(answer);
            }
        }, () -> {
            if (left > 1) {
                chain(upstream, left - 1, on, last);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204})
    void whatTheApplicationOnlyTakesHasNoBody(int status) throws Exception {
        Answer answer = ask(upstream("PT30S", (exchange, call) -> answer(exchange, status, "")));

        assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answer.payload()).isNull();
    }

    @Test
    void whatAsksToComeBackIsAskedAgain() throws Exception {
        Answer answer = ask(upstream("PT30S", (exchange, call) -> {
            if (call == 1) {
                answer(exchange, 503, "not yet", "Retry-After", "0");
            } else {
                answer(exchange, 200, "{}", "Content-Type", "application/json");
            }
        }));

        assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answer.attempts()).isEqualTo(2);
        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void tooLargeAnAnswerIsAFailure() throws Exception {
        String large = "x".repeat(HttpUpstream.MAX_ANSWER_BYTES + 1);

        Answer answer = ask(upstream("PT30S", (exchange, call) -> {
            try {
                answer(exchange, 200, large, "Content-Type", "application/json");
            } catch (IOException e) { // the client has cut the connection
                exchange.close();
            }
        }));

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer.status()).isEqualTo("TooLargeException");
    }

    @Test
    void noAnswerInTimeIsATimeout() throws Exception {
        Answer answer = ask(upstream("PT0.2S", (exchange, call) -> { }));

        assertThat(answer.outcome()).isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void noConnectionIsTriedTwice() throws Exception {
        HttpUpstream upstream = upstream("PT30S", (exchange, call) -> { });
        application.stop(0);

        Answer answer = ask(upstream);

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer.status()).isEqualTo("ConnectException");
        assertThat(answer.attempts()).isEqualTo(2);
    }
}
