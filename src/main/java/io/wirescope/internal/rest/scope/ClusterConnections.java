package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.nodes.Answers;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.QueryParameters;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The connections of all servers. Thread-safe. */
@Dependent
public class ClusterConnections {

    static final String LIST = "connections";
    static final String SHOW = "connection";
    static final String CLOSE = "close";
    static final String ID = "connection_id";
    private static final String ROWS = "connections";
    private static final String TOTAL = "total";

    /** How far pages reach: each server sends all rows up to the page's end. */
    private static final int MAX_ROWS = 5000;

    // As text: all servers write times with as many digits, in UTC.
    private static final Comparator<JsonObject> OLDEST_FIRST = Comparator
            .comparing((JsonObject row) -> row.getString("connected_at")).thenComparing(row -> row.getString(ID));

    private final Cluster cluster;

    @Inject
    ClusterConnections(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Lists connections of all servers, oldest first.
     *
     * @param query      the query string, for the filters
     * @param parameters the same, decoded
     * @param offset     how many are skipped
     * @param limit      how many are returned at most
     * @return one page, in the form that one server answers
     * @throws InvalidFieldException when a parameter breaks its rule
     */
    public Answer list(String query, QueryParameters parameters, long offset, int limit) {
        if (offset + limit > MAX_ROWS) {
            throw new InvalidFieldException("offset", "plus limit must not exceed " + MAX_ROWS
                    + " where all servers are asked; use scope=node, or a filter");
        }
        Answers.Read<Rows> read = cluster.ask(parameters, LIST, JsonFormat.write(JsonFormat.object()
                .add("query", query == null ? "" : query).add("limit", offset + limit).build())).read(Rows::of);
        JsonObject page = merge(read.byNode(), offset, limit);
        return new Answer(page.getInt(TOTAL) + " connections", page, Cluster.asked(read));
    }

    /** What one server answered. */
    private record Rows(List<JsonObject> rows, int total) {

        static Rows of(JsonObject answer) {
            List<JsonObject> rows = Bodies.objects(answer, ROWS);
            rows.forEach(row -> (row.getString("connected_at") + row.getString(ID)).length()); // throws unless texts
            return new Rows(rows, answer.getInt(TOTAL));
        }
    }

    private static JsonObject merge(SortedMap<String, Rows> byNode, long offset, int limit) {
        List<JsonObject> page = byNode.values().stream().flatMap(rows -> rows.rows().stream()).sorted(OLDEST_FIRST)
                .skip(offset).limit(limit).toList();
        JsonArrayBuilder rows = JsonFormat.array();
        page.forEach(rows::add);
        return JsonFormat.object().add(ROWS, rows).add("total_returned", page.size())
                .add(TOTAL, byNode.values().stream().mapToInt(Rows::total).sum()).build();
    }

    /**
     * Shows a connection of another server.
     *
     * @param connectionId its id
     * @return the connection as that server shows it; empty when it has none of that id, or there is no other server that
     *         could
     * @throws RefusedRequestException when the server does not answer in time
     */
    public Optional<JsonObject> show(String connectionId) {
        return ask(SHOW, connectionId).map(answer -> JsonFormat.objectOrNull(answer, SHOW));
    }

    /**
     * Closes a connection of another server.
     *
     * @param connectionId its id
     * @return whether there was one
     * @throws RefusedRequestException when the server does not answer in time
     */
    public boolean close(String connectionId) {
        return ask(CLOSE, connectionId).map(answer -> answer.getBoolean("closed", false)).orElse(false);
    }

    private Optional<JsonObject> ask(String kind, String connectionId) {
        return cluster.otherOwner(connectionId).map(owner -> cluster.askOwner(owner, kind,
                JsonFormat.object().add(ID, connectionId).build()));
    }
}
