package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Each way in which a few bytes once stopped a server: honest callers are served during the attack, and ten seconds
 * after the last attacker has left the server holds what it held before.
 */
@Tag("load")
class AvailabilityIT {

    private static final int HONEST = 10;
    private static final Duration BOUND = Duration.ofMillis(1_000);
    private static final Duration ATTACK = Duration.ofSeconds(3);

    /** When a reader of the stream that reads nothing has lost its place; Open Liberty's own time is the longest. */
    private static final Duration STALLED = Duration.ofSeconds(40);

    /** More than any server has threads for HTTP. */
    private static final int CONNECTIONS = 250;

    /** What all attackers together may make the server hold. */
    private static final long HEAP_MARGIN = 48 << 20;

    private static HostileServer server;

    private String test;
    private Attacks attacks;
    private boolean passed;

    @BeforeEach
    void start(TestInfo info) throws Exception {
        if (server == null) {
            server = HostileServer.start();
        }
        test = info.getDisplayName();
        attacks = new Attacks(server.process().address());
    }

    // What one attack broke is not the next one's fault.
    @AfterEach
    void giveUpWhatIsBroken() throws Exception {
        if (!passed) {
            stop();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Test
    void rawCharactersInTheQuery() throws Exception {
        survives(launch -> launch.launch(attacks.rawQuery(), CONNECTIONS));
    }

    @Test
    void framesBeforeTheAnswerToTheHandshake() throws Exception {
        survives(launch -> launch.launch(attacks.earlyFrame(), CONNECTIONS / 2)
                .launch(attacks.earlySegment(), CONNECTIONS / 2));
    }

    @Test
    void unfinishedFrames() throws Exception {
        survives(launch -> launch.launch(attacks.halfFrame(), 20).launch(attacks.smallHalfFrame(), 20));
    }

    @Test
    void fragmentsWithoutEnd() throws Exception {
        assumeFramesAreOurs();
        survives(launch -> launch.launch(attacks.endlessFragments(), 10).launch(attacks.emptyFragments(), 3));
    }

    @Test
    void pingsAndMessagesWithoutReading() throws Exception {
        survives(launch -> launch.launch(attacks.unreadPings(), 5).launch(attacks.unreadMessages(), 5));
    }

    @Test
    void bodiesThatDoNotCome() throws Exception {
        survives(launch -> launch.launch(attacks.slowBody(), CONNECTIONS / 2)
                .launch(attacks.drippingBody(), CONNECTIONS / 2));
    }

    @Test
    void handshakesThatDoNotCome() throws Exception {
        survives(launch -> launch.launch(attacks.slowHandshake(), CONNECTIONS));
    }

    @Test
    void streamsThatAreNotRead() throws Exception {
        survives(launch -> launch.launch(attacks.eventFlood(), 1)
                        .launch(attacks.stalledStream(), HostileServer.STREAMS),
                () -> Api.await(STALLED, () -> RawHandshake.plain(server.process().address(), EventStreamReader.PATH)
                        .head().status(), status -> status == 200));
    }

    @Test
    void framesThatBreakTheProtocol() throws Exception {
        assumeFramesAreOurs();
        survives(launch -> launch.launch(attacks.unmaskedFrame(), 20).launch(attacks.enormousLength(), 20)
                .launch(attacks.negativeLength(), 20));
    }

    @Test
    void peersThatLeaveAtOnce() throws Exception {
        survives(launch -> launch.launch(attacks.resetAfterHandshake(), 20));
    }

    // Over HTTP/2 one connection holds a hundred requests open.
    @Test
    void http2OverClearTextIsNotSpoken() throws Exception {
        URI address = server.process().address();
        assertThat(RawHandshake.plain(address, Api.ROOT + "/health").header("Upgrade", "h2c")
                .header("Connection", "Upgrade, HTTP2-Settings").header("HTTP2-Settings", "AAMAAABkAAQAAP__")
                .head().status()).isEqualTo(200);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(Wire.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"));
            assertThat(socket.getInputStream().readNBytes(5)).isIn(Wire.bytes("HTTP/"), new byte[0]);
        }
        passed = true;
    }

    // Open Liberty 26.0.0.3 reads frames below all that an application can reach: servers.md.
    private void assumeFramesAreOurs() {
        passed = ServerUnderTest.current() instanceof OpenLiberty;
        assumeFalse(passed, "Open Liberty keeps fragments and takes lengths that are none");
    }

    private void survives(Consumer<Attackers> attack) throws Exception {
        survives(attack, () -> null);
    }

    private void survives(Consumer<Attackers> attack, Callable<?> during) throws Exception {
        ServerVitals before = ServerVitals.of(server.process());
        int printed = server.process().output().length();
        try (HonestClients honest = HonestClients.connect(server.process().address(), HONEST)) {
            Attackers attackers = new Attackers(server.process().address(), 250);
            try (attackers) {
                attack.accept(attackers);
                Api.await(attackers::areComplete, complete -> complete);
                honest.live(ATTACK);
                assertThat(server.process().heapAfterGc()).as("heap during the attack, %s before", before)
                        .isLessThan(before.heap() + HEAP_MARGIN);
                during.call();
            } finally {
                System.out.printf("AvailabilityIT.%s: %s%n  %s%n", test, honest.report(), attackers.report());
            }
            honest.assertServed(BOUND);
        }
        before.awaitSameAgain(server.process());
        server.assertNoStackTrace(printed);
        passed = true;
    }
}
