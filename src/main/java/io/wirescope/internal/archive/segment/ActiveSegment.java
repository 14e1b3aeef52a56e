package io.wirescope.internal.archive.segment;

import io.wirescope.event.ObservabilityEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file that is written to. One thread appends, any reads. */
final class ActiveSegment implements Segment {

    private final long number;
    private final DataFile data;
    private final Rows rows = new Rows();
    private FileChannel out;
    private long length;

    /** @param path must not exist */
    ActiveSegment(long number, Path path) throws IOException {
        this.number = number;
        this.data = new DataFile(path);
        this.out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Appends events; they are on the disk, and found, when this returns. After a failure nothing of them is. */
    void append(List<ObservabilityEvent> events, long now) throws IOException {
        List<EventLine> lines = new ArrayList<>(events.size());
        int[] lengths = new int[events.size()];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(events.size() * 512);
        for (ObservabilityEvent event : events) {
            EventLine line = new EventLine(event, now);
            byte[] encoded = line.encode();
            lengths[lines.size()] = encoded.length;
            lines.add(line);
            bytes.writeBytes(encoded);
        }
        write(ByteBuffer.wrap(bytes.toByteArray()));
        long offset = length;
        for (int i = 0; i < lengths.length; i++) {
            rows.add(lines.get(i), offset, lengths[i] - 1);
            offset += lengths[i];
        }
        length = offset;
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (!out.isOpen()) { // the interrupt of a thread closes it
            out = FileChannel.open(data.path(), StandardOpenOption.WRITE);
        }
        out.truncate(length).position(length); // of what failed before, nothing stays
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(false);
    }

    /** Takes back what a failed append has left. */
    void takeBack() throws IOException {
        if (out.isOpen()) {
            out.truncate(length);
        }
    }

    Rows.Snapshot snapshot() {
        return rows.snapshot();
    }

    long length() {
        return length;
    }

    /** {@return what reads it, also when it is complete} */
    DataFile data() {
        return data;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int count() {
        return rows.count();
    }

    @Override
    public long bytes() {
        return length;
    }

    @Override
    public long leastMicros() {
        return rows.leastMicros();
    }

    @Override
    public long greatestMicros() {
        return rows.greatestMicros();
    }

    @Override
    public long firstArchived() {
        return rows.firstArchived();
    }

    @Override
    public long lastArchived() {
        return rows.lastArchived();
    }

    @Override
    public ByteBuffer rows(int from, int to) {
        return rows.rows().position(from * Rows.ROW_BYTES).limit(to * Rows.ROW_BYTES).slice();
    }

    @Override
    public int[] find(int hash) {
        return rows.find(hash);
    }

    @Override
    public byte[] line(long offset, int size) throws IOException {
        return data.read(offset, size).array();
    }

    /** Ends the writing; who reads it may go on until {@link #close}. */
    void end() throws IOException {
        try {
            out.close();
        } catch (ClosedChannelException e) {
            return; // it is
        }
    }

    void close() throws IOException {
        end();
        data.close();
    }
}
