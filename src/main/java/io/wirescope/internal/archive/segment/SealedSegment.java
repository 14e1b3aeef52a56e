package io.wirescope.internal.archive.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;

/** A file that is complete, with its index. Thread-safe. */
final class SealedSegment implements Segment {

    private final long number;
    private final DataFile data;
    private final SegmentIndex index;

    SealedSegment(long number, DataFile data, SegmentIndex index) {
        this.number = number;
        this.data = data;
        this.index = index;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int count() {
        return index.count();
    }

    @Override
    public long bytes() {
        return index.dataBytes() + index.bytes();
    }

    @Override
    public long leastMicros() {
        return index.leastMicros();
    }

    @Override
    public long greatestMicros() {
        return index.greatestMicros();
    }

    @Override
    public long firstArchived() {
        return index.firstArchived();
    }

    @Override
    public long lastArchived() {
        return index.lastArchived();
    }

    @Override
    public ByteBuffer rows(int from, int to) throws IOException {
        return index.rows(from, to);
    }

    @Override
    public int[] find(int hash) throws IOException {
        return index.find(hash);
    }

    @Override
    public byte[] line(long offset, int length) throws IOException {
        return data.read(offset, length).array();
    }

    /** Removes the files. Readers that are at it find the rest missing. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(data.path());
        Files.deleteIfExists(index.file().path());
    }

    void close() throws IOException {
        data.close();
        index.file().close();
    }
}
