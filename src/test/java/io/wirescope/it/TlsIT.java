package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.internal.security.TestIssuer;
import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that listens over TLS, as {@code server-config} has it, with a certificate of the test's own; the issuer of
 * tokens has the same certificate, which the server's JVM trusts by its trust store.
 */
class TlsIT {

    private static final boolean PAYARA = System.getProperty("arquillian.launch").equals("payara-micro");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TEXT = 0x81;
    private static final int MESSAGES = 1_000;
    private static final int SEGMENT = 40;
    private static final int UNANSWERED = 160;

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int TLS_1_2 = 0x0303;

    @TempDir
    private static Path folder;

    private static TlsListener listener;
    private static SSLContext trusting;
    private static HttpClient http;
    private static TestIssuer issuer;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        listener = TlsListener.make(folder);
        trusting = listener.context();
        http = HttpClient.newBuilder().sslContext(trusting).build();
        issuer = TestIssuer.start(trusting);
        Map<String, String> environment = new HashMap<>();
        environment.put("WIRESCOPE_SECURITY_ISSUERS", issuer.address());
        environment.put("WIRESCOPE_SECURITY_AUDIENCE", TestIssuer.AUDIENCE);
        environment.put("WIRESCOPE_HTTP_HSTS", "P1D");
        environment.put("WIRESCOPE_MESSAGES_PER_SECOND", "0");
        environment.put("JAVA_TOOL_OPTIONS", listener.trustOptions());
        server = ServerProcess.start(environment, listener);
        server.awaitReady();
        Api.await(() -> new Api(server.address()).get(Api.ROOT + "/stats"), answer -> answer.status() == 401);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    private static String at(String scheme, String path) {
        return scheme + "://localhost:" + listener.port() + path;
    }

