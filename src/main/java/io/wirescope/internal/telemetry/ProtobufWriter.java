package io.wirescope.internal.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Writes one protobuf message, field by field (Protocol Buffers, "Encoding"). Fields with their type's default value are
 * left out, as proto3 asks. Not thread-safe.
 */
final class ProtobufWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;

    private static final int WIRE_TYPE_BITS = 3;
    private static final int VARINT_BITS = 7;
    private static final int CONTINUED = 0x80;

    private byte[] buffer = new byte[512];
    private int length;

    /** {@return what was written so far} */
    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    ProtobufWriter integer(int field, long value) {
        return value == 0 ? this : presentInteger(field, value);
    }

    /** As a member of a {@code oneof}, where zero is a value too. */
    ProtobufWriter presentInteger(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    ProtobufWriter fixed64(int field, long value) {
        return value == 0 ? this : presentFixed64(field, value);
    }

    /** A double as a member of a {@code oneof}. */
    ProtobufWriter presentDouble(int field, double value) {
        return presentFixed64(field, Double.doubleToRawLongBits(value));
    }

    private ProtobufWriter presentFixed64(int field, long value) {
        tag(field, FIXED64);
        littleEndian(value);
        return this;
    }

    ProtobufWriter text(int field, String value) {
        return value == null || value.isEmpty() ? this : presentText(field, value);
    }

    /** As a member of a {@code oneof}. A lone surrogate becomes a question mark: protobuf takes only valid UTF-8. */
    ProtobufWriter presentText(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** @param digits an even number of hex digits, or null for a field that is left out */
    ProtobufWriter hex(int field, String digits) {
        return digits == null ? this : bytes(field, HexFormat.of().parseHex(digits));
    }

    private ProtobufWriter bytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        return encoded(value);
    }

    /** Adds fields that another writer has encoded. */
    ProtobufWriter encoded(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    /** @param content writes the fields of a message within this one, empty or not */
    ProtobufWriter message(int field, Consumer<ProtobufWriter> content) {
        tag(field, LENGTH_DELIMITED);
        int start = length;
        content.accept(this);
        insertLength(start);
        return this;
    }

    private void insertLength(int start) {
        int size = length - start;
        int prefix = varintLength(size);
        reserve(prefix);
        System.arraycopy(buffer, start, buffer, start + prefix, size);
        length = start;
        varint(size);
        length += size;
    }

    private static int varintLength(int value) {
        return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + VARINT_BITS - 1) / VARINT_BITS);
    }

    private void tag(int field, int wireType) {
        varint((long) field << WIRE_TYPE_BITS | wireType);
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & -CONTINUED) != 0) {
            buffer[length++] = (byte) (rest & CONTINUED - 1 | CONTINUED);
            rest >>>= VARINT_BITS;
        }
        buffer[length++] = (byte) rest;
    }

    private void littleEndian(long value) {
        reserve(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            buffer[length++] = (byte) (value >>> i * Byte.SIZE);
        }
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
