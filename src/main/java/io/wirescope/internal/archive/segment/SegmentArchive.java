package io.wirescope.internal.archive.segment;

import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An archive in files of a folder, for one server. What was appended is on the disk. Files are complete when they reach their
 * size, and go whole. Thread-safe; readers wait for nobody.
 */
public final class SegmentArchive implements EventArchive {

    private static final Logger LOG = Logger.getLogger(SegmentArchive.class.getName());

    private static final long LEAST_FREE = 1 << 20;
    private static final int MOST_DAMAGED = 1000;

    private final Path path;
    private final SegmentFolder folder;
    private final long segmentBytes;
    private final Clock clock;
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();

    // Written under the lock of this; the list is never changed.
    private volatile List<Segment> segments = List.of();
    private volatile List<Gap> gaps = List.of();
    private volatile boolean open;
    private volatile boolean closed;
    private volatile long greatest;
    private ActiveSegment active;
    private long nextNumber;
    private final Map<String, Long> archivedTo = new HashMap<>();

    /**
     * @param path         the folder
     * @param segmentBytes the size from which a file is complete
     * @param clock        says when an event is archived
     */
    public SegmentArchive(Path path, long segmentBytes, Clock clock) {
        this.path = path;
        this.folder = new SegmentFolder(path);
        this.segmentBytes = segmentBytes;
        this.clock = clock;
    }

    @Override
    public String engine() {
        return "segments";
    }

    @Override
    public String target() {
        return path.toString();
    }

