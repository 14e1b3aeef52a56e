package io.wirescope.internal.archive.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.EventFilter;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.archive.ArchiveConfig;
import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive;
import io.wirescope.internal.archive.EventArchive.Removed;
import io.wirescope.internal.archive.EventArchiveContract;
import io.wirescope.internal.archive.Postgres;
import io.wirescope.internal.config.InvalidSettingException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresArchiveTest extends EventArchiveContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static Postgres postgres;

    private PGSimpleDataSource database;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = Postgres.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    protected EventArchive create() throws SQLException {
        if (database == null) {
            database = postgres.database("archive" + DATABASES.incrementAndGet());
        }
        return archive(database);
    }

    private static PostgresArchive archive(PGSimpleDataSource source, String... settings) {
        return new PostgresArchive("jdbc/wirescope", source, ArchiveConfig.from(MapSettings.with(settings)));
    }

    @Test
    void manyServersMayOpenItAtOnce() throws Exception {
        PGSimpleDataSource fresh = postgres.database("archive" + DATABASES.incrementAndGet());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> opened = threads.invokeAll(Stream.generate(() -> (Callable<Void>) () -> {
                archive(fresh).open();
                return null;
            }).limit(4).toList());
            for (Future<Void> one : opened) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(Postgres.number(fresh, "SELECT count(*) FROM wirescope_schema")).isEqualTo(1);
        assertThat(Postgres.number(fresh, "SELECT count(*) FROM wirescope_partition"))
                .isEqualTo(Postgres.number(fresh, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'wirescope_event'::regclass"));
    }

    @Test
    void usesAnIndexForTexts() throws Exception {
        assertThat(Postgres.number(database, "SELECT count(*) FROM pg_indexes WHERE indexname = 'wirescope_event_text'"))
                .isEqualTo(1);
    }

    @Test
    void refusesTablesOfALaterVersion() throws Exception {
        Postgres.execute(database, "INSERT INTO wirescope_schema (version) VALUES (1000)");

        assertThatThrownBy(() -> archive(database).open()).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("wirescope.archive.datasource").hasMessageContaining("1000");
    }

    @Test
    void refusesAnotherDatabase() {
        DataSource mysql = fake(DataSource.class, Map.of("getConnection", fake(Connection.class, Map.of("getMetaData",
                fake(DatabaseMetaData.class, Map.of("getDatabaseProductName", "MySQL", "getDatabaseProductVersion", "8.4"))))));

        assertThatThrownBy(() -> new PostgresArchive("jdbc/mysql", mysql, ArchiveConfig.from(MapSettings.with())).open())
                .isInstanceOf(ArchiveException.class).hasMessageContaining("jdbc/mysql").hasMessageContaining("MySQL 8.4");
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    @Test
    void aNameThatIsNoDataSourceIsAnInvalidSetting() {
        assertThatThrownBy(() -> PostgresArchive.of("jdbc/none", ArchiveConfig.from(MapSettings.with())))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("wirescope.archive.datasource=jdbc/none");
    }

    @Test
    void leavesTheTablesToOthersWhereItIsTold() throws Exception {
        PGSimpleDataSource fresh = postgres.database("archive" + DATABASES.incrementAndGet());

        assertThatThrownBy(() -> archive(fresh, "wirescope.archive.migrate", "false").open())
                .isInstanceOf(ArchiveException.class).hasMessageContaining("CREATE TABLE wirescope_event");

        Postgres.execute(fresh, Migrations.sql(0));
        archive(fresh, "wirescope.archive.migrate", "false").open();
    }

    @Test
    void saysWhatToRunWhereItMayNotCreateTables() throws Exception {
        PGSimpleDataSource fresh = postgres.database("archive" + DATABASES.incrementAndGet());
        Postgres.execute(fresh, "CREATE USER guest" + DATABASES.get());
        PGSimpleDataSource guest = postgres.dataSource("guest" + DATABASES.get(), fresh.getDatabaseName());

        assertThatThrownBy(() -> archive(guest).open()).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("guest").hasMessageContaining("CREATE TABLE wirescope_event");
    }

    @Test
    void aDatabaseThatIsDownIsReportedAndThenUsed() throws Exception {
        archive().append(batch(1, 10));
        postgres.crash();

        assertThatThrownBy(() -> archive().append(batch(11, 20))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("jdbc/wirescope");
        assertThatThrownBy(() -> archive().read(query(EventFilter.ALL, 10, false), PATIENCE))
                .isInstanceOf(ArchiveException.class);

        postgres.up();
        archive().append(batch(11, 20));
        assertThat(find(query(EventFilter.ALL, 100, false))).isEqualTo(range(1, 20));
    }

    @Test
    void partitionsAreMadeBesideALongTransactionThatReadsTheTable() throws Exception {
        PGSimpleDataSource fresh = postgres.database("archive" + DATABASES.incrementAndGet());
        PostgresArchive short1 = archive(fresh, "wirescope.archive.partition", "PT1S");
        short1.open();
        try (Connection other = fresh.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM wirescope_event").close();
            awaitMore(fresh, short1);
        }
    }

    @Test
    void aLockOfSomebodyElseHoldsNobodyUp() throws Exception {
        PGSimpleDataSource fresh = postgres.database("archive" + DATABASES.incrementAndGet());
        PostgresArchive short1 = archive(fresh, "wirescope.archive.partition", "PT1S");
        short1.open();
        try (Connection other = fresh.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE wirescope_event IN SHARE MODE");
            assertThatThrownBy(() -> awaitMore(fresh, short1)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("55P03"); // lock_not_available
        }
        awaitMore(fresh, short1);
    }

    private static void awaitMore(PGSimpleDataSource source, PostgresArchive archive) throws Exception {
        String count = "SELECT count(*) FROM wirescope_partition";
        long before = Postgres.number(source, count);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            archive.prepare();
            assertThat(System.nanoTime()).isLessThan(deadline);
        } while (Postgres.number(source, count) == before);
    }

    @Test
    void removesWholePartitions() throws Exception {
        archive().append(batch(1, 100));
        String past = "wirescope_event_past";
        Postgres.execute(database,
                "CREATE TABLE " + past + " (LIKE wirescope_event INCLUDING DEFAULTS INCLUDING INDEXES)",
                "ALTER TABLE wirescope_event ATTACH PARTITION " + past + " FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')",
                "INSERT INTO wirescope_event (bus_id, sequence, archived_at, happened_at, event_type, data)"
                        + " VALUES ('old', 1, '2020-01-01', '2020-01-01', 'test.old', '{}')",
                "INSERT INTO wirescope_partition (name, from_time, to_time, rows) VALUES ('" + past
                        + "', '2020-01-01', '2020-01-02', 1)");

        Removed removed = archive().retain(Instant.parse("2021-01-01T00:00:00Z"), Instant.EPOCH, Long.MAX_VALUE);

        assertThat(removed.parts()).isEqualTo(1);
        assertThat(removed.rows()).isEqualTo(1);
        assertThat(find(query(EventFilter.ofTypes("test.old"), 10, false))).isEmpty();
        assertThat(find(query(EventFilter.ALL, 1000, false))).hasSize(100);
        assertThat(Postgres.number(database, "SELECT count(*) FROM pg_class WHERE relname = '" + past + "'")).isZero();
    }
}
