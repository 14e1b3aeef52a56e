package io.wirescope.internal.rest.scope;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Statistics and legacy use of two servers. */
class ClusterSumsTest {

    private static final String STATS = """
            {"event_bus":{"total_published":%1$d,"current_buffer_size":10,"max_buffer_size":100,"current_buffer_bytes":5,
            "max_buffer_bytes":50,"buffer_bound":"%2$s","reserved_events":1,"buffer_full_count":2,
            "last_publish_time":%1$d.5,"last_publish_time_iso":"t%1$d","active_subscriber_count":1,
            "events_by_type":{"x":%1$d},"events_flowing":false,"subscriptions":[]},
            "websockets":{"active_connections":%1$d,"total_connections":3,"total_disconnections":1,"broadcasts_sent":1,
            "connections_by_role":{"admin":1},"connections_by_protocol":{"raw":1},"average_uptime":%1$d,
            "websockets_active":true,"messages_in":1,"messages_out":2,"bytes_in":3,"bytes_out":4},
            "overall_health":{"events_flowing":false,"websockets_active":true,"buffer_utilization":0.1,
            "system_status":"%3$s"}}""";

    private static final String LEGACY = """
            {"enabled":true,"sunset":null,"total":%1$d,"endpoints":[{"endpoint":"/ws/{client_id}","count":%1$d,
            "first_seen":"2026-01-0%1$dT00:00:00Z","last_seen":"2026-02-0%1$dT00:00:00Z"}],
            "clients":[{"client_id":"c","client_remote":"r%1$d","user_agent":null,"endpoint":"/ws/{client_id}","count":%1$d,
            "first_seen":"2026-01-0%1$dT00:00:00Z","last_seen":"2026-02-0%1$dT00:00:00Z","connected":%3$b}],
            "total_clients":1,"clients_forgotten":1,"ready_to_retire":%2$b,"ready_to_retire_reason":"reason %1$d",
            "left_to_do":["wait"],"trend":[{"start":"2026-01-01T00:00:00Z","count":%1$d}]}""";

    private final ScopeNodes nodes = new ScopeNodes();

    private JsonObject stats(String a, String b) {
        nodes.a.answering(ClusterStats.KIND, a);
        nodes.b.answering(ClusterStats.KIND, b);
        return new ClusterStats(nodes.cluster()).stats().data();
    }

    @Test
    void statisticsAreSums() {
        JsonObject sum = stats(STATS.formatted(1, "none", "healthy"), STATS.formatted(3, "bytes", "healthy"));

        JsonObject bus = sum.getJsonObject("event_bus");
        assertThat(bus.getInt("total_published")).isEqualTo(4);
        assertThat(bus.getString("buffer_bound")).isEqualTo("bytes");
        assertThat(bus.getString("last_publish_time_iso")).isEqualTo("t3");
        assertThat(bus.getJsonObject("events_by_type").getInt("x")).isEqualTo(4);
        JsonObject sockets = sum.getJsonObject("websockets");
        assertThat(sockets.getInt("active_connections")).isEqualTo(4);
        assertThat(sockets.getJsonNumber("average_uptime").doubleValue()).isEqualTo(2.5); // one of 1 s, three of 3 s
        JsonObject health = sum.getJsonObject("overall_health");
        assertThat(health.getString("system_status")).isEqualTo("healthy");
        assertThat(health.getJsonNumber("buffer_utilization").doubleValue()).isEqualTo(0.1);
    }

    @Test
    void oneThatIsDegradedOrMissingDegradesAll() {
        assertThat(stats(STATS.formatted(1, "none", "healthy"), STATS.formatted(1, "none", "degraded"))
                .getJsonObject("overall_health").getString("system_status")).isEqualTo("degraded");
        nodes.engine.away(true);
        Answer alone = new ClusterStats(nodes.cluster()).stats();
        assertThat(alone.nodes().missing()).containsExactly("b");
        assertThat(alone.data().getJsonObject("overall_health").getString("system_status")).isEqualTo("degraded");
    }

    @Test
    void statisticsThatAreNoneAreMissing() {
        nodes.a.answering(ClusterStats.KIND, STATS.formatted(1, "none", "healthy"));
        nodes.b.answering(ClusterStats.KIND, "{\"event_bus\":{}}");

        assertThat(new ClusterStats(nodes.cluster()).stats().nodes().missing()).containsExactly("b");
    }

    private Answer legacy(String a, String b) {
        nodes.a.answering(ClusterLegacy.KIND, a);
        nodes.b.answering(ClusterLegacy.KIND, b);
        return new ClusterLegacy(nodes.cluster()).usage(0, 10);
    }

    @Test
    void aClientOfTwoServersIsOneRow() {
        JsonObject all = legacy(LEGACY.formatted(1, true, false), LEGACY.formatted(2, true, true)).data();

        assertThat(all.getInt("total")).isEqualTo(3);
        assertThat(all.getInt("total_clients")).isEqualTo(1);
        JsonObject client = all.getJsonArray("clients").getJsonObject(0);
        assertThat(client.getInt("count")).isEqualTo(3);
        assertThat(client.getString("client_remote")).isEqualTo("r2");
        assertThat(client.getString("first_seen")).startsWith("2026-01-01");
        assertThat(client.getString("last_seen")).startsWith("2026-02-02");
        assertThat(client.getBoolean("connected")).isTrue();
        assertThat(all.getJsonArray("trend").getJsonObject(0).getInt("count")).isEqualTo(3);
        assertThat(all.getBoolean("ready_to_retire")).isTrue();
    }

    @Test
    void theVerdictNeedsEveryServer() {
        JsonObject all = legacy(LEGACY.formatted(1, true, false), LEGACY.formatted(2, false, false)).data();

        assertThat(all.getBoolean("ready_to_retire")).isFalse();
        assertThat(all.getString("ready_to_retire_reason")).isEqualTo("b: reason 2");
    }

    @Test
    void withoutOneThereIsNoVerdict() {
        legacy(LEGACY.formatted(1, true, false), LEGACY.formatted(2, true, false));
        nodes.engine.away(true);

        JsonObject alone = new ClusterLegacy(nodes.cluster()).usage(0, 10).data();

        assertThat(alone.getBoolean("ready_to_retire")).isFalse();
        assertThat(alone.getString("ready_to_retire_reason")).contains("missing: b");
    }
}
