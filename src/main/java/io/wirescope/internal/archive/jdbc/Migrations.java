package io.wirescope.internal.archive.jdbc;

import io.wirescope.internal.archive.ArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Brings the tables to the version that this server knows: numbered files of SQL, each in one transaction. */
final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class.getName());

    static final int VERSION = 1;

    /** The lock that servers share which make tables or partitions. */
    static final long LOCK = 0x5749_5245_5343_4f50L; // "WIRESCOP"

    private static final Duration STATEMENT = Duration.ofMinutes(1);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int LEAST_MAJOR = 14;
    private static final String NO_RIGHT = "42501";
    private static final String TEXT_INDEX =
            "CREATE INDEX IF NOT EXISTS wirescope_event_text ON wirescope_event USING gin (data gin_trgm_ops)";

    private final Transactions transactions;
    private final String name;
    private final boolean migrate;
    private final boolean textIndex;

    Migrations(Transactions transactions, String name, boolean migrate, boolean textIndex) {
        this.transactions = transactions;
        this.name = name;
        this.migrate = migrate;
        this.textIndex = textIndex;
    }

    /** Checks the database, and brings it up to date where it may. */
    void run() throws SQLException, ArchiveException {
        transactions.look(connection -> {
            check(connection.getMetaData());
            return null;
        });
        transactions.run(STATEMENT, WAIT, this::migrate);
        if (textIndex && migrate) {
            indexTexts();
        }
    }

    private void check(DatabaseMetaData database) throws SQLException, ArchiveException {
        if (!database.getDatabaseProductName().equals("PostgreSQL")
                || database.getDatabaseMajorVersion() < LEAST_MAJOR) {
            throw new ArchiveException("wirescope.archive.datasource=" + name + ": must be PostgreSQL " + LEAST_MAJOR
                    + " or later, is " + database.getDatabaseProductName() + " " + database.getDatabaseProductVersion(), null);
        }
    }

    private Void migrate(Connection connection) throws SQLException, ArchiveException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version == VERSION) {
                return null;
            }
            if (version > VERSION) {
                throw new ArchiveException("wirescope.archive.datasource=" + name + ": the tables have version " + version
                        + ", which is of a later Wirescope; this one knows " + VERSION, null);
            }
            if (!migrate) {
                throw new ArchiveException("wirescope.archive.datasource=" + name + ": the tables have version " + version
                        + ", and wirescope.archive.migrate is false; run this SQL: " + sql(version), null);
            }
            apply(connection, statement, version);
        }
        return null;
    }

    private static int version(Statement statement) throws SQLException {
        statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        try (ResultSet there = statement.executeQuery("SELECT to_regclass('wirescope_schema') IS NOT NULL")) {
            there.next();
            if (!there.getBoolean(1)) {
                return 0;
            }
        }
        try (ResultSet version = statement.executeQuery("SELECT coalesce(max(version), 0) FROM wirescope_schema")) {
            version.next();
            return version.getInt(1);
        }
    }

    private void apply(Connection connection, Statement statement, int version) throws SQLException, ArchiveException {
        String sql = sql(version);
        try {
            for (String one : sql.split(";\\s*\n")) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            if (NO_RIGHT.equals(e.getSQLState())) {
                throw new ArchiveException("wirescope.archive.datasource=" + name + ": the user "
                        + connection.getMetaData().getUserName() + " may not create tables (" + e.getMessage()
                        + "); grant it that, or run this SQL as another user and grant it all rights on the tables: " + sql, e);
            }
            throw e;
        }
        LOG.log(Level.INFO, "Archive tables migrated from={0} to={1}", new Object[] {version, VERSION});
    }

    /** {@return the SQL from a version to the latest} */
    static String sql(int version) {
        StringBuilder all = new StringBuilder();
        for (int next = version + 1; next <= VERSION; next++) {
            all.append(all.length() == 0 ? "" : ";\n").append(resource(next + ".sql"));
        }
        return all.toString();
    }

    private static String resource(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Without it a text is found, too, only slower.
    private void indexTexts() throws ArchiveException {
        try {
            transactions.run(STATEMENT, WAIT, connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                    statement.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
                    statement.execute(TEXT_INDEX);
                }
                return null;
            });
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "No index for texts in data; set wirescope.archive.text-index=false, or run this SQL as a"
                    + " user who may: CREATE EXTENSION pg_trgm; " + TEXT_INDEX + " reason=" + e.getMessage());
        }
    }
}
