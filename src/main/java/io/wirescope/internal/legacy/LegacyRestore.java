package io.wirescope.internal.legacy;

import io.wirescope.event.EventFilter;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.ArchiveReport;
import io.wirescope.internal.event.history.ArchiveState;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Reads the legacy use of the last week from the archive once it is there, so that the trend and the verdict outlive a
 * restart. For one thread at a time, that of the periodic task.
 */
@Service
public class LegacyRestore implements Eager {

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);
    private static final Duration LEAST = Duration.ofDays(7);
    private static final int PAGE = 1000;

    private final LegacyUsage usage;
    private final EventHistory history;
    private final Threads threads;
    private volatile Future<?> attempts;
    private final Instant since;
    private HistoryQuery next;

    /**
     * @param usage   gets what was
     * @param policy  has the quiet period, which is what has to be known
     * @param history has it
     * @param bus     knows where this run begins
     * @param clock   says when the week began
     * @param threads read
     */
    @Inject
    public LegacyRestore(LegacyUsage usage, LegacyPolicy policy, EventHistory history, ObservabilityEventBus bus, Clock clock,
            Threads threads) {
        this.usage = usage;
        this.history = history;
        this.threads = threads;
        Duration quiet = policy.config().quietPeriod();
        this.since = clock.instant().minus(quiet.compareTo(LEAST) > 0 ? quiet : LEAST);
        EventFilter filter = new EventFilter(Set.of(EventType.LEGACY_USAGE), null, null, null, null, since, null);
        this.next = new HistoryQuery(new EventCriteria(filter, null), null, EventPlace.behind(bus.startSequence()), PAGE, false);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (history.archive().isPresent()) {
            attempts = threads.every(BETWEEN_ATTEMPTS, this::attempt);
        }
    }

    /** Reads pages until there are no more, or the archive can't be read: then the next attempt goes on. */
    synchronized void attempt() {
        Optional<ArchiveReport> archive = history.archive().filter(report -> report.oldest() != null
                && (report.state() == ArchiveState.OK || report.state() == ArchiveState.BEHIND));
        while (archive.isPresent() && next != null) {
            HistoryPage page = history.page(next);
            if (page.coverage() == ArchiveCoverage.UNAVAILABLE || page.coverage() == ArchiveCoverage.TIMED_OUT) {
                return;
            }
            page.events().forEach(this::restore);
            next = page.next() == null ? null : next.from(page.next());
        }
        if (next == null) {
            stop();
            archive.map(ArchiveReport::oldest).ifPresent(oldest -> usage.knownSince(oldest.isAfter(since) ? oldest : since));
        }
    }

    private void restore(ObservabilityEvent event) {
        JsonObject use = event.data().toJson();
        String endpoint = use.getString("endpoint", null);
        String clientId = use.getString("client_id", null);
        if (endpoint != null && clientId != null) { // else another producer's
            usage.restore(endpoint, use.getString("message_type", null), clientId, event.timestamp());
        }
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (attempts != null) {
            attempts.cancel(false);
        }
    }
}
