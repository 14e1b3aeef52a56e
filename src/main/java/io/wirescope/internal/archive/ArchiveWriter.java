package io.wirescope.internal.archive;

import io.wirescope.event.EventContext;
import io.wirescope.event.EventCursor;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.archive.EventArchive.Batch;
import io.wirescope.internal.archive.EventArchive.Gap;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Appends what is published to the archive: a cursor on the bus, and one batch at a time. No publisher waits for it. A
 * batch that fails is appended again, after 1 to 30 s, until it is stored; what the ring loses meanwhile is a gap, which is
 * recorded in the archive, counted and published as {@code archive.gap}. Thread-safe.
 */
final class ArchiveWriter {

    static final String GAP_EVENT = "archive.gap";

    private static final Logger LOG = Logger.getLogger(ArchiveWriter.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long BATCH_BYTES = 4 << 20;

    private final EventArchive archive;
    private final ObservabilityEventBus bus;
    private final ArchiveConfig config;
    private final Threads threads;
    private final Clock clock;
    private final EventCursor cursor;
    private final Future<?> ticks;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Object progress = new Object();

    private final AtomicLong archived = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private volatile ArchiveStatus status = ArchiveStatus.STARTING;
    private volatile long archivedTo;
    private volatile boolean closed;

    // Guarded by this: one turn at a time.
    private Batch pending;
    private Duration wait = Duration.ZERO;
    private long notBefore = System.nanoTime();

    /**
     * Begins with the first event that the bus still has.
     *
     * @param archive where to
     * @param bus     from where
     * @param config  how
     * @param threads run the turns
     * @param clock   says what is old when space is wanted
     */
    ArchiveWriter(EventArchive archive, ObservabilityEventBus bus, ArchiveConfig config, Threads threads, Clock clock) {
        this.archive = archive;
        this.bus = bus;
        this.config = config;
        this.threads = threads;
        this.clock = clock;
        this.archivedTo = bus.startSequence();
        this.cursor = bus.openCursor(EventFilter.ALL, 0, () -> { }); // the ticks look
        this.ticks = threads.every(config.batchDelay(), this::wake);
    }

    /** Begins a turn on another thread unless one is under way. */
    void wake() {
        if (!closed && running.compareAndSet(false, true)) {
            try {
                threads.closer().execute(() -> {
                    try {
                        turn();
                    } finally {
                        running.set(false);
                    }
                });
            } catch (RuntimeException e) { // the server takes its threads away
                running.set(false);
                FAILURES.warn("No thread for the archive", e);
            }
        }
    }

    /** Appends batches until there is nothing left or one fails; not before the time to wait is over. */
    synchronized void turn() {
        while (!closed && System.nanoTime() - notBefore >= 0) {
            if (pending == null) {
                pending = collect();
            }
            if (pending == null) {
                return;
            }
            if (pending.events().isEmpty() && pending.gaps().isEmpty() && status.state() == ArchiveStatus.OK.state()) {
                done(); // nothing to store
            } else if (!append()) {
                return;
            }
        }
    }

    private Batch collect() {
        Collector collector = new Collector();
        while (!collector.isFull() && advance(collector)) {
            Thread.onSpinWait();
        }
        long to = cursor.sequence();
        return to == archivedTo ? null : new Batch(bus.id(), archivedTo, to, collector.events, collector.gaps);
    }

    private boolean advance(Collector collector) {
        try {
            return cursor.advance(collector);
        } catch (RuntimeException | StackOverflowError | LinkageError e) { // its data's class may be an application's
            FAILURES.warn("Event not archived", e);
            collector.onGap(cursor.sequence(), cursor.sequence());
            return true;
        }
    }

    private boolean append() {
        try {
            archive.open();
            archive.append(pending);
        } catch (ArchiveException e) {
            failed(e);
            return false;
        } catch (RuntimeException e) {
            failed(new ArchiveException(e.toString(), e));
            return false;
        }
        succeeded();
        return true;
    }

    private void done() {
        archivedTo = pending.to();
        pending = null;
        notifyWaiters();
    }

    private void succeeded() {
        Batch batch = pending;
        wait = Duration.ZERO;
        archived.addAndGet(batch.events().size());
        done();
        if (status.state() != ArchiveStatus.OK.state()) {
            LOG.log(Level.INFO, "Archive available engine={0} target={1}", new Object[] {archive.engine(), archive.target()});
        }
        status = ArchiveStatus.OK;
        batch.gaps().forEach(this::report);
    }

    private void report(Gap gap) {
        LOG.log(Level.WARNING, "Events lost to the archive first={0,number,#} last={1,number,#}",
                new Object[] {gap.first(), gap.last()});
        bus.publish(GAP_EVENT, EventContext.of("archive"), JsonFormat.object().add("first", gap.first())
                .add("last", gap.last()).add("lost", gap.last() - gap.first() + 1).build());
    }

    private void failed(ArchiveException failure) {
        failures.incrementAndGet();
        if (!failure.getMessage().equals(status.lastError())) {
            LOG.log(Level.WARNING, "Archive unavailable engine=" + archive.engine() + " target=" + archive.target()
                    + " reason=" + failure.getMessage(), failure.getCause());
        }
        status = ArchiveStatus.of(failure);
        wait = wait.isZero() ? FIRST_WAIT : longer(wait);
        if (failure.isFull() && makeSpace()) {
            wait = Duration.ZERO;
        }
        notBefore = System.nanoTime() + wait.toNanos();
        notifyWaiters();
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }

    // Nothing is removed that is younger than the least age: then the ring fills up, and what it loses is a gap.
    private boolean makeSpace() {
        try {
            long enough = archive.usage().bytes() - config.segmentBytes();
            Instant now = clock.instant();
            EventArchive.Removed removed = archive.retain(now.minus(config.maxAge()), now.minus(config.minAge()),
                    Math.max(0, enough));
            return removed.parts() > 0;
        } catch (ArchiveException e) {
            LOG.log(Level.FINE, "No space was made", e);
            return false;
        }
    }

    /** Waits until what is published now is archived, or the archive fails, or the time is over. */
    boolean settle(Duration patience) {
        long wanted = bus.lastSequence();
        long deadline = System.nanoTime() + patience.toNanos();
        wake();
        synchronized (progress) {
            long left = patience.toMillis();
            while (archivedTo < wanted && !closed && status.lastError() == null && left > 0) {
                try {
                    progress.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            }
        }
        return archivedTo >= wanted;
    }

    private void notifyWaiters() {
        synchronized (progress) {
            progress.notifyAll();
        }
    }

    /** {@return how writing fares} */
    ArchiveStatus status() {
        return status;
    }

    /** {@return the last sequence that is archived, or left out, or recorded as a gap} */
    long archivedTo() {
        return archivedTo;
    }

    /** {@return events published and not yet archived} */
    long lag() {
        return Math.max(0, bus.lastSequence() - archivedTo);
    }

    /** {@return events archived since the start} */
    long archived() {
        return archived.get();
    }

    /** {@return events left out since the start} */
    long skipped() {
        return skipped.get();
    }

    /** {@return events lost since the start} */
    long lost() {
        return lost.get();
    }

    /** {@return attempts that failed since the start} */
    long failures() {
        return failures.get();
    }

    /** Appends what there is, and ends. */
    void close() {
        ticks.cancel(false);
        turn();
        closed = true;
        cursor.close();
    }

    /** One batch being collected. */
    private final class Collector implements EventListener {

        private final List<ObservabilityEvent> events = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        private long bytes;

        boolean isFull() {
            return events.size() >= config.batchEvents() || bytes >= BATCH_BYTES || !gaps.isEmpty();
        }

        @Override
        public void onEvent(ObservabilityEvent event) {
            if (config.selection().includes(event)) {
                StoredData data = StoredData.of(event.data()); // once, and here: what can't be written must not hold up the others
                events.add(new ObservabilityEvent(event.sequence(), event.busId(), event.givenId(), event.eventType(),
                        event.epochMicros(), event.context(), data));
                bytes += data.toText().length();
            } else {
                skipped.incrementAndGet();
            }
        }

        @Override
        public void onGap(long first, long last) {
            lost.addAndGet(last - first + 1);
            gaps.add(new Gap(bus.id(), first, last));
        }
    }
}
