package io.wirescope.internal.archive;

import io.wirescope.internal.archive.jdbc.PostgresArchive;
import io.wirescope.internal.archive.segment.SegmentArchive;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.SequenceFloor;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The engine that is configured; none is loaded without. It says where the bus begins, and so knows no bus. Thread-safe. */
@Service
public class ArchiveEngine implements SequenceFloor {

    private static final Logger LOG = Logger.getLogger(ArchiveEngine.class.getName());
    private static final long PATIENCE_SECONDS = 5;

    private final ArchiveConfig config;
    private final Threads threads;
    private final Optional<EventArchive> archive;

    /**
     * @param settings where the archive's own settings are read from
     * @param clock    says when an event is archived
     * @param threads  open the archive
     */
    @Inject
    public ArchiveEngine(Settings settings, Clock clock, Threads threads) {
        this.config = ArchiveConfig.from(settings);
        this.threads = threads;
        this.archive = engine(clock);
    }

    private Optional<EventArchive> engine(Clock clock) {
        if (config.dataSource().isPresent()) {
            return Optional.of(PostgresArchive.of(config.dataSource().get(), config));
        }
        return config.directory().map(folder -> new SegmentArchive(folder(folder), config.segmentBytes(), clock));
    }

    private static Path folder(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(ArchiveConfig.DIRECTORY, path, "must be the path of a folder");
        }
    }

    ArchiveConfig config() {
        return config;
    }

    Optional<EventArchive> archive() {
        return archive;
    }

    @Override
    public long greatestSequence() {
        return archive.map(this::greatest).orElse(0L);
    }

    // On another thread, so that an archive that does not answer holds up the start for a few seconds only.
    private long greatest(EventArchive engine) {
        CompletableFuture<Long> asked = new CompletableFuture<>();
        threads.closer().execute(() -> {
            try {
                engine.open();
                asked.complete(engine.greatestSequence());
            } catch (ArchiveException | RuntimeException e) {
                asked.completeExceptionally(e);
            }
        });
        try {
            return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) { // then the time says where to begin
            LOG.log(Level.WARNING, "Archive not available at the start reason=" + (e.getCause() == null ? "no answer in "
                    + PATIENCE_SECONDS + " s" : e.getCause().getMessage()));
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
