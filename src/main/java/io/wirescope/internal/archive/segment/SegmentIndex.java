package io.wirescope.internal.archive.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The index beside a file that is complete: a head, the rows, and the keys sorted by hash and row. Every {@value #STEP}th key
 * is held in memory, so that a search reads one piece of it. Immutable; thread-safe.
 *
 * @param file           where it is
 * @param dataBytes      the length of the file of events
 * @param count          the rows
 * @param keyCount       the keys
 * @param leastMicros    the least time of its events
 * @param greatestMicros the greatest
 * @param firstArchived  when the first line was written
 * @param lastArchived   when the last one was
 * @param steps          every {@value #STEP}th key
 */
record SegmentIndex(DataFile file, long dataBytes, int count, int keyCount, long leastMicros, long greatestMicros,
        long firstArchived, long lastArchived, long[] steps) {

    static final int STEP = 512;

    private static final long MAGIC = 0x5753_4152_4348_0001L; // "WSARCH", version 1
    private static final int HEAD = 72;
    private static final int BLOCK = 1 << 20;

    /** Writes the index of a file, under another name until it is complete. */
    static void write(Path path, long dataBytes, Rows.Snapshot rows) throws IOException {
        long[] keys = rows.keys();
        Arrays.sort(keys);
        int rowBytes = rows.count() * Rows.ROW_BYTES;
        ByteBuffer body = ByteBuffer.allocate(rowBytes + keys.length * Long.BYTES);
        body.put(rows.rows().limit(rowBytes));
        body.asLongBuffer().put(keys);
        body.clear();
        ByteBuffer head = ByteBuffer.allocate(HEAD).putLong(MAGIC).putLong(dataBytes).putInt(rows.count())
                .putInt(keys.length).putLong(rows.leastMicros()).putLong(rows.greatestMicros())
                .putLong(rows.firstArchived()).putLong(rows.lastArchived()).putLong(crc(body));
        head.putLong(crc(head.duplicate().flip())).flip();
        Path unfinished = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(out, head);
            writeAll(out, body);
            out.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    /**
     * Opens an index and checks it.
     *
     * @throws IOException when it is not there, damaged, or of another file
     */
    static SegmentIndex open(Path path, long dataBytes) throws IOException {
        DataFile file = new DataFile(path);
        boolean good = false;
        try {
            ByteBuffer head = file.read(0, HEAD);
            long headCrc = head.getLong(HEAD - Long.BYTES);
            if (crc(head.duplicate().limit(HEAD - Long.BYTES)) != headCrc || head.getLong() != MAGIC
                    || head.getLong() != dataBytes) {
                throw new IOException("not the index of its file");
            }
            SegmentIndex index = checked(file, dataBytes, head);
            good = true;
            return index;
        } finally {
            if (!good) {
                file.close();
            }
        }
    }

    private static SegmentIndex checked(DataFile file, long dataBytes, ByteBuffer head) throws IOException {
        int count = head.getInt();
        int keyCount = head.getInt();
        long keysAt = HEAD + (long) count * Rows.ROW_BYTES;
        long end = keysAt + (long) keyCount * Long.BYTES;
        long[] steps = new long[(keyCount + STEP - 1) / STEP];
        SegmentIndex index = new SegmentIndex(file, dataBytes, count, keyCount, head.getLong(), head.getLong(),
                head.getLong(), head.getLong(), steps);
        CRC32 crc = new CRC32();
        for (long at = HEAD; at < end; at += BLOCK) {
            crc.update(file.read(at, (int) Math.min(BLOCK, end - at)));
        }
        if (crc.getValue() != head.getLong()) {
            throw new IOException("damaged");
        }
        for (int i = 0; i < steps.length; i++) {
            steps[i] = file.read(keysAt + (long) i * STEP * Long.BYTES, Long.BYTES).getLong();
        }
        return index;
    }

    /** {@return how many bytes the index takes} */
    long bytes() {
        return HEAD + (long) count * Rows.ROW_BYTES + (long) keyCount * Long.BYTES;
    }

    /** {@return rows from one to before another} */
    ByteBuffer rows(int from, int to) throws IOException {
        return file.read(HEAD + (long) from * Rows.ROW_BYTES, (to - from) * Rows.ROW_BYTES);
    }

    /** {@return the rows of a hash, ascending} */
    int[] find(int hash) throws IOException {
        long least = Rows.key(hash, 0);
        int step = Arrays.binarySearch(steps, least);
        int block = Math.max(0, step >= 0 ? step : -step - 2);
        int[] found = new int[16];
        int count = 0;
        for (int at = block * STEP; at < keyCount; at += STEP) {
            ByteBuffer keys = keys(at);
            while (keys.hasRemaining()) {
                long key = keys.getLong();
                if (key >> 32 > hash) {
                    return Arrays.copyOf(found, count);
                }
                if (key >= least) {
                    found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
                    found[count++] = (int) key;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    private ByteBuffer keys(int at) throws IOException {
        return file.read(HEAD + (long) this.count * Rows.ROW_BYTES + (long) at * Long.BYTES,
                Math.min(STEP, keyCount - at) * Long.BYTES);
    }
}
