package io.wirescope.internal.archive.jdbc;

import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive.Removed;
import io.wirescope.internal.archive.EventArchive.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Makes partitions ahead, and removes them. Safe beside other servers, which a lock of the database keeps apart. */
final class Partitions {

    private static final Duration STATEMENT = Duration.ofMinutes(1);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final int AHEAD = 2;
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss").withZone(ZoneOffset.UTC);

    private static final String NEWEST = "SELECT now(), (SELECT max(to_time) FROM wirescope_partition)";
    private static final String ALL = """
            SELECT p.name, p.to_time, p.rows, coalesce(pg_total_relation_size(to_regclass(p.name)), 0),
              (SELECT i.inhdetachpending FROM pg_inherits i WHERE i.inhrelid = to_regclass(p.name)), to_regclass(p.name) IS NOT NULL
            FROM wirescope_partition p ORDER BY p.from_time""";
    private static final String USAGE = """
            SELECT coalesce(sum(rows), 0), coalesce(sum(pg_total_relation_size(to_regclass(name))), 0),
              min(greatest(from_time, created_at)) FILTER (WHERE rows > 0) FROM wirescope_partition""";

    private final Transactions transactions;
    private final Duration length;

    Partitions(Transactions transactions, Duration length) {
        this.transactions = transactions;
        this.length = length;
    }

    /** Makes the partitions of now and of the times that follow, unless they are there. */
    void make() throws SQLException, ArchiveException {
        if (!isMissing()) {
            return;
        }
        transactions.run(STATEMENT, WAIT, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + Migrations.LOCK + ")");
                make(connection, statement);
            }
            return null;
        });
    }

    private boolean isMissing() throws SQLException, ArchiveException {
        return transactions.run(STATEMENT, WAIT, connection -> {
            try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(NEWEST)) {
                row.next();
                return isMissing(row.getTimestamp(1).toInstant(), row.getTimestamp(2));
            }
        });
    }

    private boolean isMissing(Instant now, Timestamp newest) {
        return newest == null || newest.toInstant().isBefore(now.plus(length.multipliedBy(AHEAD)));
    }

    private void make(Connection connection, Statement statement) throws SQLException {
        Instant now;
        Timestamp newest;
        try (ResultSet row = statement.executeQuery(NEWEST)) {
            row.next();
            now = row.getTimestamp(1).toInstant();
            newest = row.getTimestamp(2);
        }
        Instant from = begin(now);
        if (newest != null && newest.toInstant().isAfter(from)) {
            from = newest.toInstant();
        }
        while (from.isBefore(now.plus(length.multipliedBy(AHEAD)))) {
            Instant to = begin(from).plus(length);
            attach(connection, statement, from, to);
            from = to;
        }
    }

    private Instant begin(Instant time) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    // Attached, as that does not wait for those who read or write the others.
    private void attach(Connection connection, Statement statement, Instant from, Instant to) throws SQLException {
        String name = "wirescope_event_" + NAME.format(from);
        statement.execute("CREATE TABLE " + name + " (LIKE wirescope_event INCLUDING DEFAULTS INCLUDING INDEXES)");
        statement.execute("ALTER TABLE wirescope_event ATTACH PARTITION " + name + " FOR VALUES FROM ('" + from + "') TO ('"
                + to + "')");
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO wirescope_partition (name, from_time, to_time) VALUES (?, ?, ?)")) {
            insert.setString(1, name);
            insert.setTimestamp(2, Timestamp.from(from));
            insert.setTimestamp(3, Timestamp.from(to));
            insert.executeUpdate();
        }
    }

    /** One of them. */
    private record Partition(String name, Instant to, long rows, long bytes, Boolean detaching, boolean exists) {
    }

    /** Removes the oldest, see {@link io.wirescope.internal.archive.EventArchive#retain}. */
    Removed retain(Instant before, Instant floor, long bytes) throws SQLException, ArchiveException {
        return transactions.runPlain(STATEMENT, WAIT, connection -> {
            try (Statement statement = connection.createStatement()) {
                if (!isTrue(statement, "SELECT pg_try_advisory_lock(" + (Migrations.LOCK + 1) + ")")) {
                    return new Removed(0, 0, 0); // another server is at it
                }
                try {
                    return retain(statement, before, floor, bytes);
                } finally {
                    statement.execute("SELECT pg_advisory_unlock(" + (Migrations.LOCK + 1) + ")");
                }
            }
        });
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Removed retain(Statement statement, Instant before, Instant floor, long bytes) throws SQLException {
        List<Partition> all = all(statement);
        long left = all.stream().mapToLong(Partition::bytes).sum();
        Removed removed = new Removed(0, 0, 0);
        for (Partition oldest : all) {
            boolean isOver = left > bytes && !oldest.to.isAfter(floor);
            if (oldest.to.isAfter(before) && !isOver) {
                break;
            }
            remove(statement, oldest);
            left -= oldest.bytes;
            removed = new Removed(removed.rows() + oldest.rows, removed.bytes() + oldest.bytes, removed.parts() + 1);
        }
        return removed;
    }

    private static List<Partition> all(Statement statement) throws SQLException {
        List<Partition> all = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                boolean pending = row.getBoolean(5);
                all.add(new Partition(row.getString(1), row.getTimestamp(2).toInstant(), row.getLong(3), row.getLong(4),
                        row.wasNull() ? null : (Boolean) pending, row.getBoolean(6)));
            }
        }
        return all;
    }

    // In steps that can be taken again, for a server may end between any two.
    private static void remove(Statement statement, Partition partition) throws SQLException {
        if (partition.detaching != null) {
            statement.execute("ALTER TABLE wirescope_event DETACH PARTITION " + partition.name
                    + (partition.detaching ? " FINALIZE" : " CONCURRENTLY"));
        }
        if (partition.exists) {
            statement.execute("DROP TABLE " + partition.name);
        }
        statement.execute("DELETE FROM wirescope_partition WHERE name = '" + partition.name + "'");
    }

    /** {@return what there is} */
    Usage usage() throws SQLException, ArchiveException {
        return transactions.run(STATEMENT, WAIT, connection -> {
            try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(USAGE)) {
                row.next();
                Timestamp oldest = row.getTimestamp(3);
                return new Usage(row.getLong(1), row.getLong(2), oldest == null ? null : oldest.toInstant());
            }
        });
    }
}
