package io.wirescope.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.archive.segment.SegmentArchive;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.ArchiveState;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Threads threads = new Threads(pool, scheduler);
    private final SettableClock clock = new SettableClock();
    private ObservabilityEventBus bus;
    private FaultyArchive archive;
    private ArchiveService service;
    private ArchivedHistory history;

    private void start(String... settings) {
        Settings all = MapSettings.with(settings);
        bus = new ObservabilityEventBus(all, clock, IdSource.random(), threads);
        archive = new FaultyArchive(new SegmentArchive(folder, 1 << 20, clock));
        service = new ArchiveService(archive, ArchiveConfig.from(all), bus, clock, threads);
        history = new ArchivedHistory(bus, service);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        scheduler.shutdownNow();
        pool.shutdownNow();
    }

    private void publish(int count) {
        IntStream.range(0, count).forEach(n -> bus.publish("test.event",
                new EventContext("request-" + n % 10, null, "client", null, "test"),
                JsonFormat.object().add("n", n).build()));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<Long> all(int pageSize, boolean descending) {
        List<Long> seen = new ArrayList<>();
        HistoryQuery next = new HistoryQuery(EventCriteria.ALL, null, null, pageSize, descending);
        while (next != null) {
            HistoryPage page = history.page(next);
            page.events().forEach(event -> seen.add(event.sequence()));
            next = page.next() == null ? null : next.from(page.next());
        }
        return seen;
    }

    @Test
    void memoryAndArchiveAreReadAsOne() {
        start("wirescope.events.buffer-size", "100", "wirescope.events.reserve-per-type", "10",
                "wirescope.archive.read-timeout", "PT30S");
        for (int i = 0; i < 20; i++) {
            publish(50);
            assertThat(history.settle(PATIENCE)).isTrue();
        }

        List<Long> upwards = all(77, false);
        List<Long> downwards = all(77, true);

        assertThat(upwards).hasSize(1000).isSorted().doesNotHaveDuplicates();
        assertThat(downwards).hasSize(1000).containsAll(upwards);
        assertThat(history.story("request-3").orElseThrow().correlation().events()).hasSize(100);
        assertThat(history.story("request-3").orElseThrow().coverage()).isEqualTo(ArchiveCoverage.COMPLETE);
        EventHistogram histogram = history.histogram(EventCriteria.ALL,
                TimeBuckets.of(SettableClock.START, SettableClock.START.plusSeconds(1), 1));
        assertThat(histogram.total()).isEqualTo(1000);
    }

    @Test
    void pagesAreRightWhileOthersPublish() throws Exception {
        start("wirescope.events.buffer-size", "200", "wirescope.archive.read-timeout", "PT30S",
                "wirescope.archive.batch-delay", "PT0.01S");
        for (int i = 0; i < 5; i++) {
            publish(100);
            history.settle(PATIENCE);
        }
        List<Long> before = all(1000, false);

        Future<?> publisher = pool.submit(() -> {
            for (int i = 0; i < 50; i++) {
                publish(20);
                history.settle(PATIENCE);
            }
        });
        List<Long> downwards = all(50, true);
        publisher.get();

        assertThat(downwards).doesNotHaveDuplicates().containsAll(before.subList(0, 400));
    }

    @Test
    void aCommitThatFailedAndCameThroughStoresOnce() {
        start("wirescope.events.buffer-size", "10000");
        archive.failAfterAppend = true;
        publish(300);
        await(() -> service.writer().failures() > 0);
        archive.failAfterAppend = false;
        await(() -> service.writer().lag() == 0);

        assertThat(all(1000, false)).hasSize(300).doesNotHaveDuplicates();
        assertThat(service.report().state()).isEqualTo(ArchiveState.OK);
    }

    @Test
    void whatTheRingLosesWhileTheArchiveIsDownIsAGap() throws Exception {
        start("wirescope.events.buffer-size", "100", "wirescope.archive.batch-events", "10");
        publish(20);
        history.settle(PATIENCE);
        archive.down = true;
        publish(1000);
        await(() -> service.writer().failures() > 0);
        await(() -> service.report().state() == ArchiveState.UNAVAILABLE);
        await(() -> history.page(new HistoryQuery(EventCriteria.ALL, null, null, 1000, true)).coverage()
                == ArchiveCoverage.UNAVAILABLE);
        archive.down = false;
        await(() -> service.writer().lag() == 0);

        List<ObservabilityEvent> told = bus.query(EventQuery.newest(
                EventFilter.ofTypes(ArchiveWriter.GAP_EVENT), 10)).events();
        assertThat(told).isNotEmpty();
        assertThat(service.writer().lost()).isPositive();
        await(() -> archivedAndLost() == bus.stats().totalPublished());
    }

    @Test
    void publishersOnFourThreadsLoseNothingThatIsNotAGap() throws Exception {
        start("wirescope.events.buffer-size", "5000", "wirescope.archive.batch-delay", "PT0.01S");
        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            publishers.add(pool.submit(() -> publish(5000)));
        }
        for (int i = 0; i < 3; i++) {
            long written = service.writer().archived();
            await(() -> service.writer().archived() > written || publishers.stream().allMatch(Future::isDone));
            archive.failAfterAppend = i % 2 == 0;
            archive.failBeforeAppend = i % 2 == 1;
            await(() -> service.writer().failures() > 0 || publishers.stream().allMatch(Future::isDone));
            archive.failAfterAppend = false;
            archive.failBeforeAppend = false;
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
        await(() -> service.writer().lag() == 0 && archivedAndLost() == bus.lastSequence());

        List<ObservabilityEvent> found = archive.read(new HistoryQuery(EventCriteria.ALL, null, null, 100_000, false),
                PATIENCE).events();
        assertThat(new HashSet<>(found.stream().map(ObservabilityEvent::id).toList())).hasSameSizeAs(found);
    }

    private long archivedAndLost() {
        try {
            return archive.usage().rows() + archive.gaps(null, 0, Long.MAX_VALUE).stream()
                    .mapToLong(gap -> gap.last() - gap.first() + 1).sum();
        } catch (ArchiveException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void leavesOutWhatTheSettingsSay() throws Exception {
        start("wirescope.archive.types", "test.*,!test.noise");
        publish(3);
        bus.publish("test.noise", EventContext.of("test"), JsonFormat.object().build());
        bus.publish("other", EventContext.of("test"), JsonFormat.object().build());
        history.settle(PATIENCE);

        assertThat(archive.usage().rows()).isEqualTo(3);
        assertThat(service.writer().skipped()).isEqualTo(2);
    }

    @Test
    void aRequestIsSampledWholeOrNotAtAll() throws Exception {
        start("wirescope.archive.sample", "0.5", "wirescope.events.buffer-size", "10000");
        publish(1000);
        history.settle(PATIENCE);

        long rows = archive.usage().rows();
        assertThat(rows % 100).isZero();
        assertThat(rows).isBetween(100L, 900L);
    }

    @Test
    void anEventThatCanNotBeWrittenHoldsUpNoOther() throws Exception {
        start();
        publish(5);
        bus.publish("test.broken", EventContext.of("test"), () -> {
            throw new IllegalStateException("broken");
        });
        publish(5);
        history.settle(PATIENCE);

        assertThat(archive.usage().rows()).isGreaterThanOrEqualTo(10);
        assertThat(archive.gaps(null, 0, Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    void spaceIsMadeWhenThereIsNone() throws Exception {
        start("wirescope.archive.min-age", "PT1M", "wirescope.archive.segment-bytes", "65536");
        publish(10);
        history.settle(PATIENCE);
        archive.full = true;
        publish(10);
        await(() -> service.report().state() == ArchiveState.FULL);
        await(() -> archive.retainCalls > 0);

        archive.full = false;
        await(() -> service.report().state() == ArchiveState.OK);
        assertThat(archive.usage().rows()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void anArchiveThatHangsHoldsUpNoQuestion() {
        start("wirescope.archive.read-timeout", "PT0.05S", "wirescope.events.buffer-size", "100");
        publish(10);
        history.settle(PATIENCE);
        HistoryQuery query = new HistoryQuery(EventCriteria.ALL, null, null, 1000, true);
        archive.hanging = new CountDownLatch(1);

        HistoryPage page = history.page(query);

        assertThat(page.coverage()).isEqualTo(ArchiveCoverage.TIMED_OUT);
        assertThat(page.events()).hasSize(10);
        IntStream.range(0, 20).forEach(n -> history.page(query));
        assertThat(history.page(query).coverage()).isEqualTo(ArchiveCoverage.UNAVAILABLE); // too many hang
        archive.hanging.countDown();
        await(() -> history.page(query).coverage() == ArchiveCoverage.COMPLETE);
    }
}
