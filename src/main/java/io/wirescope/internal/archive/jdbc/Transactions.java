package io.wirescope.internal.archive.jdbc;

import io.wirescope.internal.archive.ArchiveException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Runs work in transactions of a data source, each with time limits of its own. Thread-safe. */
final class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class.getName());

    private static final String TIMEOUTS = "SELECT set_config('statement_timeout', ?, true), set_config('lock_timeout', ?, true)";
    private static final String DISK_FULL = "53100";

    private final DataSource source;
    private final String name;

    /** Work with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException, ArchiveException;
    }

    Transactions(DataSource source, String name) {
        this.source = source;
        this.name = name;
    }

    /**
     * Runs work in a transaction, which is committed after it.
     *
     * @param statement how long each statement may take
     * @param lock      how long each may wait for a lock
     * @throws SQLException     when it failed; the commit may have come through
     * @throws ArchiveException when the work says so
     */
    <T> T run(Duration statement, Duration lock, Work<T> work) throws SQLException, ArchiveException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                limit(connection, statement, lock);
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollback(connection);
                }
                reset(connection);
            }
        }
    }

    private static void limit(Connection connection, Duration statement, Duration lock) throws SQLException {
        try (PreparedStatement limits = connection.prepareStatement(TIMEOUTS)) {
            limits.setString(1, Long.toString(Math.max(1, statement.toMillis())));
            limits.setString(2, Long.toString(Math.max(1, lock.toMillis())));
            try (ResultSet row = limits.executeQuery()) {
                row.next();
            }
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) { // it is broken, and the pool finds out
            LOG.log(Level.FINE, "No rollback", e);
        }
    }

    private static void reset(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.log(Level.FINE, "Not reset", e);
        }
    }

    /** Runs work outside of a transaction, on a connection whose limits are put back. */
    <T> T runPlain(Duration statement, Duration lock, Work<T> work) throws SQLException, ArchiveException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(true);
            try (Statement limits = connection.createStatement()) {
                limits.execute("SET statement_timeout = " + statement.toMillis());
                limits.execute("SET lock_timeout = " + lock.toMillis());
                try {
                    return work.run(connection);
                } finally {
                    limits.execute("RESET statement_timeout");
                    limits.execute("RESET lock_timeout");
                }
            }
        }
    }

    /** Runs work that sets nothing, as it finds out what database this is. */
    <T> T look(Work<T> work) throws SQLException, ArchiveException {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        }
    }

    /** {@return a failure for people} */
    ArchiveException failure(String what, SQLException cause) {
        String state = cause.getSQLState() == null ? "" : " (SQLSTATE " + cause.getSQLState() + ")";
        return new ArchiveException("The data source " + name + " failed to " + what + state + ": "
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause,
                DISK_FULL.equals(cause.getSQLState()));
    }
}
