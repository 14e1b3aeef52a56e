package io.wirescope.internal.archive;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.archive.jdbc.PostgresArchive;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Publishes events from four threads at the rate that the archive takes, in four processes one after the other, of which three
 * are killed, while the database crashes five times; then counts. Ends with an error unless every event that was acknowledged
 * as archived is there once, and archived and recorded gaps are all that was published.
 *
 * <p>{@code mvn -B -q -Pbench test-compile exec:exec -Dbench.main=io.wirescope.internal.archive.ArchiveFaults -Dbench=2000000}
 */
public final class ArchiveFaults {

    private static final int RUNS = 4;
    private static final int CRASHES = 5;
    private static final int PUBLISHERS = 4;
    private static final int LAG = 20_000;
    private static final String ACKNOWLEDGED = "acknowledged";

    private ArchiveFaults() {
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2) {
            publish(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
        } else {
            new ArchiveFaultsRun(Long.parseLong(arguments[0])).run();
        }
        System.exit(0);
    }

    /** What a process has said of its archive. */
    private record Acknowledged(String bus, long archivedTo, long published) {

        static Acknowledged of(String line) {
            String[] words = line.split(" ");
            return new Acknowledged(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
        }
    }

    /** The process that starts, kills and counts. */
    private static final class ArchiveFaultsRun {

        private final long events;
        private Postgres postgres;
        private int crashes;

        ArchiveFaultsRun(long events) {
            this.events = events;
        }

        void run() throws Exception {
            try (Postgres started = Postgres.start()) {
                postgres = started;
                PGSimpleDataSource database = postgres.database("faults");
                for (int run = 0; run < RUNS; run++) {
                    check(database, one(run), run == RUNS - 1);
                }
                long twice = Postgres.number(database,
                        "SELECT count(*) - count(DISTINCT (bus_id, sequence)) FROM wirescope_event");
                expect(twice == 0, twice + " events are there twice");
                System.out.printf(Locale.ROOT, "%,d events in the archive, %d crashes of the database, %d processes killed%n",
                        Postgres.number(database, "SELECT count(*) FROM wirescope_event"), crashes, RUNS - 1);
            }
        }

        private Acknowledged one(int run) throws Exception {
            long share = events / RUNS;
            Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-cp",
                    System.getProperty("java.class.path"), ArchiveFaults.class.getName(), Integer.toString(postgres.port()),
                    Long.toString(share)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            Acknowledged last = new Acknowledged("", 0, 0);
            long nextCrash = share / 3;
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    if (!line.startsWith(ACKNOWLEDGED)) {
                        continue;
                    }
                    last = Acknowledged.of(line);
                    if (last.archivedTo > nextCrash && crashes < CRASHES) {
                        crash();
                        nextCrash += share / 4;
                    }
                    if (run < RUNS - 1 && last.archivedTo > share * 9 / 10) {
                        process.destroyForcibly();
                        break; // its output is closed under us
                    }
                }
            }
            process.waitFor();
            return last;
        }

        private void crash() throws IOException {
            postgres.crash();
            postgres.up();
            crashes++;
        }

        private static void check(PGSimpleDataSource database, Acknowledged last, boolean wasWhole) throws Exception {
            String bus = " WHERE bus_id = '" + last.bus + "'";
            long rows = Postgres.number(database, "SELECT count(*) FROM wirescope_event" + bus + " AND sequence <= "
                    + last.archivedTo);
            long gaps = Postgres.number(database, "SELECT coalesce(sum(last - first + 1), 0) FROM wirescope_gap" + bus
                    + " AND last <= " + last.archivedTo);
            System.out.printf(Locale.ROOT, "bus %s: acknowledged %,d, archived %,d, in gaps %,d%n", last.bus, last.archivedTo,
                    rows, gaps);
            expect(rows + gaps == last.archivedTo, "archived and gaps are not all that was acknowledged");
            expect(!wasWhole || last.archivedTo == last.published, "not all that was published is archived");
        }

        private static void expect(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }

    private static void publish(int port, long events) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {"127.0.0.1"});
        database.setPortNumbers(new int[] {port});
        database.setUser("postgres");
        database.setDatabaseName("faults");
        Settings settings = settings();
        ExecutorService pool = Executors.newCachedThreadPool();
        Threads threads = new Threads(pool, Executors.newScheduledThreadPool(2));
        ObservabilityEventBus bus = new ObservabilityEventBus(settings, Clock.systemUTC(), IdSource.random(), threads);
        ArchiveConfig config = ArchiveConfig.from(settings);
        ArchiveService service = new ArchiveService(new PostgresArchive("faults", database, config), config, bus,
                Clock.systemUTC(), threads);
        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(pool.submit(() -> publish(bus, service, events / PUBLISHERS)));
        }
        while (!publishers.stream().allMatch(Future::isDone) || service.writer().lag() > 0) {
            acknowledge(bus, service);
            LockSupport.parkNanos(50_000_000);
        }
        acknowledge(bus, service);
    }

    private static void publish(ObservabilityEventBus bus, ArchiveService service, long events) {
        for (long n = 0; n < events; n++) {
            bus.publish("test.event", new EventContext("request-" + n / 6, null, "client-" + n % 500, null, "test"),
                    JsonFormat.object().add("n", n).build());
            while (n % 100 == 0 && service.writer().lag() > LAG) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void acknowledge(ObservabilityEventBus bus, ArchiveService service) {
        System.out.println(ACKNOWLEDGED + " " + bus.id() + " " + service.writer().archivedTo() + " " + bus.lastSequence());
    }

    private static Settings settings() throws IOException {
        Properties values = new Properties();
        try (InputStream in = ArchiveFaults.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            values.load(in);
        }
        values.setProperty("wirescope.events.buffer-size", "100000");
        values.setProperty("wirescope.archive.text-index", "false");
        return new Settings((String key) -> Optional.ofNullable(values.getProperty(key)));
    }
}
