package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send before the server has answered their handshake, or take long over it, hold no thread. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EarlyFramesIT {

    private static final int HANDSHAKES = 1000;
    private static final List<String> TARGETS = List.of("/ws/client?client_id=early-", "/ws/legacy/early-",
            "/ws/early-");
    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ZERO,
            Duration.ofMillis(3), Duration.ofMillis(10));

    // Open Liberty 26.0.0.3 drops what comes in one segment with the handshake; RFC 6455 (section 4.1) has clients wait.
    private static final boolean LOSES_EARLY_BYTES = ServerUnderTest.current() instanceof OpenLiberty;

    @ArquillianResource
    private URI server;

    private Api api;
    private ExecutorService peers;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.heartbeat.interval", "PT1S", // finds the peers whose leaving the container misses
                "wirescope.heartbeat.missed-intervals", "4")).addClass(EngineThreadsServlet.class);
    }

    @BeforeEach
    void startPeers() {
        api = new Api(server);
        peers = Executors.newFixedThreadPool(8);
    }

    @AfterEach
    void allIsAsBefore() throws Exception {
        peers.shutdownNow();
        Api.await(Duration.ofSeconds(30), () -> api.stats().getJsonObject("websockets").getInt("active_connections"),
                active -> active == 0);
        Api.await(() -> api.exchange("GET", "/test/engine-threads").body(), String::isEmpty);
    }

    /** One of the handshakes: another address each, all of a first frame or a byte, at once or a little later. */
    private record Early(int number) {

        boolean isEnveloped() {
            return number % TARGETS.size() == 0;
        }

        private boolean isWhole() {
            return number / TARGETS.size() % 2 == 0;
        }

        private byte[] frame() {
            byte[] text = (isEnveloped() ? Messages.PING : "hi").getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(text.length + 8).put((byte) 0x81);
            if (text.length < 126) {
                frame.put((byte) (0x80 | text.length));
            } else {
                frame.put((byte) (0x80 | 126)).putShort((short) text.length);
            }
            return Arrays.copyOf(frame.putInt(0).put(text).array(), frame.position());
        }

        RawHandshake handshake(URI server) {
            byte[] frame = frame();
            return RawHandshake.upgrade(server, TARGETS.get(number % TARGETS.size()) + number)
                    .followedBy(isWhole() ? frame : Arrays.copyOf(frame, 1),
                            DELAYS.get(number / (2 * TARGETS.size()) % DELAYS.size()));
        }

        byte[] rest() {
            byte[] frame = frame();
            return isWhole() ? new byte[0] : Arrays.copyOfRange(frame, 1, frame.length);
        }
    }

    /** What a client does with its handshake. */
    @FunctionalInterface
    private interface EarlyPeer {

        void connect(Early early) throws Exception;
    }

    private void connectAll(EarlyPeer peer) throws Exception {
        List<Future<?>> connects = new ArrayList<>();
        for (int i = 0; i < HANDSHAKES; i++) {
            Early early = new Early(i);
            connects.add(peers.submit(() -> {
                peer.connect(early);
                return null;
            }));
        }
        for (Future<?> connect : connects) {
            connect.get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void whoSendsWithTheHandshakeIsServed() throws Exception {
        connectAll(early -> {
            try (RawFrames frames = early.handshake(server).open()) {
                if (early.isEnveloped()) {
                    assertThat(Answer.parse(frames.text()).getString("type")).isEqualTo("hello");
                }
                if (LOSES_EARLY_BYTES) {
                    return;
                }
                frames.send(early.rest());
                if (early.isEnveloped()) {
                    assertThat(answer(frames).getString("type")).isEqualTo("pong");
                } else {
                    assertThat(frames.text()).isEqualTo("Echo: hi");
                }
            }
        });
        assertOthersAreServed();
    }

    // On a busy machine heartbeats may come first.
    private static JsonObject answer(RawFrames frames) throws IOException {
        JsonObject message = Answer.parse(frames.text());
        while (message.getString("type").equals("ping")) {
            message = Answer.parse(frames.text());
        }
        return message;
    }

    @Test
    void whoSendsWithTheHandshakeAndLeavesHoldsNothing() throws Exception {
        connectAll(early -> early.handshake(server).abandon(early.number() % 2 == 0));
        assertOthersAreServed();
    }

    private void assertOthersAreServed() throws Exception {
        assertThat(api.exchange("GET", "/health/live").statusCode()).isEqualTo(200);
        assertThat(api.get(Api.ROOT + "/health").status()).isEqualTo(200);
        try (Client client = Client.enveloped(server, "served")) {
            assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void slowHandshakesDelayNoOthersAndAreServed() throws Exception {
        byte[] handshake = RawHandshake.upgrade(server, "/ws/legacy/slow").bytes();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(new Socket(server.getHost(), server.getPort()));
            }
            for (int sent = 0; sent < 60; sent++) {
                for (Socket socket : slow) {
                    socket.getOutputStream().write(handshake[sent]);
                }
                if (sent % 20 == 0) {
                    assertOthersAreServed();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            for (Socket socket : slow) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(handshake, 60, handshake.length - 60);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 101");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
