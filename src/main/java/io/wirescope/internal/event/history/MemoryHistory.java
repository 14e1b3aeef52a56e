package io.wirescope.internal.event.history;

import io.wirescope.event.Correlation;
import io.wirescope.event.EventPage;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The events of memory, where there is no archive. Thread-safe; never blocks. */
public final class MemoryHistory implements EventHistory {

    private final ObservabilityEventBus bus;

    /** @param bus has the events */
    public MemoryHistory(ObservabilityEventBus bus) {
        this.bus = bus;
    }

    @Override
    public List<Lost> lost(long from, long to) {
        return List.of(); // none is kept beyond memory
    }

    @Override
    public HistoryPage page(HistoryQuery query) {
        EventPage page = find(query);
        List<ObservabilityEvent> events = page.events();
        EventPlace next = events.size() < query.limit() ? null : EventPlace.of(events.get(events.size() - 1));
        return new HistoryPage(events, next, null, page.oldestSequence(), page.newestSequence(), page.nextAfter());
    }

    /** {@return what memory has} */
    public EventPage find(HistoryQuery asked) {
        HistoryQuery query = resumed(asked);
        long after = query.after() == null ? 0 : Math.max(0, query.after().sequence() - 1); // the bus compares sequences
        long before = query.before() == null ? Long.MAX_VALUE : query.before().sequence() + 1;
        return bus.query(new EventQuery(query.criteria().filter(), bus.resumeAfter(after),
                Math.min(query.limit(), EventQuery.MAX_LIMIT),
                query.descending()), before, event -> query.isInRange(event) && query.criteria().hasText(event));
    }

    // A sequence that was never given is of another run of the server: all that is here comes after it.
    private HistoryQuery resumed(HistoryQuery query) {
        if (query.after() == null || query.after().sequence() - 1 <= bus.lastSequence()) {
            return query;
        }
        return new HistoryQuery(query.criteria(), EventPlace.behind(bus.resumeAfter(query.after().sequence())),
                query.before(), query.limit(), query.descending());
    }

    @Override
    public Optional<Story> story(String requestId) {
        return Correlation.find(bus, requestId).map(correlation -> new Story(correlation, null));
    }

    @Override
    public EventHistogram histogram(EventCriteria criteria, TimeBuckets buckets) {
        long[] counts = new long[buckets.count()];
        bus.forEach(event -> {
            if (criteria.matches(event)) {
                buckets.add(counts, event.epochMicros());
            }
        });
        return new EventHistogram(buckets.since(), buckets.width(), counts, null);
    }

    @Override
    public String identity() {
        return bus.id();
    }

    @Override
    public Optional<ArchiveReport> archive() {
        return Optional.empty();
    }

    @Override
    public boolean settle(Duration patience) {
        return true;
    }
}
