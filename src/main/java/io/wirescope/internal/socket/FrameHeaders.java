package io.wirescope.internal.socket;

import java.util.function.Predicate;

/**
 * Finds the headers of frames in a client's bytes as they pass, in pieces of any size; payloads are skipped.
 * Keeps ten bytes at most. For one thread at a time.
 */
final class FrameHeaders {

    private static final int MASK_BYTES = 4;
    private static final int LONGEST = 10;

    private final Predicate<FrameHeader> admits;
    private final byte[] header = new byte[LONGEST];
    private int headerBytes;
    private long payloadLeft;

    /** @param admits decides on each header; a refused frame, and all behind it, must not be passed on */
    FrameHeaders(Predicate<FrameHeader> admits) {
        this.admits = admits;
    }

    /**
     * Reads on, to the end of the bytes.
     *
     * @return how many of them may be passed on: all, or those before the first refused frame
     */
    int read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int frame = offset;
        int admitted = length;
        while (at < end) {
            if (payloadLeft > 0) {
                int skipped = (int) Math.min(payloadLeft, end - at);
                payloadLeft -= skipped;
                at += skipped;
            } else {
                frame = headerBytes == 0 ? at : frame;
                header[headerBytes++] = bytes[at++];
                if (isComplete() && !admits.test(next())) {
                    admitted = Math.min(admitted, frame - offset);
                }
            }
        }
        return admitted;
    }

    private boolean isComplete() {
        return headerBytes > 1 && headerBytes == 2 + lengthBytes();
    }

    private int lengthBytes() {
        return switch (header[1] & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private FrameHeader next() {
        boolean masked = (header[1] & 0x80) != 0;
        long length = length();
        headerBytes = 0;
        payloadLeft = Math.min(Math.max(length, 0), Long.MAX_VALUE - MASK_BYTES) + (masked ? MASK_BYTES : 0);
        return new FrameHeader(header[0] & 0xf, masked, length);
    }

    private long length() {
        int bytes = lengthBytes();
        if (bytes == 0) {
            return header[1] & 0x7f;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | header[2 + i] & 0xff;
        }
        return length;
    }
}
