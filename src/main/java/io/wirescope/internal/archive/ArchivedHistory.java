package io.wirescope.internal.archive;

import io.wirescope.event.Correlation;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventPage;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.archive.EventArchive.Found;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.ArchiveReport;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.MemoryHistory;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Memory and archive as one. Both are asked for the same page, and what both have is taken once: so it does not matter what
 * moves from one to the other meanwhile. Thread-safe.
 */
final class ArchivedHistory implements EventHistory {

    private static final Logger LOG = Logger.getLogger(ArchivedHistory.class.getName());
    private static final int STORY = Correlation.MAX_EVENTS;

    private final ObservabilityEventBus bus;
    private final MemoryHistory memory;
    private final ArchiveService service;

    /**
     * @param bus     has what is in memory
     * @param service has the rest
     */
    ArchivedHistory(ObservabilityEventBus bus, ArchiveService service) {
        this.bus = bus;
        this.memory = new MemoryHistory(bus);
        this.service = service;
    }

    /** What the archive said, or that it did not. */
    private record Archived(Found found, ArchiveCoverage coverage) {
    }

    @Override
    public List<Lost> lost(long from, long to) {
        try {
            return service.archive().gaps(null, from, to).stream().map(gap -> new Lost(gap.first(), gap.last())).toList();
        } catch (ArchiveException | RuntimeException e) {
            LOG.log(Level.FINE, "Archive not read", e);
            return List.of();
        }
    }

    @Override
    public HistoryPage page(HistoryQuery query) {
        if (!service.archive().isShared() && query.descending()) {
            EventPage page = memory.find(query);
            if (isWhole(query, page)) {
                return new HistoryPage(page.events(), last(page.events()), ArchiveCoverage.COMPLETE, page.oldestSequence(),
                        page.newestSequence(), page.nextAfter());
            }
        }
        return merged(query);
    }

    // The newest page is mostly in memory, and the archive is not asked for it.
    private boolean isWhole(HistoryQuery query, EventPage page) {
        return page.events().size() == query.limit()
                && page.events().get(query.limit() - 1).sequence() >= page.oldestSequence();
    }

    private static EventPlace last(List<ObservabilityEvent> events) {
        return EventPlace.of(events.get(events.size() - 1));
    }

    private HistoryPage merged(HistoryQuery query) {
        long missing = firstMissing(); // before memory is read: what leaves it meanwhile is archived, or missing now
        Archived archived = needsArchive(query) ? read(query, missing)
                : new Archived(new Found(List.of(), false, null), ArchiveCoverage.COMPLETE);
        EventPage page = memory.find(query); // after the archive: what was not archived then is here
        TreeMap<EventPlace, ObservabilityEvent> merged = new TreeMap<>();
        page.events().forEach(event -> merged.put(EventPlace.of(event), event));
        archived.found.events().forEach(event -> merged.putIfAbsent(EventPlace.of(event), event));
        List<ObservabilityEvent> all = (query.descending() ? merged.descendingMap() : merged).values().stream()
                .limit(query.limit()).toList();
        return bounded(query, page, archived, all, merged.size() > query.limit());
    }

    // Behind the last place that the archive has looked at, there may be events that it has not found yet.
    private HistoryPage bounded(HistoryQuery query, EventPage page, Archived archived, List<ObservabilityEvent> all,
            boolean cut) {
        EventPlace reached = archived.found.reached();
        List<ObservabilityEvent> events = reached == null || cut ? all
                : all.stream().filter(event -> isUpTo(query, EventPlace.of(event), reached)).toList();
        EventPlace next = events.size() == query.limit() ? last(events) : reached;
        return new HistoryPage(events, next, archived.coverage, page.oldestSequence(), page.newestSequence(),
                page.nextAfter());
    }

    private static boolean isUpTo(HistoryQuery query, EventPlace place, EventPlace reached) {
        int order = place.compareTo(reached);
        return query.descending() ? order >= 0 : order <= 0;
    }

    // Another server's events may be anywhere, those of this one are in memory from its oldest on.
    private boolean needsArchive(HistoryQuery query) {
        return query.after() == null || query.after().sequence() < bus.oldestSequence();
    }

    private long firstMissing() {
        return service.writer().archivedTo() + 1;
    }

    private Archived read(HistoryQuery query, long missing) {
        try {
            Found found = service.archive().read(query, service.readTimeout());
            ArchiveCoverage coverage = found.timedOut() ? ArchiveCoverage.TIMED_OUT : coverage(missing);
            return new Archived(found, coverage);
        } catch (ArchiveException | RuntimeException e) {
            LOG.log(Level.FINE, "Archive not read", e);
            return new Archived(new Found(List.of(), false, null), ArchiveCoverage.UNAVAILABLE);
        }
    }

    private ArchiveCoverage coverage(long missing) {
        return missing < bus.oldestSequence() && missing <= bus.lastSequence() ? ArchiveCoverage.BEHIND
                : ArchiveCoverage.COMPLETE;
    }

    @Override
    public Optional<Story> story(String requestId) {
        EventFilter filter = new EventFilter(Set.of(), requestId, null, null, null, null, null);
        HistoryPage page = page(new HistoryQuery(new EventCriteria(filter, null), null, null, STORY + 1, false));
        List<ObservabilityEvent> events = page.events();
        if (events.isEmpty()) {
            return Optional.empty();
        }
        List<ObservabilityEvent> first = events.size() > STORY ? events.subList(0, STORY) : events;
        return Optional.of(new Story(new Correlation(requestId, first, events.size() > STORY), page.coverage()));
    }

    @Override
    public EventHistogram histogram(EventCriteria criteria, TimeBuckets buckets) {
        long missing = firstMissing();
        long[] counts = new long[buckets.count()];
        // What is archived up to here is counted there, what comes later is counted in memory.
        ArchiveCoverage coverage = countArchived(criteria, buckets, counts, missing);
        boolean archivedCounted = coverage != ArchiveCoverage.UNAVAILABLE;
        bus.forEach(event -> {
            if ((!archivedCounted || event.sequence() >= missing || !service.selection().includes(event))
                    && criteria.matches(event)) {
                buckets.add(counts, event.epochMicros());
            }
        });
        return new EventHistogram(buckets.since(), buckets.width(), counts, coverage);
    }

    private ArchiveCoverage countArchived(EventCriteria criteria, TimeBuckets buckets, long[] counts, long missing) {
        long[] archived = new long[counts.length];
        try {
            boolean inTime = service.archive().count(criteria, buckets, bus.id(), missing, archived,
                    service.readTimeout());
            System.arraycopy(archived, 0, counts, 0, counts.length);
            return inTime ? coverage(missing) : ArchiveCoverage.TIMED_OUT;
        } catch (ArchiveException | RuntimeException e) {
            LOG.log(Level.FINE, "Archive not read", e);
            return ArchiveCoverage.UNAVAILABLE;
        }
    }

    @Override
    public String identity() {
        return service.archive().identity();
    }

    @Override
    public Optional<ArchiveReport> archive() {
        return Optional.of(service.report());
    }

    @Override
    public boolean settle(Duration patience) {
        return service.writer().settle(patience);
    }
}
