package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What clients see is the same with {@code wirescope.socket.fast-path} and without. */
class FastPathIT {

    private static final boolean PAYARA = System.getProperty("arquillian.launch").equals("payara-micro");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;

    private static final int MESSAGES = 4_000;
    private static final int SEGMENT = 40;

    /** Four segments and all that is published: less than may wait, however slow this reader is. */
    private static final int UNANSWERED = 160;
    private static final int PUBLISHED = 80;

    private static final int LARGE = 60_000;

    /** More of these than the buffers of a host take. */
    private static final int MOST = 1_000;

    /** As shipped. */
    @Nested
    class On extends WhatClientsSee {

        On() throws IOException {
            super(true);
        }
    }

    @Nested
    class Off extends WhatClientsSee {

        Off() throws IOException {
            super(false);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class WhatClientsSee {

        private final boolean fast;
        private final int tlsPort;
        private ServerProcess server;
        private Api api;

        WhatClientsSee(boolean fast) throws IOException {
            this.fast = fast;
            tlsPort = ServerProcess.freePort();
        }

        @BeforeAll
        void start() throws Exception {
            assumeTrue(fast || PAYARA, "others have no fast path");
            server = ServerProcess.start(Map.of("WIRESCOPE_SOCKET_FAST_PATH", Boolean.toString(fast),
                    "WIRESCOPE_MESSAGES_PER_SECOND", "0", "JAVA_TOOL_OPTIONS", "-Dpayaramicro.sslPort=" + tlsPort));
            server.awaitReady();
            api = new Api(server.address());
        }

        @AfterAll
        void stop() throws IOException {
            if (server != null) {
                server.close();
            }
        }

        private RawFrames open(String clientId) throws IOException {
            return RawHandshake.upgrade(server.address(), "/ws/client?client_id=" + clientId).open();
        }

        private JsonObject connection(String clientId) throws Exception {
            return api.get(Api.ROOT + "/connections?client_id=" + clientId).data().getJsonArray("connections").getJsonObject(0);
        }

        private static byte[] message(int n, int filling) {
            byte[] text = Messages.envelope("it.numbered").add("payload", Json.createObjectBuilder().add("n", n)
                    .add("filling", "x".repeat(filling))).build().toString().getBytes(StandardCharsets.UTF_8);
            return RawFrames.frame(TEXT, text.length, text);
        }

        private static CompletableFuture<Void> elsewhere(ThrowingRunnable action) {
            return CompletableFuture.runAsync(() -> {
                try {
                    action.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        private interface ThrowingRunnable {

            void run() throws Exception;
        }

        @Test
        void itIsLoggedOnceWhereItIsOn() throws Exception {
            for (int i = 0; i < 2; i++) {
                try (RawFrames client = open("logged-" + i)) {
                    assertThat(client.text()).contains("hello");
                }
            }
            assertThat(server.output().split("Fast path on", -1)).hasSize(PAYARA && fast ? 2 : 1);
            assertThat(server.output()).doesNotContain("Fast path unavailable");
        }

        @Test
        void pipelinedMessagesAreAnsweredInOrderAndCompletelyAmongBroadcastsAndPings() throws Exception {
            try (RawFrames client = open("pipeline")) {
                isAnsweredInOrder(client);
            }
        }

        @Test
        void theSameOverTls() throws Exception {
            assumeTrue(PAYARA, "others have no fast path that could pass TLS by");
            try (RawFrames client = new RawFrames(encrypted("/ws/client?client_id=encrypted"))) {
                isAnsweredInOrder(client);
            }
        }

        // The server's certificate is its own.
        private Socket encrypted(String target) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            Socket socket = context.getSocketFactory().createSocket("localhost", tlsPort);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(RawHandshake.upgrade(server.address(), target).bytes());
            StringBuilder head = new StringBuilder();
            for (int c = 0; c >= 0 && head.indexOf("\r\n\r\n") < 0; head.append((char) c)) {
                c = socket.getInputStream().read();
            }
            assertThat(head).startsWith("HTTP/1.1 101");
            return socket;
        }

        private void isAnsweredInOrder(RawFrames client) throws Exception {
            Semaphore window = new Semaphore(UNANSWERED);
            CompletableFuture<Void> sending = elsewhere(() -> {
                for (int n = 0; n < MESSAGES; n += SEGMENT) { // many in a segment, and pings among them
                    window.acquire(SEGMENT);
                    ByteArrayOutputStream segment = new ByteArrayOutputStream();
                    for (int i = n; i < n + SEGMENT; i++) {
                        segment.write(message(i, i % SEGMENT == 7 ? 10_000 : 20));
                    }
                    segment.write(RawFrames.frame(PING, 2, "hi".getBytes()));
                    client.send(segment.toByteArray());
                }
            });
            CompletableFuture<Void> publishing = elsewhere(() -> {
                for (int k = 0; k < PUBLISHED; k++) {
                    publish(k);
                }
            });
            List<Integer> echoes = new ArrayList<>();
            List<Integer> published = new ArrayList<>();
            int pongs = 0;
            while (echoes.size() < MESSAGES || published.size() < PUBLISHED || pongs < MESSAGES / SEGMENT) {
                RawFrames.Frame frame = client.frame();
                if (frame.opcode() == 0xA) {
                    pongs++;
                } else {
                    String text = frame.text();
                    if (text.contains("\"type\":\"it.published\"")) {
                        published.add((int) Messages.number(text, "\"k\":"));
                    } else if (text.contains("\"type\":\"echo\"")) {
                        echoes.add((int) Messages.number(text, "\"n\":"));
                        window.release();
                    }
                }
            }
            sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            publishing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(echoes).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(published).isEqualTo(IntStream.range(0, PUBLISHED).boxed().toList());
        }

        private void publish(int k) throws Exception {
            assertThat(api.send("POST", "/api/v2/channels/broadcast/messages",
                    "{\"type\":\"it.published\",\"payload\":{\"k\":" + k + "}}").status()).isEqualTo(200);
        }

        @Test
        void aReceiverThatStallsInTheMidstGetsTheRestInOrderLater() throws Exception {
            try (RawFrames client = RawHandshake.upgrade(server.address(), "/ws/client?client_id=staller")
                    .receiveBuffer(4096).open()) {
                int sent = 0;
                do { // until some of it waits in the server
                    assertThat(sent).isLessThan(MOST);
                    ByteArrayOutputStream segment = new ByteArrayOutputStream();
                    segment.write(message(sent++, 20));
                    segment.write(message(sent++, LARGE));
                    client.send(segment.toByteArray());
                    int answered = sent;
                    Api.await(PATIENCE, () -> connection("staller"), it -> it.getInt("messages_in") == answered);
                } while (connection("staller").getInt("queue_depth") == 0);
                for (int n = 0; n < sent; ) {
                    String text = client.frame().text();
                    if (text.contains("\"type\":\"echo\"")) {
                        assertThat(Messages.number(text, "\"n\":")).isEqualTo(n++);
                    }
                }
            }
        }

        @Test
        void aReceiverThatNeverReadsIsClosedByTheBoundOfItsOutbox() throws Exception {
            double before = closedAsTooSlow();
            try (RawFrames client = RawHandshake.upgrade(server.address(), "/ws/client?client_id=never")
                    .receiveBuffer(4096).open()) {
                client.flood(message(0, LARGE), 64 << 20);
                Api.await(PATIENCE, this::closedAsTooSlow, closed -> closed == before + 1);
            }
        }

        private double closedAsTooSlow() throws Exception {
            return Scrape.of(server.address()).value("wirescope_connections_closed_by_server_total{code=\"4413\"}");
        }

        @Test
        void whatFailsAfterItsSendWasReportedIsResumed() throws Exception {
            JsonObject hello;
            try (RawFrames client = open("resetter")) {
                hello = Answer.parse(client.text());
                for (int n = 0; n < 50; n++) {
                    client.send(message(n, 1_000));
                }
                client.reset();
            }
            for (int k = 0; k < 20; k++) { // some of it goes to the connection that is gone
                publish(k);
            }
            Api.await(PATIENCE, () -> api.get(Api.ROOT + "/connections?client_id=resetter").data().toString(),
                    data -> !data.contains(hello.getJsonObject("payload").getString("connection_id")));
            try (Client again = Client.enveloped(server.address(), "resetter" + resume(hello))) {
                assertThat(again.hello().getJsonObject("payload").getJsonObject("session").getBoolean("resumed")).isTrue();
                for (int k = 0; k < 20; k++) {
                    assertThat(again.json("it.published").getJsonObject("payload").getInt("k")).isEqualTo(k);
                }
            }
        }

        private static String resume(JsonObject hello) {
            JsonObject session = hello.getJsonObject("payload").getJsonObject("session");
            JsonObject position = session.getJsonArray("positions").getValuesAs(JsonObject.class).stream()
                    .filter(one -> one.getString("channel").equals("broadcast")).findFirst().orElseThrow();
            return "&session=" + session.getString("token") + "&position=" + URLEncoder.encode("broadcast@"
                    + position.getString("epoch") + ":" + position.getInt("offset"), StandardCharsets.UTF_8);
        }
    }

    /** Trusts any certificate. */
    private static final class TrustsAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
