package io.wirescope.internal.archive;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.archive.EventArchive.Batch;
import io.wirescope.internal.archive.jdbc.BareInsert;
import io.wirescope.internal.archive.jdbc.PostgresArchive;
import io.wirescope.internal.archive.segment.SegmentArchive;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.OutboundMessage;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.HistoryQuery;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Measures the archive: events appended a second by each engine and beside a bare JDBC loop of the same statement, the whole
 * way from the bus, and a story among many events.
 *
 * <p>{@code mvn -B -q -Pbench test-compile exec:exec -Dbench.main=io.wirescope.internal.archive.ArchiveBench -Dbench="segments
 * 5000000"}, or {@code "postgresql 200000"}
 */
public final class ArchiveBench {

    private static final int BATCH = 1000;
    private static final int ROUNDS = 5;
    private static final int STORIES = 2000;
    private static final int STORY = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ArchiveBench() {
    }

    public static void main(String[] arguments) throws Exception {
        long events = Long.parseLong(arguments[1]);
        if (arguments[0].equals("segments")) {
            segments(events);
        } else {
            postgres(events);
        }
        System.exit(0); // threads of the bus are at it
    }

    private static Settings settings() throws IOException {
        Properties values = new Properties();
        try (InputStream in = ArchiveBench.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            values.load(in);
        }
        values.setProperty("wirescope.events.buffer-size", "100000");
        return new Settings((String key) -> Optional.ofNullable(values.getProperty(key)));
    }

    /** {@return the n-th event: one of six of its request, as a message of a client's makes them} */
    private static ObservabilityEvent event(long n) {
        String request = new java.util.UUID(n / STORY * 0x9E3779B97F4A7C15L, n / STORY).toString();
        EventContext context = new EventContext(request, TraceContext.ofRequest(request), "client-" + n % 500,
                "connection-" + n % 1000, "ws.client");
        return new ObservabilityEvent(n, "5a0c1f4d2b3e6978", null, n % 2 == 0 ? "ws.message.in" : "ws.message.out",
                1_755_308_219_000_000L + n * 100, context,
                StoredData.of(new OutboundMessage("quote", 204, "127.0.0.1", 1, true, false)));
    }

    private static List<ObservabilityEvent> batch(long first) {
        return LongStream.range(first, first + BATCH).mapToObj(ArchiveBench::event).toList();
    }

    private static void fill(EventArchive archive, long from, long count) throws ArchiveException {
        for (long first = from; first < from + count; first += BATCH) {
            archive.append(new Batch("5a0c1f4d2b3e6978", first - 1, first + BATCH - 1, batch(first), List.of()));
        }
    }

    private static void segments(long events) throws Exception {
        Path folder = Files.createTempDirectory("archive-bench");
        try (SegmentArchive archive = new SegmentArchive(folder, 64 << 20, Clock.systemUTC())) {
            archive.open();
            fill(archive, 1, 100 * BATCH); // warm
            long began = System.nanoTime();
            long cpu = cpu();
            fill(archive, 100 * BATCH + 1, events);
            report("segments, append", events, System.nanoTime() - began, cpu() - cpu);
            System.out.printf(Locale.ROOT, "bytes an event: %d%n", archive.usage().bytes() / archive.usage().rows());
            stories(archive, events);
        }
        try (SegmentArchive archive = new SegmentArchive(folder, 64 << 20, Clock.systemUTC())) {
            long began = System.nanoTime();
            archive.open();
            System.out.printf(Locale.ROOT, "opened in %d ms%n", Duration.ofNanos(System.nanoTime() - began).toMillis());
        }
        Path fresh = Files.createTempDirectory("archive-bench");
        wholeWay(new SegmentArchive(fresh, 64 << 20, Clock.systemUTC()), Math.min(events, 1_000_000));
    }

    private static void postgres(long events) throws Exception {
        try (Postgres postgres = Postgres.start()) {
            PGSimpleDataSource database = postgres.database("bench");
            ArchiveConfig config = ArchiveConfig.from(settings());
            PostgresArchive archive = new PostgresArchive("bench", pooled(database), config);
            archive.open();
            long from = 1;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                long cpu = cpu();
                fill(archive, from, events / ROUNDS / 2);
                report("postgresql, append", events / ROUNDS / 2, System.nanoTime() - began, cpu() - cpu);
                from += events / ROUNDS / 2;
                began = System.nanoTime();
                cpu = cpu();
                try (BareInsert bare = new BareInsert(database)) {
                    for (long first = from; first < from + events / ROUNDS / 2; first += BATCH) {
                        bare.append(batch(first));
                    }
                }
                report("postgresql, bare loop", events / ROUNDS / 2, System.nanoTime() - began, cpu() - cpu);
                from += events / ROUNDS / 2;
            }
            Postgres.execute(database, "ANALYZE wirescope_event");
            stories(archive, events);
            wholeWay(new PostgresArchive("bench", database, config), Math.min(events, 100_000)); // from several threads
        }
    }

    /** {@return a data source whose connection stays open, as those of a server's pool do} */
    private static DataSource pooled(DataSource database) throws SQLException {
        Connection kept = database.getConnection();
        Connection connection = (Connection) Proxy.newProxyInstance(ArchiveBench.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? null : method.invoke(kept, arguments));
        return (DataSource) Proxy.newProxyInstance(ArchiveBench.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connection);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void report(String what, long events, long nanos, long cpu) {
        System.out.printf(Locale.ROOT, "%s: %,.0f events/s, %.1f us of client's CPU each%n", what, events * 1e9 / nanos,
                cpu / 1e3 / events);
    }

    private static void stories(EventArchive archive, long events) throws ArchiveException {
        Random random = new Random(1);
        long[] nanos = new long[STORIES];
        for (int round = 0; round < 2; round++) { // the first warms
            for (int i = 0; i < STORIES; i++) {
                String request = event(1 + (long) (random.nextDouble() * (events - 1))).context().requestId();
                EventFilter filter = new EventFilter(Set.of(), request, null, null, null, null, null);
                long began = System.nanoTime();
                if (archive.read(new HistoryQuery(new EventCriteria(filter, null), null, null, BATCH, false), PATIENCE).events()
                        .isEmpty()) {
                    throw new AssertionError(request);
                }
                nanos[i] = System.nanoTime() - began;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "a story among %,d: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n", events,
                nanos[STORIES / 2] / 1e6, nanos[STORIES * 99 / 100] / 1e6, nanos[STORIES - 1] / 1e6);
    }

    // Publishes as fast as the archive takes it.
    private static void wholeWay(EventArchive archive, long events) throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
        Threads threads = new Threads(pool, scheduler);
        Settings settings = settings();
        ObservabilityEventBus bus = new ObservabilityEventBus(settings, Clock.systemUTC(), IdSource.random(), threads);
        ArchiveService service = new ArchiveService(archive, ArchiveConfig.from(settings), bus, Clock.systemUTC(), threads);
        long began = System.nanoTime();
        for (long n = 0; n < events; n++) {
            ObservabilityEvent event = event(n);
            bus.publish(event.eventType(), event.context(), new OutboundMessage("quote", 204, "127.0.0.1", 1, true, false));
            while (n % BATCH == 0 && service.writer().lag() > 20 * BATCH) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        while (service.writer().lag() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        System.out.printf(Locale.ROOT, "from the bus: %,.0f events/s, lost %d%n", events * 1e9 / (System.nanoTime() - began),
                service.writer().lost());
        service.close();
        pool.shutdownNow();
        scheduler.shutdownNow();
    }
}
