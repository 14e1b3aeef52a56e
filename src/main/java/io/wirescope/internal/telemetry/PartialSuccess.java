package io.wirescope.internal.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a collector did not take of a request that it accepted ({@code ExportTracePartialSuccess} and its like for logs).
 *
 * @param rejected how many spans or records
 * @param message  why, or empty
 */
record PartialSuccess(long rejected, String message) {

    static final PartialSuccess NONE = new PartialSuccess(0, "");

    private static final int LENGTH_DELIMITED = 2;
    private static final int VARINT = 0;

    /**
     * {@return what the body of a response with status 200 reports} Nothing where it is empty or no such message: the
     * status counts.
     */
    static PartialSuccess read(byte[] response) {
        try {
            byte[] inner = bytes(ByteBuffer.wrap(response), 1);
            return inner == null ? NONE : new PartialSuccess(integer(ByteBuffer.wrap(inner), 1), text(inner));
        } catch (RuntimeException e) { // cut off, or something else
            return NONE;
        }
    }

    private static String text(byte[] inner) {
        byte[] message = bytes(ByteBuffer.wrap(inner), 2);
        return message == null ? "" : new String(message, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int field) {
        byte[] found = null;
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == ((long) field << 3 | LENGTH_DELIMITED)) {
                found = new byte[length(in)];
                in.get(found);
            } else {
                skip(in, (int) tag & 7);
            }
        }
        return found;
    }

    private static long integer(ByteBuffer in, int field) {
        long found = 0;
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == ((long) field << 3 | VARINT)) {
                found = varint(in);
            } else {
                skip(in, (int) tag & 7);
            }
        }
        return found;
    }

    private static void skip(ByteBuffer in, int wireType) {
        switch (wireType) {
            case VARINT -> varint(in);
            case 1 -> in.getLong();
            case LENGTH_DELIMITED -> {
                int length = length(in); // moves the position, too
                in.position(in.position() + length);
            }
            case 5 -> in.getInt();
            default -> throw new IllegalArgumentException("wire type " + wireType);
        }
    }

    private static int length(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("length " + length);
        }
        return (int) length;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint");
    }
}
