package io.wirescope.internal.archive.segment;

import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the lines of a file that is being written: places, times, and by which keys they are found. Written by one
 * thread; a reader takes a {@link #snapshot}.
 */
final class Rows {

    /** Sequence, time, offset and length of a line. */
    static final int ROW_BYTES = 28;

    /** The kinds of keys, by their first character. */
    private static final String KINDS = "rtnce";
    private static final int FIRST_ROWS = 1024;

    private ByteBuffer rows = ByteBuffer.allocate(FIRST_ROWS * ROW_BYTES);
    private long[] keys = new long[FIRST_ROWS * KINDS.length()];
    private int rowCount;
    private int keyCount;
    private long leastMicros = Long.MAX_VALUE;
    private long greatestMicros = Long.MIN_VALUE;
    private long firstArchived;
    private long lastArchived;

    /** Adds a line. */
    synchronized void add(EventLine line, long offset, int length) {
        ObservabilityEvent event = line.event();
        if (rows.remaining() < ROW_BYTES) {
            ByteBuffer larger = ByteBuffer.allocate(rows.capacity() * 2);
            larger.put(rows.flip());
            rows = larger;
            keys = Arrays.copyOf(keys, keys.length * 2);
        }
        rows.putLong(event.sequence()).putLong(event.epochMicros()).putLong(offset).putInt(length);
        addKey('r', event.context().requestId());
        addKey('t', event.traceId());
        addKey('n', event.context().connectionId());
        addKey('c', event.context().clientId());
        addKey('e', event.eventType());
        leastMicros = Math.min(leastMicros, event.epochMicros());
        greatestMicros = Math.max(greatestMicros, event.epochMicros());
        firstArchived = rowCount == 0 ? line.archived() : firstArchived;
        lastArchived = line.archived();
        rowCount++;
    }

    private void addKey(char kind, String value) {
        if (value != null) {
            keys[keyCount++] = key(hash(kind, value), rowCount);
        }
    }

    /** {@return the key of a row under a hash: sorted, they are by hash and then by row} */
    static long key(int hash, int row) {
        return (long) hash << 32 | row;
    }

    /** {@return the hash of a key} */
    static int hash(char kind, String value) {
        long hash = 0xcbf29ce484222325L ^ kind;
        for (int i = 0; i < value.length(); i++) {
            hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
        }
        return (int) (hash ^ hash >>> 32);
    }

    /**
     * {@return the hashes of which a line that a filter wants has one, of the kind that leaves the fewest; or empty when the
     * filter names no key}
     */
    static Optional<List<Integer>> hashes(EventFilter filter) {
        if (filter.requestId() != null) {
            return Optional.of(List.of(hash('r', filter.requestId())));
        }
        if (filter.traceId() != null) {
            return Optional.of(List.of(hash('t', filter.traceId())));
        }
        if (filter.connectionId() != null) {
            return Optional.of(List.of(hash('n', filter.connectionId())));
        }
        if (filter.clientId() != null) {
            return Optional.of(List.of(hash('c', filter.clientId())));
        }
        return filter.eventTypes().isEmpty() ? Optional.empty()
                : Optional.of(filter.eventTypes().stream().map(type -> hash('e', type)).toList());
    }

    /** {@return what there is now, not to be changed} */
    synchronized Snapshot snapshot() {
        return new Snapshot(rowCount, ByteBuffer.wrap(rows.array()), Arrays.copyOf(keys, keyCount), leastMicros,
                greatestMicros, firstArchived, lastArchived);
    }

    /** {@return the rows of a hash, ascending} */
    synchronized int[] find(int hash) {
        int[] found = new int[16];
        int count = 0;
        for (int i = 0; i < keyCount; i++) {
            if ((int) (keys[i] >> 32) == hash) {
                found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
                found[count++] = (int) keys[i];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** {@return how many lines} */
    synchronized int count() {
        return rowCount;
    }

    /** {@return some of the rows, to be read only} */
    synchronized ByteBuffer rows() {
        return ByteBuffer.wrap(rows.array());
    }

    synchronized long leastMicros() {
        return leastMicros;
    }

    synchronized long greatestMicros() {
        return greatestMicros;
    }

    synchronized long firstArchived() {
        return firstArchived;
    }

    synchronized long lastArchived() {
        return lastArchived;
    }

    /** The rows and keys of a moment. */
    record Snapshot(int count, ByteBuffer rows, long[] keys, long leastMicros, long greatestMicros, long firstArchived,
            long lastArchived) {
    }
}
