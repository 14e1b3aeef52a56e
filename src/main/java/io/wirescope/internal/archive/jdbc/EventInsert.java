package io.wirescope.internal.archive.jdbc;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.EventArchive.Batch;
import io.wirescope.internal.archive.EventArchive.Gap;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Stores a batch in a transaction: how far the bus is archived, the events, and the gaps. */
final class EventInsert {

    private static final String ADVANCE =
            "UPDATE wirescope_bus SET archived_to = ?, updated_at = now() WHERE bus_id = ? AND archived_to <= ?";
    private static final String REACHED = "SELECT archived_to FROM wirescope_bus WHERE bus_id = ?";
    private static final String BEGIN =
            "INSERT INTO wirescope_bus (bus_id, archived_to) VALUES (?, ?) ON CONFLICT DO NOTHING";

    /** The statement; the arrays have one element for each event. */
    static final String INSERT = """
            INSERT INTO wirescope_event (bus_id, sequence, archived_at, happened_at, event_type, event_id, request_id,
              trace_id, trace_span, parent_span, trace_sampled, trace_state, client_id, connection_id, source, data)
            SELECT u.bus_id, u.sequence, now(), timestamptz 'epoch' + u.micros * interval '1 microsecond', u.event_type,
              u.event_id, u.request_id, u.trace_id, u.trace_span, u.parent_span, u.trace_sampled, u.trace_state, u.client_id,
              u.connection_id, u.source, u.data
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
            AS u(bus_id, sequence, micros, event_type, event_id, request_id, trace_id, trace_span, parent_span,
              trace_sampled, trace_state, client_id, connection_id, source, data)""";

    private static final String GAP =
            "INSERT INTO wirescope_gap (bus_id, first, last) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    // The last statement, as servers that share the table wait for each other here.
    private static final String TOUCH = """
            UPDATE wirescope_partition SET rows = rows + ?,
              least_happened = least(least_happened, timestamptz 'epoch' + ? * interval '1 microsecond'),
              greatest_happened = greatest(greatest_happened, timestamptz 'epoch' + ? * interval '1 microsecond')
            WHERE from_time <= now() AND to_time > now()""";

    private final Connection connection;

    EventInsert(Connection connection) {
        this.connection = connection;
    }

    /** Stores a batch; nothing where it is there. */
    void store(Batch batch) throws SQLException {
        long known = begin(batch);
        if (known >= batch.to()) {
            return;
        }
        List<ObservabilityEvent> events = batch.events().stream().filter(event -> event.sequence() > known).toList();
        for (Gap gap : batch.gaps()) {
            store(gap);
        }
        if (!events.isEmpty()) {
            insert(events);
            touch(events);
        }
    }

    /** {@return how far the bus was archived before; as far as this batch where it is there already} */
    private long begin(Batch batch) throws SQLException {
        if (advance(batch, batch.after()) == 1) {
            return batch.after();
        }
        try (PreparedStatement select = connection.prepareStatement(REACHED)) {
            select.setString(1, batch.busId());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    long reached = row.getLong(1);
                    if (reached < batch.to()) {
                        advance(batch, reached);
                    }
                    return reached;
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            insert.setString(1, batch.busId());
            insert.setLong(2, batch.to());
            return insert.executeUpdate() == 1 ? batch.after() : Math.max(batch.after(), batch.to());
        }
    }

    private int advance(Batch batch, long from) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setLong(1, batch.to());
            update.setString(2, batch.busId());
            update.setLong(3, from);
            return update.executeUpdate();
        }
    }

    private void store(Gap gap) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(GAP)) {
            insert.setString(1, gap.busId());
            insert.setLong(2, gap.first());
            insert.setLong(3, gap.last());
            insert.executeUpdate();
        }
    }

    private void insert(List<ObservabilityEvent> events) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            set(insert, events);
            insert.executeUpdate();
        }
    }

    /** Sets the arrays of {@link #INSERT}. */
    void set(PreparedStatement insert, List<ObservabilityEvent> events) throws SQLException {
        int at = 1;
        insert.setArray(at++, texts(events, ObservabilityEvent::busId));
        insert.setArray(at++, array("bigint", events, ObservabilityEvent::sequence, new Long[0]));
        insert.setArray(at++, array("bigint", events, ObservabilityEvent::epochMicros, new Long[0]));
        insert.setArray(at++, texts(events, ObservabilityEvent::eventType));
        insert.setArray(at++, texts(events, ObservabilityEvent::givenId));
        insert.setArray(at++, texts(events, event -> event.context().requestId()));
        insert.setArray(at++, texts(events, trace(TraceContext::traceId)));
        insert.setArray(at++, texts(events, trace(TraceContext::span)));
        insert.setArray(at++, texts(events, trace(TraceContext::parentSpan)));
        insert.setArray(at++, array("boolean", events, trace(TraceContext::sampled), new Boolean[0]));
        insert.setArray(at++, texts(events, trace(TraceContext::state)));
        insert.setArray(at++, texts(events, event -> event.context().clientId()));
        insert.setArray(at++, texts(events, event -> event.context().connectionId()));
        insert.setArray(at++, texts(events, event -> event.context().source()));
        insert.setArray(at, texts(events, event -> event.data().toText()));
    }

    private static <T> Function<ObservabilityEvent, T> trace(Function<TraceContext, T> member) {
        return event -> event.context().trace() == null ? null : member.apply(event.context().trace());
    }

    // PostgreSQL has no U+0000 in texts; in JSON it is escaped.
    private Array texts(List<ObservabilityEvent> events, Function<ObservabilityEvent, String> member) throws SQLException {
        return array("text", events, event -> {
            String text = member.apply(event);
            return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
        }, new String[0]);
    }

    private <T> Array array(String type, List<ObservabilityEvent> events, Function<ObservabilityEvent, T> member, T[] empty)
            throws SQLException {
        return connection.createArrayOf(type, events.stream().map(member).toList().toArray(empty));
    }

    private void touch(List<ObservabilityEvent> events) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(TOUCH)) {
            update.setLong(1, events.size());
            update.setLong(2, events.stream().mapToLong(ObservabilityEvent::epochMicros).min().orElseThrow());
            update.setLong(3, events.stream().mapToLong(ObservabilityEvent::epochMicros).max().orElseThrow());
            update.executeUpdate();
        }
    }
}
