package io.wirescope.internal.archive.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of events and what is known of its lines. For any thread.
 *
 * <p>Rows are numbered from 0, in the order of sequence.
 */
interface Segment {

    /** {@return the number in its name} */
    long number();

    /** {@return how many lines it has} */
    int count();

    /** {@return how many bytes of the disk it takes} */
    long bytes();

    /** {@return the least time of its events, in microseconds since 1970} */
    long leastMicros();

    /** {@return the greatest time of its events, in microseconds since 1970} */
    long greatestMicros();

    /** {@return when its first line was written, in microseconds since 1970} */
    long firstArchived();

    /** {@return when its last line was written, in microseconds since 1970} */
    long lastArchived();

    /**
     * {@return rows, {@link Rows#ROW_BYTES} each}
     *
     * @param from the first
     * @param to   behind the last, at most {@link #count}
     */
    ByteBuffer rows(int from, int to) throws IOException;

    /** {@return the rows that have a key of this hash, ascending; some may have another key of the same hash} */
    int[] find(int hash) throws IOException;

    /** {@return a line without its end} */
    byte[] line(long offset, int length) throws IOException;
}
