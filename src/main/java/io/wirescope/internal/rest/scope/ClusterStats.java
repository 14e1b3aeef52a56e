package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.nodes.Answers;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statistics of all servers, as those of one. Thread-safe. */
@Dependent
public class ClusterStats {

    /** The kind of question that asks for them. */
    public static final String KIND = "stats";

    private static final String BUS = "event_bus";
    private static final String SOCKETS = "websockets";
    private static final String HEALTH = "overall_health";
    private static final String ACTIVE = "active_connections";
    private static final String UPTIME = "average_uptime";
    private static final String FLOWING = "events_flowing";
    private static final String SOCKETS_ACTIVE = "websockets_active";
    private static final String STATUS = "system_status";
    private static final String DEGRADED = "degraded";
    private static final String LAST = "last_publish_time";
    private static final String SIZE = "current_buffer_size";
    private static final String MAX_SIZE = "max_buffer_size";

    private static final List<String> BUS_SUMS = List.of("total_published", SIZE, MAX_SIZE, "current_buffer_bytes",
            "max_buffer_bytes", "reserved_events", "buffer_full_count", "active_subscriber_count");
    private static final List<String> SOCKET_SUMS = List.of(ACTIVE, "total_connections", "total_disconnections",
            "broadcasts_sent", "messages_in", "messages_out", "bytes_in", "bytes_out");
    private static final List<String> BOUNDS = List.of("bytes", "events");

    private static final int RATIO_DECIMALS = 4;
    private static final int SECONDS_DECIMALS = 3;

    private final Cluster cluster;

    @Inject
    ClusterStats(Cluster cluster) {
        this.cluster = cluster;
    }

    /** {@return the sums of all servers; what is no sum is said in the reference} */
    public Answer stats() {
        Answers.Read<JsonObject> read = cluster.askAll(KIND, "").read(answer -> {
            merge(List.of(answer), false); // throws unless all is there
            return answer;
        });
        return new Answer("Statistics of " + read.byNode().size() + " nodes",
                merge(read.byNode().values(), !read.missing().isEmpty()), Cluster.asked(read));
    }

    private static JsonObject merge(Collection<JsonObject> answers, boolean missing) {
        List<JsonObject> buses = answers.stream().map(answer -> answer.getJsonObject(BUS)).toList();
        List<JsonObject> sockets = answers.stream().map(answer -> answer.getJsonObject(SOCKETS)).toList();
        List<JsonObject> healths = answers.stream().map(answer -> answer.getJsonObject(HEALTH)).toList();
        JsonObject bus = bus(buses);
        boolean degraded = missing
                || healths.stream().anyMatch(health -> health.getString(STATUS).equals(DEGRADED));
        return JsonFormat.object().add(BUS, bus).add(SOCKETS, sockets(sockets)).add(HEALTH, JsonFormat.object()
                .add(FLOWING, any(healths, FLOWING))
                .add(SOCKETS_ACTIVE, any(healths, SOCKETS_ACTIVE))
                .add("buffer_utilization", ratio(number(bus, SIZE), number(bus, MAX_SIZE)))
                .add(STATUS, degraded ? DEGRADED : "healthy")).build();
    }

    private static BigDecimal ratio(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0 ? BigDecimal.ZERO : part.divide(whole, RATIO_DECIMALS, RoundingMode.HALF_UP);
    }

    private static JsonObject bus(List<JsonObject> buses) {
        JsonObjectBuilder sum = JsonFormat.object();
        BUS_SUMS.forEach(member -> sum.add(member, sum(buses, member)));
        sum.add("buffer_bound", BOUNDS.stream().filter(bound -> buses.stream()
                .anyMatch(bus -> bus.getString("buffer_bound").equals(bound))).findFirst().orElse("none"));
        JsonObject newest = buses.stream().filter(bus -> bus.get(LAST) instanceof JsonNumber)
                .max(Comparator.comparing(bus -> number(bus, LAST))).orElse(null);
        sum.add(LAST, newest == null ? JsonValue.NULL : newest.get(LAST));
        sum.add(LAST + "_iso", newest == null ? JsonValue.NULL : newest.get(LAST + "_iso"));
        sum.add("events_by_type", sums(buses, "events_by_type"));
        sum.add(FLOWING, any(buses, FLOWING));
        JsonArrayBuilder subscriptions = JsonFormat.array();
        buses.forEach(bus -> bus.getJsonArray("subscriptions").forEach(subscriptions::add));
        return sum.add("subscriptions", subscriptions).build();
    }

    private static JsonObject sockets(List<JsonObject> sockets) {
        JsonObjectBuilder sum = JsonFormat.object();
        SOCKET_SUMS.forEach(member -> sum.add(member, sum(sockets, member)));
        sum.add("connections_by_role", sums(sockets, "connections_by_role"));
        sum.add("connections_by_protocol", sums(sockets, "connections_by_protocol"));
        BigDecimal active = sum(sockets, ACTIVE);
        BigDecimal seconds = sockets.stream().map(one -> number(one, UPTIME).multiply(number(one, ACTIVE)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        sum.add(UPTIME, active.signum() == 0 ? BigDecimal.ZERO
                : seconds.divide(active, SECONDS_DECIMALS, RoundingMode.HALF_UP));
        return sum.add(SOCKETS_ACTIVE, any(sockets, SOCKETS_ACTIVE)).build();
    }

    private static BigDecimal number(JsonObject parent, String member) {
        return parent.getJsonNumber(member).bigDecimalValue();
    }

    private static BigDecimal sum(List<JsonObject> parents, String member) {
        return parents.stream().map(parent -> number(parent, member)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static JsonObject sums(List<JsonObject> parents, String member) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        parents.forEach(parent -> parent.getJsonObject(member).forEach((name, value) ->
                sums.merge(name, ((JsonNumber) value).bigDecimalValue(), BigDecimal::add)));
        JsonObjectBuilder sum = JsonFormat.object();
        sums.forEach(sum::add);
        return sum.build();
    }

    private static boolean any(List<JsonObject> parents, String member) {
        return parents.stream().anyMatch(parent -> parent.getBoolean(member));
    }
}
