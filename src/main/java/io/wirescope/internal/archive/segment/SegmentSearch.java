package io.wirescope.internal.archive.segment;

import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.EventArchive.Found;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** One search over files, until it has enough or its time is over. For one thread. */
final class SegmentSearch {

    private static final int BLOCK = 256;

    private final List<Segment> segments;
    private final EventCriteria criteria;
    private final long sinceMicros;
    private final long untilMicros;
    private final long deadline;
    private final DamageReport damage;
    private EventPlace reached;
    private boolean timedOut;

    /** Is notified of a damaged line. */
    @FunctionalInterface
    interface DamageReport {
        void damaged(Segment segment, long offset);
    }

    SegmentSearch(List<Segment> segments, EventCriteria criteria, Duration patience, DamageReport damage) {
        this.segments = segments;
        this.criteria = criteria;
        Instant since = criteria.filter().since();
        Instant until = criteria.filter().until();
        this.sinceMicros = since == null ? Long.MIN_VALUE : micros(since.plusNanos(999)); // events have microseconds
        this.untilMicros = until == null ? Long.MAX_VALUE : micros(until);
        this.deadline = System.nanoTime() + patience.toNanos();
        this.damage = damage;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** The rows of one file that may be wanted, some of them after the other. */
    private final class Candidates {

        private final Segment segment;
        private final int[] rows; // or null for all
        private final int size;
        private ByteBuffer block;
        private int blockFrom;
        private int blockTo;

        Candidates(Segment segment) throws IOException {
            this.segment = segment;
            Optional<List<Integer>> hashes = Rows.hashes(criteria.filter());
            this.rows = hashes.isEmpty() ? null : find(hashes.get());
            this.size = rows == null ? segment.count() : rows.length;
        }

        private int[] find(List<Integer> hashes) throws IOException {
            IntStream found = IntStream.empty();
            for (int hash : hashes) {
                found = IntStream.concat(found, Arrays.stream(segment.find(hash)));
            }
            return hashes.size() == 1 ? found.toArray() : found.sorted().distinct().toArray();
        }

        int row(int index) {
            return rows == null ? index : rows[index];
        }

        /** {@return the row's entry: the buffer stands at its sequence} */
        ByteBuffer entry(int index) throws IOException {
            int row = row(index);
            if (block == null || row < blockFrom || row >= blockTo) {
                blockFrom = row - row % BLOCK;
                blockTo = Math.min(segment.count(), blockFrom + BLOCK);
                block = segment.rows(blockFrom, blockTo);
            }
            return block.duplicate().position((row - blockFrom) * Rows.ROW_BYTES);
        }

        /** {@return the first candidate whose sequence is at least this} */
        int lowerBound(long sequence) throws IOException {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (entry(middle).getLong() < sequence) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** {@return what is wanted, in order} */
    Found find(HistoryQuery query) throws IOException {
        List<ObservabilityEvent> found = new ArrayList<>();
        List<Segment> order = new ArrayList<>(segments);
        if (query.descending()) {
            Collections.reverse(order);
        }
        for (Segment segment : order) {
            if (found.size() >= query.limit() || timedOut) {
                break;
            }
            if (mayHave(segment)) {
                search(segment, query, found);
            }
        }
        return new Found(found, timedOut, timedOut && found.size() < query.limit() ? reached : null);
    }

    private boolean mayHave(Segment segment) {
        return segment.count() > 0 && segment.greatestMicros() >= sinceMicros && segment.leastMicros() <= untilMicros;
    }

    private void search(Segment segment, HistoryQuery query, List<ObservabilityEvent> found) throws IOException {
        try {
            Candidates candidates = new Candidates(segment);
            int from = query.after() == null ? 0 : candidates.lowerBound(query.after().sequence());
            int to = query.before() == null ? candidates.size : candidates.lowerBound(next(query.before().sequence()));
            for (int i = 0; i < to - from && found.size() < query.limit(); i++) {
                if (isOver()) {
                    return;
                }
                look(candidates, query.descending() ? to - 1 - i : from + i, query, found);
            }
        } catch (ClosedChannelException e) { // retention has removed it meanwhile
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    private static long next(long sequence) {
        return sequence == Long.MAX_VALUE ? sequence : sequence + 1;
    }

    private boolean isOver() {
        timedOut = timedOut || System.nanoTime() - deadline > 0;
        return timedOut;
    }

    private void look(Candidates candidates, int index, HistoryQuery query, List<ObservabilityEvent> found)
            throws IOException {
        ByteBuffer entry = candidates.entry(index);
        long sequence = entry.getLong();
        long micros = entry.getLong();
        if (micros >= sinceMicros && micros <= untilMicros) {
            read(candidates.segment, entry.getLong(), entry.getInt()).filter(query::matches).ifPresent(found::add);
        }
        reached = query.descending() ? EventPlace.before(sequence) : EventPlace.behind(sequence);
    }

    private Optional<ObservabilityEvent> read(Segment segment, long offset, int length) throws IOException {
        Optional<EventLine> line = EventLine.read(segment.line(offset, length));
        if (line.isEmpty()) {
            damage.damaged(segment, offset);
        }
        return line.map(EventLine::event);
    }

    /** Counts events whose sequence is less than a bound, and returns whether all were counted in time. */
    boolean count(TimeBuckets buckets, long below, long[] counts) throws IOException {
        boolean byTimeAlone = criteria.equals(new EventCriteria(new EventFilter(criteria.filter().eventTypes(), null, null,
                null, null, criteria.filter().since(), criteria.filter().until()), null));
        for (Segment segment : segments) {
            if (timedOut) {
                break;
            }
            if (mayHave(segment)) {
                count(segment, byTimeAlone, below, micros -> buckets.add(counts, micros));
            }
        }
        return !timedOut;
    }

    private void count(Segment segment, boolean byTimeAlone, long below, LongConsumer counter) throws IOException {
        try {
            Candidates candidates = new Candidates(segment);
            int end = candidates.lowerBound(below);
            for (int i = 0; i < end && !isOver(); i++) {
                ByteBuffer entry = candidates.entry(i);
                entry.getLong();
                long micros = entry.getLong();
                if (micros >= sinceMicros && micros <= untilMicros && (byTimeAlone
                        || read(segment, entry.getLong(), entry.getInt()).filter(criteria::matches).isPresent())) {
                    counter.accept(micros);
                }
            }
        } catch (ClosedChannelException e) { // retention has removed it meanwhile
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }
}
