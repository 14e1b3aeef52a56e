package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.RateVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketGuardTest {

    private static final int LIMIT = 100;
    private static final byte[] PING = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] PONG = {(byte) 0x8a, 0};

    private final List<String> reports = new ArrayList<>();
    private final SocketGuard guard = new SocketGuard(new SocketGuard.Limits(LIMIT, 3, 1000));
    private RateVerdict rate = RateVerdict.ADMITTED;

    private final class Reports implements SocketGuard.Owner {

        @Override
        public RateVerdict controlFrame() {
            return rate;
        }

        @Override
        public void oversize(long bytes) {
            reports.add("oversize " + bytes);
        }

        @Override
        public void refuse(CloseCode code, String reason) {
            reports.add("refuse " + code.code());
        }
    }

    private int read(int... bytes) {
        byte[] frame = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            frame[i] = (byte) bytes[i];
        }
        return guard.read(frame, 0, frame.length);
    }

    private void pings(int number) {
        for (int i = 0; i < number; i++) {
            guard.read(PING, 0, PING.length);
        }
    }

    private void pongs(int number) {
        for (int i = 0; i < number; i++) {
            guard.written(PONG, 0, PONG.length);
        }
    }

    private List<String> report() {
        guard.ownedBy(new Reports());
        guard.report();
        return reports;
    }

    @Test
    void aBinaryFrameOverTheLimitIsRefusedForBeingBinary() {
        guard.ownedBy(new Reports());
        read(0x82, 0x80 | 126, 0, LIMIT + 1, 0, 0, 0, 0);
        assertThat(report()).containsExactly("refuse 1003");
    }

    @Test
    void aFrameAtTheLimitIsPassedOn() {
        assertThat(read(0x81, 0x80 | LIMIT, 0, 0, 0, 0, 'x')).isEqualTo(7);
        assertThat(guard.isBroken()).isFalse();
        assertThat(report()).isEmpty();
    }

    @Test
    void aFrameOverTheLimitDoesNotGoOnAndIsReportedOnce() {
        assertThat(read(0x81, 0x80 | LIMIT + 1, 0, 0, 0, 0, 'x')).isZero();
        assertThat(guard.isBroken()).isTrue();
        assertThat(report()).containsExactly("oversize 101");
        assertThat(read(0x81, 0x80, 0, 0, 0, 0)).as("what comes behind it").isZero();
        assertThat(report()).hasSize(1);
    }

    @Test
    void framesBeforeARefusedOneArePassedOn() {
        assertThat(read(0x81, 0x81, 0, 0, 0, 0, 'x', 0x81, 1, 'y')).isEqualTo(7);
        assertThat(report()).containsExactly("refuse 1002");
    }

    @Test
    void aFrameWithoutMaskIsAProtocolError() {
        assertThat(read(0x89, 0)).isZero();
        assertThat(report()).containsExactly("refuse 1002");
    }

    @Test
    void aLengthWithItsHighestBitSetIsAProtocolError() {
        assertThat(read(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).isZero();
        assertThat(report()).containsExactly("refuse 1002");
    }

    @Test
    void withoutAnOwnerThereIsNobodyToReportTo() {
        read(0x81, 1, 'x');
        assertThat(guard.report()).isFalse();
    }

    @Test
    void pingsWhosePongsAreReadAreUnlimited() {
        guard.ownedBy(new Reports());
        for (int i = 0; i < 100; i++) {
            pings(3);
            pongs(3);
        }
        assertThat(guard.isBroken()).isFalse();
    }

    @Test
    void pingsWhosePongsWaitEndTheConnection() {
        guard.ownedBy(new Reports());
        pings(4); // the bound is of what waits behind the one that is being sent
        assertThat(guard.isBroken()).isFalse();
        pings(1);
        assertThat(report()).containsExactly("refuse 4413");
    }

    @Test
    void pongsAreBoundedInBytesToo() {
        byte[] ping = Arrays.copyOf(new byte[] {(byte) 0x89, (byte) (0x80 | 125)}, 131);
        SocketGuard bytes = new SocketGuard(new SocketGuard.Limits(LIMIT, 1000, 300));
        bytes.ownedBy(new Reports());
        for (int i = 0; i < 4; i++) {
            bytes.read(ping, 0, ping.length);
        }
        bytes.report();
        assertThat(reports).containsExactly("refuse 4413");
    }

    @Test
    void pingsAndPongsCountAgainstTheRate() {
        guard.ownedBy(new Reports());
        rate = RateVerdict.REFUSED;
        pings(1);
        assertThat(guard.isBroken()).as("a warning").isFalse();
        rate = RateVerdict.CLOSE;
        assertThat(read(0x8a, 0x80, 0, 0, 0, 0)).isZero();
        assertThat(report()).containsExactly("refuse 4429");
    }

    @Test
    void theClientsCloseFrameIsSeenBehindWhatWasRefused() {
        read(0x81, 3, 'x');
        assertThat(guard.peerCloses()).isFalse();
        byte[] rest = {'y', 'z', (byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
        guard.skip(rest, rest.length);
        assertThat(guard.peerCloses()).isTrue();
    }
}
