package io.wirescope.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.EventArchive.Batch;
import io.wirescope.internal.archive.EventArchive.Gap;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every archive does. */
public abstract class EventArchiveContract {

    protected static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    protected static final Duration PATIENCE = Duration.ofSeconds(30);
    protected static final String BUS = "5a0c1f4d2b3e6978";

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final long BEGIN_MICROS = BEGIN.getEpochSecond() * 1_000_000;

    private EventArchive archive;

    /** {@return the archive of the test, not open; the same stored events each time that it is called in one test} */
    protected abstract EventArchive create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        archive = create();
        archive.open();
    }

    @AfterEach
    void close() {
        archive.close();
    }

    protected final EventArchive archive() {
        return archive;
    }

    protected final void reopen() throws Exception {
        archive.close();
        archive = create();
        archive.open();
    }

    /** {@return the n-th event: a second after the one before, of one of ten requests, three clients and two types} */
    protected static ObservabilityEvent event(long n) {
        EventContext context = new EventContext("request-" + n % 10, new TraceContext(TRACE, "00f067aa0ba902b7", null),
                "client-" + n % 3, "connection-" + n % 4, "test");
        return new ObservabilityEvent(n, BUS, null, n % 2 == 0 ? "test.even" : "test.odd", BEGIN_MICROS + n * 1_000_000,
                context, StoredData.of(io.wirescope.event.EventData.of(JsonFormat.object().add("n", n)
                        .add("text", "Gr\u00fc\u00dfe 100% \"quoted\"\n\u0000").build())));
    }

    protected static Batch batch(long first, long last) {
        return new Batch(BUS, first - 1, last, LongStream.rangeClosed(first, last)
                .mapToObj(EventArchiveContract::event).toList(), List.of());
    }

    protected static HistoryQuery query(EventFilter filter, int limit, boolean descending) {
        return new HistoryQuery(new EventCriteria(filter, null), null, null, limit, descending);
    }

    protected final List<Long> find(HistoryQuery query) throws ArchiveException {
        return archive.read(query, PATIENCE).events().stream().map(ObservabilityEvent::sequence).toList();
    }

    protected static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void returnsWhatWasAppendedAsItWas() throws Exception {
        archive.append(batch(1, 3));

        List<ObservabilityEvent> found = archive.read(query(EventFilter.ALL, 10, false), PATIENCE).events();

        assertThat(found).extracting(event -> JsonFormat.write(event.toJson()))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 3).mapToObj(EventArchiveContract::event)
                        .map(event -> JsonFormat.write(event.toJson())).toList());
        assertThat(found.get(0).context().trace()).isEqualTo(event(1).context().trace());
    }

    @Test
    void hasAnEventOnceHoweverOftenItsBatchIsAppended() throws Exception {
        archive.append(batch(1, 100));
        archive.append(batch(1, 100));
        archive.append(batch(101, 200));
        archive.append(batch(101, 200));

        assertThat(find(query(EventFilter.ALL, 1000, false))).isEqualTo(range(1, 200));
        assertThat(archive.usage().rows()).isEqualTo(200);
    }

    @Test
    void isAsItWasWhenItIsOpenedAgain() throws Exception {
        archive.append(batch(1, 100));
        reopen();
        archive.append(new Batch("another", 200, 202, List.of(), List.of(new Gap("another", 201, 202))));

        assertThat(find(query(EventFilter.ALL, 1000, false))).isEqualTo(range(1, 100));
        assertThat(archive.greatestSequence()).isGreaterThanOrEqualTo(100);
        reopen();
        assertThat(archive.gaps(null, 0, Long.MAX_VALUE)).containsExactly(new Gap("another", 201, 202));
    }

    @Test
    void findsByEveryMember() throws Exception {
        archive.append(batch(1, 30));
        EventFilter all = new EventFilter(Set.of("test.even", "test.odd"), "request-4", TRACE, "client-1", "connection-0",
                BEGIN, BEGIN.plusSeconds(60));

        assertThat(find(query(all, 100, false))).isEqualTo(LongStream.rangeClosed(1, 30)
                .filter(n -> n % 10 == 4 && n % 3 == 1 && n % 4 == 0).boxed().toList());
        assertThat(find(query(new EventFilter(Set.of(), "request-7", null, null, null, null, null), 100, false)))
                .containsExactly(7L, 17L, 27L);
        assertThat(find(query(new EventFilter(Set.of(), null, TRACE, null, null, null, null), 100, true))).hasSize(30);
        assertThat(find(query(new EventFilter(Set.of(), null, null, "client-2", null, null, null), 2, true)))
                .containsExactly(29L, 26L);
        assertThat(find(query(new EventFilter(Set.of(), null, null, null, "connection-3", null, null), 100, false)))
                .containsExactly(3L, 7L, 11L, 15L, 19L, 23L, 27L);
        assertThat(find(query(EventFilter.ofTypes("test.even"), 3, true))).containsExactly(30L, 28L, 26L);
        assertThat(find(query(EventFilter.ofTypes("test.even", "test.odd"), 3, true))).containsExactly(30L, 29L, 28L);
        assertThat(find(query(EventFilter.ofTypes("no.such"), 3, true))).isEmpty();
    }

    @Test
    void findsByTimeToTheMicrosecond() throws Exception {
        archive.append(batch(1, 30));

        assertThat(find(query(new EventFilter(Set.of(), null, null, null, null, BEGIN.plusSeconds(5), BEGIN.plusSeconds(8)),
                100, false))).containsExactly(5L, 6L, 7L, 8L);
        assertThat(find(query(new EventFilter(Set.of(), null, null, null, null, BEGIN.plusSeconds(5).plusNanos(1),
                BEGIN.plusSeconds(8).minusNanos(1)), 100, false))).containsExactly(6L, 7L);
        assertThat(find(query(new EventFilter(Set.of(), null, null, null, null, BEGIN.plusSeconds(500), null), 100, false)))
                .isEmpty();
    }

    @Test
    void findsATextAsItIs() throws Exception {
        archive.append(batch(1, 12));

        assertThat(archive.read(new HistoryQuery(new EventCriteria(EventFilter.ALL, "\"N\":12"), null, null, 10, true),
                PATIENCE).events()).extracting(ObservabilityEvent::sequence).containsExactly(12L);
        assertThat(archive.read(new HistoryQuery(new EventCriteria(EventFilter.ALL, "GR\u00fc\u00dfe 100% "), null, null, 100,
                true), PATIENCE).events()).hasSize(12);
        assertThat(archive.read(new HistoryQuery(new EventCriteria(EventFilter.ALL, "Gr_\u00dfe"), null, null, 100, true),
                PATIENCE).events()).isEmpty();
    }

    @Test
    void goesOnFromAPlaceInBothDirections() throws Exception {
        archive.append(batch(1, 25));
        for (boolean descending : new boolean[] {true, false}) {
            List<Long> seen = new ArrayList<>();
            HistoryQuery next = query(EventFilter.ALL, 10, descending);
            for (List<ObservabilityEvent> page = archive.read(next, PATIENCE).events(); !page.isEmpty();
                    page = archive.read(next, PATIENCE).events()) {
                page.forEach(event -> seen.add(event.sequence()));
                next = next.from(EventPlace.of(page.get(page.size() - 1)));
            }
            assertThat(seen).hasSize(25).containsAll(range(1, 25));
        }
        HistoryQuery between = new HistoryQuery(EventCriteria.ALL, EventPlace.behind(5), EventPlace.before(9), 10, false);
        assertThat(find(between)).containsExactly(6L, 7L, 8L);
    }

    @Test
    void countsByTimeWithoutWhatMemoryHas() throws Exception {
        archive.append(batch(1, 30));
        EventFilter filter = new EventFilter(Set.of(), null, null, null, null, BEGIN, BEGIN.plusSeconds(30));
        TimeBuckets buckets = TimeBuckets.of(BEGIN, BEGIN.plusSeconds(30), 3);
        long[] counts = new long[3];

        assertThat(archive.count(new EventCriteria(filter, null), buckets, BUS, 1000, counts, PATIENCE)).isTrue();
        assertThat(counts).containsExactly(9, 10, 11);

        long[] before = new long[3];
        archive.count(new EventCriteria(filter, null), buckets, BUS, 21, before, PATIENCE);
        assertThat(before).containsExactly(9, 10, 1);

        long[] ofOne = new long[3];
        archive.count(new EventCriteria(new EventFilter(Set.of("test.even"), "request-4", null, null, null, BEGIN,
                BEGIN.plusSeconds(30)), null), buckets, BUS, 1000, ofOne, PATIENCE);
        assertThat(ofOne).containsExactly(1, 1, 1);
    }

    @Test
    void saysWhatThereIs() throws Exception {
        assertThat(archive.usage().rows()).isZero();
        assertThat(archive.usage().oldest()).isNull();

        archive.append(batch(1, 1000));

        assertThat(archive.usage().rows()).isEqualTo(1000);
        assertThat(archive.usage().bytes()).isGreaterThan(100_000);
        assertThat(archive.usage().oldest()).isNotNull();
    }

    @Test
    void removesNothingThatIsYoung() throws Exception {
        archive.append(batch(1, 100));

        assertThat(archive.retain(Instant.EPOCH, Instant.EPOCH, 0).parts()).isZero();
        assertThat(find(query(EventFilter.ALL, 1000, false))).hasSize(100);
    }
}
