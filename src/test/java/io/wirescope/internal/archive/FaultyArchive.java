package io.wirescope.internal.archive;

import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An archive that fails when it is told to. */
final class FaultyArchive implements EventArchive {

    volatile boolean down;
    volatile boolean full;
    volatile boolean failBeforeAppend;
    volatile boolean failAfterAppend;
    volatile int retainCalls;

    private final EventArchive archive;

    FaultyArchive(EventArchive archive) {
        this.archive = archive;
    }

    private void check() throws ArchiveException {
        if (down) {
            throw new ArchiveException("down", null);
        }
    }

    @Override
    public String engine() {
        return archive.engine();
    }

    @Override
    public String target() {
        return archive.target();
    }

    @Override
    public String identity() {
        return archive.identity();
    }

    @Override
    public boolean isShared() {
        return archive.isShared();
    }

    @Override
    public void open() throws ArchiveException {
        check();
        archive.open();
    }

    @Override
    public long greatestSequence() throws ArchiveException {
        check();
        return archive.greatestSequence();
    }

    @Override
    public void append(Batch batch) throws ArchiveException {
        check();
        if (full) {
            throw new ArchiveException("full", null, true);
        }
        if (failBeforeAppend) {
            throw new ArchiveException("lost before the commit", null);
        }
        archive.append(batch);
        if (failAfterAppend) {
            throw new ArchiveException("lost after the commit", null);
        }
    }

    @Override
    public Found read(HistoryQuery query, Duration patience) throws ArchiveException {
        check();
        return archive.read(query, patience);
    }

    @Override
    public boolean count(EventCriteria criteria, TimeBuckets buckets, String except, long from, long[] counts,
            Duration patience) throws ArchiveException {
        check();
        return archive.count(criteria, buckets, except, from, counts, patience);
    }

    @Override
    public List<Gap> gaps(String busId, long from, long to) throws ArchiveException {
        check();
        return archive.gaps(busId, from, to);
    }

    @Override
    public Usage usage() throws ArchiveException {
        check();
        return archive.usage();
    }

    @Override
    public Removed retain(Instant before, Instant floor, long bytes) throws ArchiveException {
        check();
        retainCalls = 1;
        return archive.retain(before, floor, bytes);
    }

    @Override
    public void prepare() throws ArchiveException {
        check();
        archive.prepare();
    }

    @Override
    public void close() {
        archive.close();
    }
}