    private static HttpRequest.Builder request(String uri, String... roles) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE)
                .header("Authorization", "Bearer " + issuer.token("alice", roles));
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        return http.send(request(uri, "observer").build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theApiAnswersOverHttpsToATokenOfAnIssuerWithAPrivateCertificate() throws Exception {
        HttpResponse<String> response = get(at("https", Api.ROOT + "/stats"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(issuer.fetches()).isPositive();
        HttpRequest without = HttpRequest.newBuilder(URI.create(at("https", Api.ROOT + "/stats"))).build();
        assertThat(http.send(without, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void browsersAreToldToComeOverHttpsWhereTheyDid() throws Exception {
        for (String path : List.of("/", Api.ROOT + "/stats", Api.ROOT + "/nothing")) {
            assertThat(get(at("https", path)).headers().allValues("Strict-Transport-Security")).as(path)
                    .containsExactly("max-age=86400");
            assertThat(get(server.address().resolve(path).toString()).headers().map()).as(path)
                    .doesNotContainKey("strict-transport-security");
        }
    }

    @Test
    void whoDoesNotKnowTheCertificateDoesNotConnect() {
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create(at("https", "/health/live"))).build(),
                HttpResponse.BodyHandlers.discarding())).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aClientOfTheJdkGetsHelloOverWss() throws Exception {
        CompletableFuture<String> hello = new CompletableFuture<>();
        WebSocket socket = connect("client_id=alice", at("https", ""), new WebSocket.Listener() {

            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    hello.complete(text.toString());
                }
                from.request(1);
                return null;
            }
        });
        assertThat(Answer.parse(hello.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).getString("type")).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void aPageOfAnotherSiteDoesNotConnect() {
        assertThatThrownBy(() -> connect("client_id=alice", "https://evil.example", new WebSocket.Listener() { }))
                .isInstanceOf(ExecutionException.class).cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }

    private static WebSocket connect(String query, String origin, WebSocket.Listener client) throws Exception {
        return http.newWebSocketBuilder().connectTimeout(PATIENCE).header("Origin", origin)
                .header("Authorization", "Bearer " + issuer.token("alice", "client"))
                .buildAsync(URI.create(at("wss", "/ws/client?" + query)), client).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aThousandPipelinedMessagesAreEchoedInOrder(String version) throws Exception {
        try (RawFrames client = open("alice:" + version, version)) {
            Semaphore window = new Semaphore(UNANSWERED);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, window));
            List<Integer> echoes = new ArrayList<>();
            while (echoes.size() < MESSAGES) {
                String text = client.frame().text();
                if (text.contains("\"type\":\"echo\"")) {
                    echoes.add((int) Messages.number(text, "\"n\":"));
                    window.release();
                }
            }
            sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(echoes).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
        }
        assertThat(server.output()).doesNotContain("Fast path unavailable");
        if (PAYARA) {
            assertThat(server.output()).contains("Fast path on");
        }
    }

    // Many in a segment; some of them take several records of TLS.
    private static void send(RawFrames client, Semaphore window) {
        try {
            for (int n = 0; n < MESSAGES; n += SEGMENT) {
                window.acquire(SEGMENT);
                ByteArrayOutputStream segment = new ByteArrayOutputStream();
                for (int i = n; i < n + SEGMENT; i++) {
                    segment.write(message(i, i % SEGMENT == 7 ? 40_000 : 20));
                }
                client.send(segment.toByteArray());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] message(int n, int filling) {
        byte[] text = Messages.envelope("it.numbered").add("payload", Json.createObjectBuilder().add("n", n)
                .add("filling", "x".repeat(filling))).build().toString().getBytes(StandardCharsets.UTF_8);
        return RawFrames.frame(TEXT, text.length, text);
    }

    private static RawFrames open(String clientId, String version) throws Exception {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("localhost", listener.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.getOutputStream().write(RawHandshake.upgrade(URI.create(at("https", "/")), "/ws/client?client_id=" + clientId)
                .header("Authorization", "Bearer " + issuer.token("alice", "client")).bytes());
        StringBuilder head = new StringBuilder();
        for (int c = 0; c >= 0 && head.indexOf("\r\n\r\n") < 0; head.append((char) c)) {
            c = socket.getInputStream().read();
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        return new RawFrames(socket);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302})
    void olderVersionsAreRefused(int version) throws Exception {
        assertThat(firstRecord(clientHello(version))).isIn(ALERT, -1);
        assertThat(firstRecord(clientHello(TLS_1_2))).as("the same hello with TLS 1.2").isEqualTo(HANDSHAKE);
    }

    @Test
    void clearTextGetsNoService() throws Exception {
        byte[] clear = RawHandshake.plain(URI.create(at("http", "/")), "/health/live").bytes();
        try (Socket socket = send(clear)) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("HTTP/1.1 200", "UP");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // no answer at all
        }
        assertThat(get(at("https", "/health/live")).statusCode()).isEqualTo(200);
    }

    private static Socket send(byte[] bytes) throws IOException {
        Socket socket = new Socket("localhost", listener.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** {@return the type of the first record that comes back, or -1 where none does} */
    private static int firstRecord(byte[] hello) throws IOException {
        try (Socket socket = send(hello)) {
            return new DataInputStream(socket.getInputStream()).read();
        } catch (SocketException e) {
            return -1;
        }
    }

    /** A hello (RFC 5246, section 7.4.1.2) by hand, since the JDK of the test sends none of an older version. */
    private static byte[] clientHello(int version) {
        byte[] extensions = HexFormat.of().parseHex("000a00040002001700" + "0b00020100" + "000d0006000404010201");
        byte[] suites = HexFormat.of().parseHex("c02fc013002f");
        int body = 2 + 32 + 1 + 2 + suites.length + 2 + 2 + extensions.length;
        return ByteBuffer.allocate(5 + 4 + body).put((byte) HANDSHAKE).putShort((short) version).putShort((short) (4 + body))
                .putInt(1 << 24 | body).putShort((short) version).put(new byte[32]).put((byte) 0)
                .putShort((short) suites.length).put(suites).put((byte) 1).put((byte) 0)
                .putShort((short) extensions.length).put(extensions).array();
    }
}
