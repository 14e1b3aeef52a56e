package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.ArchiveReport;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventReplayTest {

    private static final int BUFFER = 10;

    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            MapSettings.with("wirescope.events.buffer-size", Integer.toString(BUFFER)), new SettableClock(),
            IdSource.random(), new Threads(task -> { }, null));
    private final List<String> told = new ArrayList<>();
    private ArchiveCoverage coverage = ArchiveCoverage.COMPLETE;
    private List<EventHistory.Lost> lost = List.of();

    private final EventListener reader = new EventListener() {
        @Override
        public void onEvent(ObservabilityEvent event) {
            told.add("" + event.sequence());
        }

        @Override
        public void onGap(long first, long last) {
            told.add(first + "-" + last);
        }
    };

    @BeforeEach
    void publish() {
        LongStream.rangeClosed(1, 1200).forEach(n -> bus.publish("test.event", EventContext.of("test"),
                JsonFormat.object().build()));
    }

    /** Has all events but those that are lost. */
    private final class Archived implements EventHistory {

        @Override
        public List<Lost> lost(long from, long to) {
            return lost.stream().filter(gap -> gap.last() >= from && gap.first() <= to).toList();
        }

        @Override
        public HistoryPage page(HistoryQuery query) {
            if (coverage == ArchiveCoverage.UNAVAILABLE) {
                return new HistoryPage(List.of(), null, coverage, 0, 0, 0);
            }
            List<ObservabilityEvent> events = LongStream.rangeClosed(1, bus.lastSequence())
                    .filter(n -> lost.stream().noneMatch(gap -> n >= gap.first() && n <= gap.last()))
                    .mapToObj(n -> new ObservabilityEvent(n, bus.id(), null, "test.event", n, EventContext.of("test"),
                            EventData.of(JsonFormat.object().build())))
                    .filter(query::isInRange).limit(query.limit()).toList();
            EventPlace next = events.size() < query.limit() ? null : EventPlace.of(events.get(events.size() - 1));
            return new HistoryPage(events, next, coverage, 0, 0, 0);
        }

        @Override
        public Optional<Story> story(String requestId) {
            return Optional.empty();
        }

        @Override
        public EventHistogram histogram(EventCriteria criteria, TimeBuckets buckets) {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public String identity() {
            return "test";
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

    private EventReplay replay(long after) {
        EventReplay replay = new EventReplay(new Archived(), bus, EventFilter.ALL, after, Runnable::run, () -> { });
        for (int i = 0; i < 5000 && !replay.isOver(); i++) {
            replay.advance(reader);
        }
        assertThat(replay.isOver()).isTrue();
        return replay;
    }

    private static List<String> range(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
    }

    @Test
    void readsAllThatMemoryNoLongerHas() {
        EventReplay replay = replay(5);

        assertThat(replay.position()).isGreaterThanOrEqualTo(bus.oldestSequence() - 1);
        assertThat(told).isEqualTo(range(6, replay.position()));
    }

    @Test
    void reportsWhatTheArchiveLostInItsPlace() {
        lost = List.of(new EventHistory.Lost(100, 150), new EventHistory.Lost(700, 700));

        EventReplay replay = replay(98);

        List<String> wanted = new ArrayList<>(List.of("99", "100-150"));
        wanted.addAll(range(151, 699));
        wanted.add("700-700");
        wanted.addAll(range(701, replay.position()));
        assertThat(told).isEqualTo(wanted);
    }

    @Test
    void aGapThatTheReaderIsInIsReportedFromThereOn() {
        lost = List.of(new EventHistory.Lost(100, 150));

        replay(120);

        assertThat(told).startsWith("121-150", "151");
    }

    @Test
    void leavesTheRestToTheCursorWhereTheArchiveIsAway() {
        coverage = ArchiveCoverage.UNAVAILABLE;

        assertThat(replay(5).position()).isEqualTo(5);
        assertThat(told).isEmpty();
    }
}
