package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as no honest client sends them, to a server with a heap of 512 MB: no other client may notice. */
class FramesIT {

    private static final String ENVELOPE = "/ws/client?client_id=frames";
    private static final String RAW = "/ws/frames";

    private static final int TEXT_PART = 0x01;
    private static final int BINARY_PART = 0x02;
    private static final int PART = 0x00;
    private static final int FIN_PART = 0x80;
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;

    private static final int LOST = 1006;

    private static final byte[] FILLING = "x".repeat(1_000).getBytes();

    /** What a message may have, and what a client and the two hosts hold of more until the close comes. */
    private static final long NOTICED_WITHIN = 32 << 20;

    /** Far less than the 400 MB that each of these attacks took. */
    private static final long HEAP_MARGIN = 64 << 20;

    private static final boolean PAYARA = System.getProperty("arquillian.launch").equals("payara-micro");

    /** It closes the socket behind its close frame, which resets what the client has not read; lengths overflow. */
    private static final boolean OPEN_LIBERTY = System.getProperty("arquillian.launch").equals("liberty");

    private static ServerProcess server;

    private Api api;
    private long heap;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m"));
        server.awaitReady();
        try (RawFrames first = RawHandshake.upgrade(server.address(), RAW).open()) {
            first.sendText("loads the classes".getBytes());
            first.text();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void measure() throws Exception {
        api = new Api(server.address());
        awaitNoConnections();
        heap = server.heapAfterGc();
    }

    @AfterEach
    void allIsAsBefore() throws Exception {
        awaitNoConnections();
        Api.await(server::heapAfterGc, now -> now < heap + Math.max(heap / 20, 8 << 20));
        assertThat(server.linesOfItsOwnDoing(server.output())).filteredOn(LogLine::severe).isEmpty();
    }

    private void awaitNoConnections() throws Exception {
        Api.await(() -> api.stats().getJsonObject("websockets").getInt("active_connections"), active -> active == 0);
    }

    private RawFrames open(String target) throws IOException {
        return RawHandshake.upgrade(server.address(), target).open();
    }

    @Test
    void unfinishedFramesDoNotPinTheHeap() throws Exception {
        byte[] unfinished = RawFrames.frame(TEXT, 4 << 20, new byte[3_900_000]);
        List<RawFrames> attackers = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawFrames attacker = open(i % 2 == 0 ? RAW : ENVELOPE);
                attackers.add(attacker);
                sendOrBeCutOff(attacker, unfinished);
            }
            assertThat(server.heapAfterGc()).as("heap, %s before", heap).isLessThan(heap + HEAP_MARGIN);
        } finally {
            for (RawFrames attacker : attackers) {
                attacker.close();
            }
        }
    }

    private static void sendOrBeCutOff(RawFrames attacker, byte[] bytes) throws IOException {
        try {
            attacker.send(bytes);
        } catch (SocketException e) { // the server has seen enough
        }
    }

    @ParameterizedTest
    @CsvSource({RAW + ", 1, 1009", ENVELOPE + ", 1, 1009", RAW + ", 2, 1003", ENVELOPE + ", 2, 1003"})
    void fragmentsWithoutEndAreCountedAsTheyCome(String target, int opcode, int code) throws Exception {
        assumeFalse(OPEN_LIBERTY && opcode == 1, "it keeps them until the client is silent too long (servers.md)");
        try (RawFrames attacker = open(target)) {
            attacker.send(RawFrames.frame(opcode == 1 ? TEXT_PART : BINARY_PART, FILLING.length, FILLING));
            attacker.flood(RawFrames.frame(PART, FILLING.length, FILLING), NOTICED_WITHIN);
            assertThat(closeCode(attacker)).isIn(code, OPEN_LIBERTY ? LOST : code);
        }
    }

    @Test
    void aCharacterMayBeInTwoFragments() throws Exception {
        byte[] text = "a\u20ac\ud83d\ude00z".getBytes(StandardCharsets.UTF_8);
        try (RawFrames honest = open(RAW)) {
            for (int cut = 0; cut <= text.length; cut++) {
                honest.send(RawFrames.frame(TEXT_PART, cut, Arrays.copyOf(text, cut)));
                honest.send(RawFrames.frame(FIN_PART, text.length - cut, Arrays.copyOfRange(text, cut, text.length)));
                assertThat(honest.text()).isEqualTo("Echo: a\u20ac\ud83d\ude00z");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, ENVELOPE})
    void emptyFragmentsWithoutEndCountAsMessages(String target) throws Exception {
        assumeTrue(PAYARA, "the others do not show them");
        try (RawFrames attacker = open(target)) {
            attacker.send(RawFrames.frame(TEXT_PART, 0, new byte[0]));
            byte[] one = RawFrames.frame(PART, 0, new byte[0]);
            byte[] many = new byte[one.length * 1_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = one[i % one.length];
            }
            attacker.flood(many, NOTICED_WITHIN);
            assertThat(closeCode(attacker)).isEqualTo(4429);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, ENVELOPE})
    void pingsWithoutReadingDoNotPinTheHeap(String target) throws Exception {
        byte[] ping = RawFrames.frame(PING, 125, new byte[125]);
        try (RawFrames attacker = RawHandshake.upgrade(server.address(), target).receiveBuffer(4096).open()) {
            attacker.flood(ping, 100_000_000);
            assertThat(server.heapAfterGc()).as("heap, %s before", heap).isLessThan(heap + HEAP_MARGIN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, ENVELOPE})
    void aFrameWithoutMaskIsAProtocolError(String target) throws Exception {
        try (RawFrames attacker = open(target)) {
            // six bytes: Open Liberty waits for four that could be the mask
            attacker.send(new byte[] {(byte) TEXT, 6, 'n', 'o', 'm', 'a', 's', 'k'});
            assertThat(attacker.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, ENVELOPE})
    void aLengthWithItsHighestBitSetIsAProtocolError(String target) throws Exception {
        try (RawFrames attacker = open(target)) {
            attacker.send(RawFrames.frame(TEXT, Long.MIN_VALUE, "hi".getBytes()));
            if (OPEN_LIBERTY) {
                theNextIsServed();
            } else {
                assertThat(attacker.closeCode()).isEqualTo(1002);
            }
        }
    }

    private void theNextIsServed() throws IOException {
        try (RawFrames honest = open("/ws/honest")) {
            honest.sendText("hi".getBytes());
            assertThat(honest.text()).isEqualTo("Echo: hi");
        }
    }

    @Test
    void peersThatLeaveRightAfterTheHandshakeAreMissedAtOnce() throws Exception {
        for (int i = 0; i < 80; i++) {
            RawHandshake.upgrade(server.address(), i % 2 == 0 ? RAW : ENVELOPE).head();
        }
        long left = System.nanoTime();
        awaitNoConnections();
        assertThat(System.nanoTime() - left).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, ENVELOPE})
    void theCloseCodeReachesAClientThatStillSends(String target) throws Exception {
        List<Integer> codes = new ArrayList<>();
        byte[] binary = RawFrames.frame(0x82, FILLING.length, FILLING);
        for (int i = 0; i < 12; i++) {
            try (RawFrames client = open(target)) {
                client.flood(binary, 2 << 20);
                codes.add(closeCode(client));
            }
        }
        assertThat(codes).isSubsetOf(OPEN_LIBERTY ? List.of(1003, LOST) : List.of(1003));
    }

    private static int closeCode(RawFrames client) throws IOException {
        try {
            return client.closeCode();
        } catch (SocketException | EOFException e) {
            return LOST;
        }
    }
}
