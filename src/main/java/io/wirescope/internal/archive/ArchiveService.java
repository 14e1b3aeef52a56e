package io.wirescope.internal.archive;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.archive.EventArchive.Removed;
import io.wirescope.internal.archive.EventArchive.Usage;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveReport;
import io.wirescope.internal.event.history.ArchiveState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An archive in use: its writer, and now and then retention, partitions made ahead, and a look at its size. Thread-safe. */
final class ArchiveService {

    static final String RETENTION_EVENT = "archive.retention";

    private static final Logger LOG = Logger.getLogger(ArchiveService.class.getName());
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);
    private static final int NEARLY_LOST = 2;

    private final EventArchive archive;
    private final ArchiveConfig config;
    private final ObservabilityEventBus bus;
    private final Clock clock;
    private final Threads threads;
    private final ArchiveWriter writer;
    private final ArchiveReads reads;
    private final Future<?> rounds;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong removedRows = new AtomicLong();
    private volatile Usage usage = new Usage(0, 0, null);

    /**
     * Begins to write.
     *
     * @param archive where events are kept; is closed with this
     * @param config  how
     * @param bus     what is kept
     * @param clock   says what is old
     * @param threads do the work
     */
    ArchiveService(EventArchive archive, ArchiveConfig config, ObservabilityEventBus bus, Clock clock, Threads threads) {
        this.archive = archive;
        this.config = config;
        this.bus = bus;
        this.clock = clock;
        this.threads = threads;
        this.reads = new ArchiveReads(threads.closer());
        this.writer = new ArchiveWriter(archive, bus, config, threads, clock);
        this.rounds = threads.every(BETWEEN_ROUNDS, this::beginRound);
    }

    private void beginRound() {
        if (running.compareAndSet(false, true)) {
            try {
                threads.closer().execute(this::round);
            } catch (RuntimeException e) { // the server takes its threads away
                running.set(false);
                LOG.log(Level.FINE, "No thread for the archive's retention", e);
            }
        }
    }

    private void round() {
        try {
            lookAfter();
        } catch (ArchiveException | RuntimeException e) { // the writer reports an archive that is down
            LOG.log(writer.status().state() == ArchiveState.OK ? Level.WARNING : Level.FINE,
                    "Archive not looked after reason=" + e.getMessage(), e);
        } finally {
            running.set(false);
        }
    }

    /** Makes partitions, removes what is too old or too much, and looks at what there is. */
    void lookAfter() throws ArchiveException {
        archive.open();
        archive.prepare();
        Instant now = clock.instant();
        Removed removed = archive.retain(now.minus(config.maxAge()), now, config.maxBytes());
        if (removed.parts() > 0) {
            removedRows.addAndGet(removed.rows());
            bus.publish(RETENTION_EVENT, EventContext.of("archive"), JsonFormat.object().add("rows", removed.rows())
                    .add("bytes", removed.bytes()).add("parts", removed.parts()).build());
        }
        usage = archive.usage();
    }

    EventArchive archive() {
        return archive;
    }

    ArchiveWriter writer() {
        return writer;
    }

    ArchiveReads reads() {
        return reads;
    }

    ArchiveSelection selection() {
        return config.selection();
    }

    Duration readTimeout() {
        return config.readTimeout();
    }

    /** {@return how the archive fares} */
    ArchiveReport report() {
        ArchiveStatus status = writer.status();
        long lag = writer.lag();
        ArchiveState state = status.state() == ArchiveState.OK && lag > bus.bufferCapacity() / NEARLY_LOST
                ? ArchiveState.BEHIND : status.state();
        Usage there = usage;
        return new ArchiveReport(archive.engine(), archive.target(), state, there.rows(), there.bytes(), there.oldest(), lag,
                writer.archived(), writer.skipped(), writer.lost(), writer.failures(), removedRows.get(), status.lastError());
    }

    void close() {
        rounds.cancel(false);
        writer.close();
        archive.close();
    }
}
