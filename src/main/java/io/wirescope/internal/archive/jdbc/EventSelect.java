package io.wirescope.internal.archive.jdbc;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.StoredData;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Builds a query with its conditions. For one thread. */
final class EventSelect {

    private static final String MICROS = "(extract(epoch FROM happened_at) * 1000000)::bigint";
    private static final String COLUMNS = "SELECT sequence, bus_id, event_id, event_type, " + MICROS + ", request_id, trace_id,"
            + " trace_span, parent_span, trace_sampled, trace_state, client_id, connection_id, source, data"
            + " FROM wirescope_event WHERE true";

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    private EventSelect(String begin) {
        this.sql = new StringBuilder(begin);
    }

    /** Reads events. */
    static List<ObservabilityEvent> find(Connection connection, HistoryQuery query) throws SQLException {
        EventSelect select = new EventSelect(COLUMNS).where(query.criteria());
        select.place(">", query.after()).place("<", query.before());
        String direction = query.descending() ? " DESC" : "";
        select.sql.append(" ORDER BY sequence").append(direction).append(", bus_id").append(direction).append(" LIMIT ")
                .append(query.limit());
        List<ObservabilityEvent> found = new ArrayList<>();
        try (PreparedStatement statement = select.prepare(connection); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(event(rows));
            }
        }
        return found;
    }

    /** Counts events, but for those of a bus from a sequence on. */
    static void count(Connection connection, EventCriteria criteria, TimeBuckets buckets, String except, long from,
            long[] counts) throws SQLException {
        EventSelect select = new EventSelect("SELECT least((" + MICROS + " - " + buckets.sinceMicros() + ") / " + buckets.widthMicros() + ", "
                + (buckets.count() - 1) + ")::int, count(*) FROM wirescope_event WHERE true").where(criteria);
        select.and(" AND NOT (bus_id = ? AND sequence >= ?)", except, from);
        select.sql.append(" GROUP BY 1");
        try (PreparedStatement statement = select.prepare(connection); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts[rows.getInt(1)] += rows.getLong(2);
            }
        }
    }

    private EventSelect where(EventCriteria criteria) {
        EventFilter filter = criteria.filter();
        equal("request_id", filter.requestId());
        equal("trace_id", filter.traceId());
        equal("client_id", filter.clientId());
        equal("connection_id", filter.connectionId());
        if (!filter.eventTypes().isEmpty()) {
            sql.append(" AND event_type IN (").append("?, ".repeat(filter.eventTypes().size() - 1)).append("?)");
            values.addAll(filter.eventTypes());
        }
        since(filter.since());
        until(filter.until());
        if (criteria.text() != null) {
            and(" AND data ILIKE ?", "%" + criteria.text().replaceAll("[\\\\%_]", "\\\\$0") + "%");
        }
        return this;
    }

    // What is outside of the times of a partition is in another one: so only those are read that may have some.
    private void since(Instant since) {
        if (since != null) {
            OffsetDateTime time = time(since.plusNanos(999)); // events have microseconds
            and(" AND happened_at >= ?", time);
            and(" AND archived_at >= coalesce((SELECT min(from_time) FROM wirescope_partition WHERE greatest_happened >= ?),"
                    + " 'infinity')", time);
        }
    }

    private void until(Instant until) {
        if (until != null) {
            OffsetDateTime time = time(until);
            and(" AND happened_at <= ?", time);
            and(" AND archived_at < coalesce((SELECT max(to_time) FROM wirescope_partition WHERE least_happened <= ?),"
                    + " '-infinity')", time);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant.minusNanos(instant.getNano() % 1000), ZoneOffset.UTC);
    }

    private void equal(String column, String value) {
        if (value != null) {
            and(" AND " + column + " = ?", value.replace('\0', '\ufffd'));
        }
    }

    private EventSelect place(String order, EventPlace place) {
        if (place != null) {
            and(" AND (sequence, bus_id) " + order + " (?, ?)", place.sequence(), place.busId());
        }
        return this;
    }

    private void and(String condition, Object... parameters) {
        sql.append(condition);
        values.addAll(List.of(parameters));
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    private static ObservabilityEvent event(ResultSet row) throws SQLException {
        boolean sampled = row.getBoolean(10);
        TraceContext trace = new TraceContext(row.getString(7), row.getString(8), row.getString(9),
                row.wasNull() ? null : (Boolean) sampled, row.getString(11));
        EventContext context = new EventContext(row.getString(6), isEmpty(trace) ? null : trace, row.getString(12),
                row.getString(13), row.getString(14));
        return new ObservabilityEvent(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5),
                context, new StoredData(row.getString(15)));
    }

    private static boolean isEmpty(TraceContext trace) {
        return trace.equals(new TraceContext(null, null, null));
    }
}
