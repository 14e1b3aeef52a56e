package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import application.BodyApplication;
import application.BodyResource;
import application.BodyServlet;
import application.IdleEndpoint;
import application.Received;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application in the same WAR serves keeps its ways: bodies are whole, timeouts are its own. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ApplicationServletsIT {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_BODY = 20_000;
    private static final int PARTS = 12;
    private static final int PART = 5_000;
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final String EVENTS = Api.ROOT + "/events";

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.http.body-timeout", BODY_TIMEOUT.toString(),
                "wirescope.ingest.max-body-bytes", Integer.toString(MAX_BODY)))
                .addClasses(Received.class, BodyServlet.class, BodyApplication.class, BodyResource.class, IdleEndpoint.class);
    }

    private Socket send(String path, String length, String body) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        write(socket, "POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n" + body);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] body() {
        byte[] body = new byte[PARTS * PART];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return body;
    }

    /** Longer than {@link #BODY_TIMEOUT} and larger than {@link #MAX_BODY}. */
    @ParameterizedTest
    @CsvSource({"/application/servlet, false", "/application/servlet, true",
        "/application/resource, false", "/application/resource, true"})
    void aBodyThatComesInPartsIsWhole(String path, boolean chunked) throws Exception {
        byte[] body = body();
        String text = new String(body, StandardCharsets.US_ASCII);
        try (Socket socket = send(path, chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length, "")) {
            for (int i = 0; i < PARTS; i++) {
                LockSupport.parkNanos(BETWEEN.toNanos());
                String part = text.substring(i * PART, (i + 1) * PART);
                write(socket, chunked ? Integer.toHexString(PART) + "\r\n" + part + "\r\n" : part);
            }
            write(socket, chunked ? "0\r\n\r\n" : "");

            RawAnswer answer = RawAnswer.read(socket.getInputStream());
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Received.of(new ByteArrayInputStream(body)));
        }
    }

    @Test
    void wirescopesOwnBodiesHaveTheirTimeAndTheirSize() throws Exception {
        try (Socket slow = send(EVENTS, "Content-Length: 100", "{");
                Socket large = send(EVENTS, "Content-Length: " + 2 * MAX_BODY, "{")) {
            assertThat(RawAnswer.read(large.getInputStream()).status()).isEqualTo(413);
            assertThat(RawAnswer.read(slow.getInputStream()).status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/metrics", "/", "/nothing"})
    void whoReadsNoBodyWaitsForNone(String path) throws Exception {
        try (Socket slow = send(path, "Content-Length: 100", "{")) {
            RawAnswer answer = RawAnswer.read(slow.getInputStream());
            assertThat(answer.status()).as(answer.body()).isIn(200, 404, 405, 408);
            // Open Liberty answers its health address before any filter
            String kept = path.equals("/health") && ServerUnderTest.current() instanceof OpenLiberty ? "kept" : "close";
            assertThat(answer.headers().firstValue("Connection").orElse("kept")).isEqualToIgnoringCase(kept);
        }
    }

    /** The idle timer of Wirescope's own sessions is disabled on Payara, through the scheduler that all have. */
    @Test
    void anEndpointKeepsItsIdleTimeout() throws Exception {
        try (Client wirescope = Client.enveloped(server, "quiet")) {
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(
                    URI.create("ws://" + server.getAuthority() + "/application/socket"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                            closed.complete(code);
                            return null;
                        }

                        @Override
                        public void onError(WebSocket socket, Throwable failure) {
                            closed.complete(null); // Open Liberty's close frame breaks the protocol
                        }
                    }).get(30, TimeUnit.SECONDS);

            assertThat(closed).succeedsWithin(Duration.ofSeconds(60));
            wirescope.send(Messages.PING);
            assertThat(wirescope.json("pong")).isNotNull();
        }
    }
}