    @Override
    public String identity() {
        return path.toAbsolutePath().toString();
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public synchronized void open() throws ArchiveException {
        if (open) {
            return;
        }
        if (closed) {
            throw new ArchiveException("The archive is closed", null);
        }
        try {
            folder.lock();
            load();
            open = true;
        } catch (IOException e) {
            throw failure("open", e);
        } finally {
            if (!open) {
                unlock();
            }
        }
    }

    private void load() throws IOException {
        List<Segment> found = new ArrayList<>(folder.segments());
        gaps = List.copyOf(folder.gaps());
        nextNumber = found.isEmpty() ? 1 : found.get(found.size() - 1).number() + 1;
        greatest = found.isEmpty() ? 0 : lastSequence(found.get(found.size() - 1));
        segments = List.copyOf(found);
    }

    private static long lastSequence(Segment segment) throws IOException {
        return segment.rows(segment.count() - 1, segment.count()).getLong();
    }

    private void unlock() {
        try {
            folder.unlock();
        } catch (IOException e) {
            LOG.log(Level.FINE, "Lock not released", e);
        }
    }

    private ArchiveException failure(String what, IOException cause) {
        if (cause instanceof AccessDeniedException || isReadOnly(cause)) {
            return new ArchiveException("The folder " + path + " can't be written to (" + cause.getMessage()
                    + "); give the server's user the right to", cause);
        }
        boolean full = isFull(cause);
        return new ArchiveException(full ? "No space is left for the folder " + path
                : "The folder " + path + " failed (" + what + "): " + cause.getMessage(), cause, full);
    }

    private static boolean isReadOnly(IOException cause) {
        return cause.getMessage() != null && cause.getMessage().contains("Read-only");
    }

    private boolean isFull(IOException cause) {
        return cause.getMessage() != null && cause.getMessage().contains("No space left")
                || folder.freeBytes() < LEAST_FREE;
    }

    private void check() throws ArchiveException {
        if (!open) {
            throw new ArchiveException("The folder " + path + " is not open", null);
        }
    }

    @Override
    public long greatestSequence() throws ArchiveException {
        check();
        return greatest;
    }

    @Override
    public synchronized void append(Batch batch) throws ArchiveException {
        check();
        long known = archivedTo.getOrDefault(batch.busId(), Long.MIN_VALUE);
        if (batch.to() <= known) {
            return;
        }
        List<ObservabilityEvent> missing = batch.events().stream().filter(event -> event.sequence() > known).toList();
        List<Gap> newGaps = batch.gaps().stream().filter(gap -> gap.last() > known && !gaps.contains(gap)).toList();
        try {
            folder.append(newGaps);
            gaps = concat(gaps, newGaps);
            store(missing);
            archivedTo.put(batch.busId(), batch.to());
        } catch (IOException e) {
            takeBack();
            throw failure("append", e);
        }
    }

    private static <T> List<T> concat(List<? extends T> some, List<? extends T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    private void store(List<ObservabilityEvent> events) throws IOException {
        if (events.isEmpty()) {
            return;
        }
        if (active != null && active.length() >= segmentBytes) {
            seal();
        }
        if (active == null) {
            active = new ActiveSegment(nextNumber, folder.data(nextNumber));
            nextNumber++;
            segments = concat(segments, List.of(active));
        }
        active.append(events, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        greatest = Math.max(greatest, events.get(events.size() - 1).sequence());
    }

    private void seal() throws IOException {
        ActiveSegment complete = active;
        SealedSegment sealed = folder.seal(complete);
        segments = segments.stream().<Segment>map(segment -> segment == complete ? sealed : segment).toList();
        active = null;
    }

    private void takeBack() {
        try {
            if (active != null) {
                active.takeBack();
            }
        } catch (IOException e) { // the next append does it again
            LOG.log(Level.FINE, "Not taken back", e);
        }
    }

    @Override
    public Found read(HistoryQuery query, Duration patience) throws ArchiveException {
        check();
        try {
            return new SegmentSearch(segments, query.criteria(), patience, this::damaged).find(query);
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    private void damaged(Segment segment, long offset) {
        String place = segment.number() + ":" + offset;
        if (damaged.size() < MOST_DAMAGED && damaged.add(place)) {
            LOG.log(Level.WARNING, "Line is damaged and left out file={0} offset={1,number,#}",
                    new Object[] {folder.data(segment.number()), offset});
        }
    }

    @Override
    public boolean count(EventCriteria criteria, TimeBuckets buckets, String except, long from, long[] counts,
            Duration patience) throws ArchiveException {
        check();
        try {
            return new SegmentSearch(segments, criteria, patience, this::damaged).count(buckets, from, counts);
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    @Override
    public List<Gap> gaps(String busId, long from, long to) {
        return gaps.stream().filter(gap -> busId == null || busId.equals(gap.busId()))
                .filter(gap -> gap.last() >= from && gap.first() <= to).toList();
    }

    @Override
    public Usage usage() throws ArchiveException {
        check();
        List<Segment> now = segments;
        Instant oldest = now.isEmpty() || now.get(0).count() == 0 ? null
                : Instant.EPOCH.plus(now.get(0).firstArchived(), ChronoUnit.MICROS);
        return new Usage(now.stream().mapToLong(Segment::count).sum(), now.stream().mapToLong(Segment::bytes).sum(), oldest);
    }

    @Override
    public synchronized Removed retain(Instant before, Instant floor, long bytes) throws ArchiveException {
        check();
        long beforeMicros = ChronoUnit.MICROS.between(Instant.EPOCH, before);
        long floorMicros = ChronoUnit.MICROS.between(Instant.EPOCH, floor);
        long left = segments.stream().mapToLong(Segment::bytes).sum();
        Removed removed = new Removed(0, 0, 0);
        while (!segments.isEmpty() && segments.get(0) instanceof SealedSegment oldest
                && (oldest.lastArchived() < beforeMicros || left > bytes && oldest.lastArchived() <= floorMicros)) {
            remove(oldest);
            left -= oldest.bytes();
            removed = new Removed(removed.rows() + oldest.count(), removed.bytes() + oldest.bytes(), removed.parts() + 1);
        }
        return removed;
    }

    private void remove(SealedSegment oldest) throws ArchiveException {
        segments = segments.subList(1, segments.size()).stream().toList();
        try {
            oldest.delete();
        } catch (IOException e) {
            throw failure("remove", e);
        }
    }

    @Override
    public void prepare() {
        if (damaged.size() == MOST_DAMAGED) {
            LOG.log(Level.WARNING, "Many lines are damaged folder={0}", path);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        open = false;
        for (Segment segment : segments) {
            try {
                if (segment instanceof SealedSegment sealed) {
                    sealed.close();
                } else if (segment instanceof ActiveSegment writing) {
                    writing.close();
                }
            } catch (IOException e) {
                LOG.log(Level.FINE, "File not closed", e);
            }
        }
        unlock();
    }
}
