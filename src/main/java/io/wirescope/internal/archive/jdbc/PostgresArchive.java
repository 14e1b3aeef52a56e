package io.wirescope.internal.archive.jdbc;

import io.wirescope.internal.archive.ArchiveConfig;
import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * An archive in PostgreSQL 14 or later, which several servers may share. Thread-safe; each call takes a connection of the
 * data source for its time.
 */
public final class PostgresArchive implements EventArchive {

    private static final String CANCELLED = "57014";
    private static final String NO_PARTITION = "23514";

    private final String name;
    private final Duration writeTimeout;
    private final Transactions transactions;
    private final Migrations migrations;
    private final Partitions partitions;
    private volatile boolean open;

    /**
     * @param name   of the data source, for people
     * @param source the database
     * @param config has its times and switches
     */
    public PostgresArchive(String name, DataSource source, ArchiveConfig config) {
        this.name = name;
        this.writeTimeout = config.writeTimeout();
        this.transactions = new Transactions(source, name);
        this.migrations = new Migrations(transactions, name, config.migrate(), config.textIndex());
        this.partitions = new Partitions(transactions, config.partition());
    }

    /**
     * Looks a data source up.
     *
     * @throws InvalidSettingException when the name is none, or of something else
     */
    public static PostgresArchive of(String name, ArchiveConfig config) {
        Object found;
        try {
            found = new InitialContext().lookup(name);
        } catch (NamingException e) {
            throw new InvalidSettingException(ArchiveConfig.DATA_SOURCE, name, "must be the JNDI name of a data source: "
                    + e.getMessage());
        }
        if (!(found instanceof DataSource source)) {
            throw new InvalidSettingException(ArchiveConfig.DATA_SOURCE, name, "must be the JNDI name of a data source, is "
                    + (found == null ? "nothing" : found.getClass().getName()));
        }
        return new PostgresArchive(name, source, config);
    }

    @Override
    public String engine() {
        return "postgresql";
    }

    @Override
    public String target() {
        return name;
    }

    @Override
    public String identity() {
        return name;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** Something to do in the database. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws SQLException, ArchiveException;
    }

    private <T> T attempt(String what, Step<T> step) throws ArchiveException {
        try {
            return step.run();
        } catch (SQLException e) {
            throw transactions.failure(what, e);
        }
    }

    @Override
    public synchronized void open() throws ArchiveException {
        if (open) {
            return;
        }
        attempt("open", () -> {
            migrations.run();
            partitions.make();
            return null;
        });
        open = true;
    }

    @Override
    public long greatestSequence() throws ArchiveException {
        return attempt("read", () -> transactions.run(writeTimeout, writeTimeout, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT coalesce(max(archived_to), 0) FROM wirescope_bus")) {
                row.next();
                return row.getLong(1);
            }
        }));
    }

    @Override
    public void append(Batch batch) throws ArchiveException {
        attempt("store events", () -> {
            try {
                store(batch);
            } catch (SQLException e) {
                if (!NO_PARTITION.equals(e.getSQLState())) {
                    throw e;
                }
                partitions.make(); // the time has gone on while nobody made them
                store(batch);
            }
            return null;
        });
    }

    private void store(Batch batch) throws SQLException, ArchiveException {
        transactions.run(writeTimeout, writeTimeout, connection -> {
            new EventInsert(connection).store(batch);
            return null;
        });
    }

    @Override
    public Found read(HistoryQuery query, Duration patience) throws ArchiveException {
        return attempt("read", () -> {
            try {
                return new Found(transactions.run(patience, patience, connection -> EventSelect.find(connection, query)),
                        false, null);
            } catch (SQLException e) {
                if (CANCELLED.equals(e.getSQLState())) {
                    return new Found(List.of(), true, null);
                }
                throw e;
            }
        });
    }

    @Override
    public boolean count(EventCriteria criteria, TimeBuckets buckets, String except, long from, long[] counts,
            Duration patience) throws ArchiveException {
        return attempt("read", () -> {
            try {
                transactions.run(patience, patience, connection -> {
                    EventSelect.count(connection, criteria, buckets, except, from, counts);
                    return null;
                });
                return true;
            } catch (SQLException e) {
                if (CANCELLED.equals(e.getSQLState())) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public List<Gap> gaps(String busId, long from, long to) throws ArchiveException {
        return attempt("read", () -> transactions.run(writeTimeout, writeTimeout, connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT bus_id, first, last FROM wirescope_gap"
                    + " WHERE (?::text IS NULL OR bus_id = ?) AND last >= ? AND first <= ? ORDER BY first LIMIT 1000")) {
                select.setString(1, busId);
                select.setString(2, busId);
                select.setLong(3, from);
                select.setLong(4, to);
                List<Gap> gaps = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        gaps.add(new Gap(row.getString(1), row.getLong(2), row.getLong(3)));
                    }
                }
                return gaps;
            }
        }));
    }

    @Override
    public Usage usage() throws ArchiveException {
        return attempt("read", partitions::usage);
    }

    @Override
    public Removed retain(Instant before, Instant floor, long bytes) throws ArchiveException {
        return attempt("remove partitions", () -> partitions.retain(before, floor, bytes));
    }

    @Override
    public void prepare() throws ArchiveException {
        attempt("make partitions", () -> {
            partitions.make();
            return null;
        });
    }

    @Override
    public void close() {
        open = false;
    }
}
