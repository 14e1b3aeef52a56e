package io.wirescope.internal.archive.jdbc;

import io.wirescope.event.ObservabilityEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The archive's statement in a loop, and nothing else: what it is measured against. */
public final class BareInsert implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement insert;

    public BareInsert(DataSource source) throws SQLException {
        connection = source.getConnection();
        connection.setAutoCommit(false);
        insert = connection.prepareStatement(EventInsert.INSERT);
    }

    /** Stores events in one transaction. */
    public void append(List<ObservabilityEvent> events) throws SQLException {
        new EventInsert(connection).set(insert, events);
        insert.executeUpdate();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
