package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.nodes.Answers;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The legacy use of all servers, and their verdict: ready only when each says so and none is missing. Thread-safe. */
@Dependent
public class ClusterLegacy {

    static final String KIND = "legacy-usage";

    /** Clients that each server tells of; the default of {@code wirescope.legacy.clients-remembered}. */
    static final int CLIENTS = 10_000;

    private static final String ENDPOINTS = "endpoints";
    private static final String ENDPOINT = "endpoint";
    private static final String CLIENT_LIST = "clients";
    private static final String CLIENT = "client_id";
    private static final String TREND = "trend";
    private static final String START = "start";
    private static final String COUNT = "count";
    private static final String FIRST = "first_seen";
    private static final String LAST = "last_seen";
    private static final String CONNECTED = "connected";
    private static final String TOTAL = "total";
    private static final String TOTAL_CLIENTS = "total_clients";
    private static final String READY = "ready_to_retire";
    private static final String REASON = "ready_to_retire_reason";
    private static final String STEPS = "left_to_do";

    private static final Comparator<JsonObject> BY_USE = Comparator
            .comparingLong((JsonObject row) -> count(row)).reversed();

    private final Cluster cluster;

    @Inject
    ClusterLegacy(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Reports the use on all servers.
     *
     * @param offset how many clients are skipped
     * @param limit  how many clients are returned at most
     * @return the report in the form that one server answers
     */
    public Answer usage(long offset, int limit) {
        Answers.Read<JsonObject> read = cluster.askAll(KIND, "").read(answer -> {
            merge(Map.of("", answer), Set.of(), 0, 1); // throws unless all is there
            return answer;
        });
        JsonObject all = merge(read.byNode(), read.missing(), offset, limit);
        return new Answer(all.getJsonNumber(TOTAL) + " uses", all, Cluster.asked(read));
    }

    private static JsonObject merge(Map<String, JsonObject> byNode, Set<String> missing, long offset, int limit) {
        Collection<JsonObject> reports = byNode.values();
        List<JsonObject> clients = rows(reports, CLIENT_LIST, ClusterLegacy::clientKey, BY_USE
                .thenComparing(row -> row.getString(CLIENT)).thenComparing(row -> row.getString(ENDPOINT)));
        boolean enabled = reports.stream().anyMatch(report -> report.getBoolean("enabled"));
        boolean ready = missing.isEmpty() && reports.stream().allMatch(report -> report.getBoolean(READY));
        return JsonFormat.object()
                .add("enabled", enabled)
                .add("sunset", reports.stream().map(report -> report.get("sunset")).findFirst().orElse(JsonValue.NULL))
                .add(TOTAL, sum(reports, TOTAL))
                .add(ENDPOINTS, array(rows(reports, ENDPOINTS, row -> row.getString(ENDPOINT),
                        BY_USE.thenComparing(row -> row.getString(ENDPOINT)))))
                .add(CLIENT_LIST, array(clients.stream().skip(offset).limit(limit).toList()))
                .add(TOTAL_CLIENTS, clients.size() + notListed(reports))
                .add("clients_forgotten", sum(reports, "clients_forgotten"))
                .add(READY, ready)
                .add(REASON, reason(byNode, missing))
                .add(STEPS, steps(reports, missing))
                .add(TREND, array(rows(reports, TREND, row -> row.getString(START),
                        Comparator.comparing(row -> row.getString(START))))).build();
    }

    private static String clientKey(JsonObject row) {
        return row.getString(CLIENT) + '\n' + row.getString(ENDPOINT);
    }

    private static long count(JsonObject row) {
        return row.getJsonNumber(COUNT).longValueExact();
    }

    private static long sum(Collection<JsonObject> reports, String member) {
        return reports.stream().mapToLong(report -> report.getJsonNumber(member).longValueExact()).sum();
    }

    private static long notListed(Collection<JsonObject> reports) {
        return reports.stream().mapToLong(report -> Math.max(0, report.getInt(TOTAL_CLIENTS)
                - report.getJsonArray(CLIENT_LIST).size())).sum();
    }

    private static JsonArrayBuilder array(List<JsonObject> rows) {
        JsonArrayBuilder array = JsonFormat.array();
        rows.forEach(array::add);
        return array;
    }

    private static List<JsonObject> rows(Collection<JsonObject> reports, String member,
            Function<JsonObject, String> key, Comparator<JsonObject> order) {
        Map<String, JsonObject> merged = new TreeMap<>();
        reports.forEach(report -> Bodies.objects(report, member)
                .forEach(row -> merged.merge(key.apply(row), row, ClusterLegacy::add)));
        return merged.values().stream().sorted(order).toList();
    }

    // Address and user agent are those of the later use.
    private static JsonObject add(JsonObject a, JsonObject b) {
        if (!a.containsKey(LAST)) {
            return JsonFormat.object(a).add(COUNT, count(a) + count(b)).build();
        }
        boolean isLater = a.getString(LAST).compareTo(b.getString(LAST)) >= 0;
        JsonObject later = isLater ? a : b;
        JsonObject earlier = a.getString(FIRST).compareTo(b.getString(FIRST)) <= 0 ? a : b;
        JsonObjectBuilder sum = JsonFormat.object(later).add(COUNT, count(a) + count(b))
                .add(FIRST, earlier.get(FIRST));
        if (a.containsKey(CONNECTED)) {
            sum.add(CONNECTED, a.getBoolean(CONNECTED) || b.getBoolean(CONNECTED));
        }
        return sum.build();
    }

    private static String reason(Map<String, JsonObject> byNode, Set<String> missing) {
        if (!missing.isEmpty()) {
            return "No verdict without all servers; missing: " + String.join(", ", missing);
        }
        String open = byNode.entrySet().stream().filter(entry -> !entry.getValue().getBoolean(READY))
                .map(entry -> entry.getKey() + ": " + entry.getValue().getString(REASON))
                .collect(Collectors.joining("; "));
        return open.isEmpty() ? byNode.values().stream().map(report -> report.getString(REASON)).findFirst().orElse("")
                : open;
    }

    private static JsonArrayBuilder steps(Collection<JsonObject> reports, Set<String> missing) {
        Set<String> steps = new LinkedHashSet<>();
        if (!missing.isEmpty()) {
            steps.add("Ask again when all servers answer");
        }
        reports.stream().filter(report -> !missing.isEmpty() || !report.getBoolean(READY) || allReady(reports))
                .forEach(report -> report.getJsonArray(STEPS)
                        .forEach(step -> steps.add(((JsonString) step).getString())));
        JsonArrayBuilder array = JsonFormat.array();
        steps.forEach(array::add);
        return array;
    }

    private static boolean allReady(Collection<JsonObject> reports) {
        return reports.stream().allMatch(report -> report.getBoolean(READY));
    }
}
