package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as RFC 6455 (section 5.2) has them. */
class FrameHeadersTest {

    private final List<FrameHeader> seen = new ArrayList<>();

    private boolean note(FrameHeader header) {
        return seen.add(header);
    }

    private static byte[] frame(int first, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload + 14).put((byte) first);
        if (payload < 126) {
            frame.put((byte) (0x80 | payload));
        } else if (payload < 65_536) {
            frame.put((byte) 0xfe).putShort((short) payload);
        } else {
            frame.put((byte) 0xff).putLong(payload);
        }
        frame.putInt(0x0a0b0c0d).position(frame.position() + payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static byte[] frames(byte[]... frames) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(frames).mapToInt(frame -> frame.length).sum());
        Arrays.stream(frames).forEach(all::put);
        return all.array();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 14, 15, 1000, 1 << 20})
    void headersAreFoundInPiecesOfAnySize(int piece) {
        byte[] bytes = frames(frame(0x81, 0), frame(0x89, 125), frame(0x01, 126), frame(0x80, 65_535),
                frame(0x82, 65_536), frame(0x88, 2));
        FrameHeaders headers = new FrameHeaders(this::note);

        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            assertThat(headers.read(bytes, at, length)).isEqualTo(length);
        }

        assertThat(seen).containsExactly(new FrameHeader(1, true, 0), new FrameHeader(FrameHeader.PING, true, 125),
                new FrameHeader(1, true, 126), new FrameHeader(0, true, 65_535), new FrameHeader(2, true, 65_536),
                new FrameHeader(FrameHeader.CLOSE, true, 2));
    }

    @Test
    void whatIsSaidNoToDoesNotGoOn() {
        byte[] bytes = frames(frame(0x81, 10), frame(0x89, 5));
        FrameHeaders headers = new FrameHeaders(header -> header.opcode() != FrameHeader.PING);

        assertThat(headers.read(bytes, 0, bytes.length)).isEqualTo(frame(0x81, 10).length);
    }

    @Test
    void ofAHeaderInTwoPiecesTheSecondDoesNotGoOn() {
        byte[] bytes = frame(0x89, 5);
        FrameHeaders headers = new FrameHeaders(header -> false);

        assertThat(headers.read(bytes, 0, 1)).isEqualTo(1);
        assertThat(headers.read(bytes, 1, bytes.length - 1)).isZero();
    }

    @Test
    void aLengthWithItsHighestBitSetIsNegative() {
        byte[] bytes = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1};

        new FrameHeaders(this::note).read(bytes, 0, bytes.length);

        assertThat(seen).containsExactly(new FrameHeader(1, true, -1));
    }

    @Test
    void aFrameWithoutAMaskHasNoBytesForIt() {
        byte[] bytes = {(byte) 0x81, 1, 'x', (byte) 0x89, 0};

        new FrameHeaders(this::note).read(bytes, 0, bytes.length);

        assertThat(seen).containsExactly(new FrameHeader(1, false, 1), new FrameHeader(FrameHeader.PING, false, 0));
    }

    @Test
    void theLongestFrameNeverEnds() {
        byte[] bytes = {(byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4, (byte) 0x89,
            (byte) 0x80};

        new FrameHeaders(this::note).read(bytes, 0, bytes.length);

        assertThat(seen).containsExactly(new FrameHeader(1, true, Long.MAX_VALUE));
    }
}
