package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.archive.Postgres;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The archive on a server, in both engines: killed, restarted, and read with what is in memory as one. */
class ArchiveIT {

    private static final int EVENTS = 600;
    private static final Map<String, String> SETTINGS = Map.of("WIRESCOPE_EVENTS_BUFFER_SIZE", "200",
            "WIRESCOPE_EVENTS_RESERVE_PER_TYPE", "10", "WIRESCOPE_ARCHIVE_READ_TIMEOUT", "PT30S");

    @TempDir
    private Path folder;

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(more);
        return all;
    }

    @Test
    void segmentFilesOutliveTheServer() throws Exception {
        Map<String, String> settings = settings(Map.of("WIRESCOPE_ARCHIVE_DIRECTORY", folder.toString()));
        long newest;
        try (ServerProcess server = ServerProcess.start(settings)) {
            server.awaitReady();
            Api api = new Api(server.address());
            newest = publishAndRead(api);
            assertThat(api.get(Api.ROOT + "/events?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").status()).isEqualTo(422);
            server.killNow();
        }
        try (ServerProcess server = ServerProcess.start(settings)) {
            server.awaitReady();
            isThereAfterARestart(new Api(server.address()), newest);
        }
    }

    @Test
    void aDatabaseIsWrittenToThroughTheServersDataSource() throws Exception {
        try (Postgres postgres = Postgres.start()) {
            PGSimpleDataSource database = postgres.database("wirescope");
            Map<String, String> settings = settings(Map.of(
                    "WIRESCOPE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + postgres.port()
                            + "/wirescope?socketTimeout=30&connectTimeout=5",
                    "WIRESCOPE_DATABASE_USER", "postgres", "WIRESCOPE_DATABASE_PASSWORD", "none"));
            Path driver = Path.of(PGSimpleDataSource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            long newest;
            try (ServerProcess server = ServerProcess.startWithDataSource(settings, driver)) {
                server.awaitReady();
                Api api = new Api(server.address());
                newest = publishAndRead(api);
                goesOnWithoutTheDatabase(api, postgres);
                server.killNow();
            }
            assertThat(Postgres.number(database, "SELECT count(*) - count(DISTINCT (bus_id, sequence)) FROM wirescope_event"))
                    .isZero();
            try (ServerProcess server = ServerProcess.startWithDataSource(settings, driver)) {
                server.awaitReady();
                isThereAfterARestart(new Api(server.address()), newest);
            }
        }
    }

    private static long publishAndRead(Api api) throws Exception {
        for (int batch = 0; batch < EVENTS / 100; batch++) {
            publish(api, batch * 100, 100);
            api.await(Api.ROOT + "/health", answer -> archive(answer).getInt("lag") < 50);
        }
        api.await(Api.ROOT + "/health", answer -> archive(answer).getString("state").equals("ok"));

        List<Long> sequences = page(api, "client_id=archive-it&limit=97");
        assertThat(sequences).hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(page(api, "client_id=archive-it&limit=250&descending=false")).hasSize(EVENTS).isSorted();
        JsonObject story = api.get(Api.ROOT + "/correlations/archive-story-1").data();
        assertThat(story.getInt("total_events")).isEqualTo(EVENTS / 10);
        assertThat(story.getString("archive")).isEqualTo("complete");
        assertThat(api.get(Api.ROOT + "/events?client_id=archive-it&text=" + URLEncoder.encode("\"n\":77,",
                StandardCharsets.UTF_8)).data().getInt("total_returned")).isEqualTo(1);
        assertThat(api.get(Api.ROOT + "/events/histogram?client_id=archive-it&buckets=10").data().getInt("total"))
                .isEqualTo(EVENTS);
        return sequences.get(0);
    }

    private static void publish(Api api, int first, int count) throws Exception {
        String events = IntStream.range(first, first + count).mapToObj(n -> "{\"event_type\":\"test.archived\",\"request_id\":"
                + "\"archive-story-" + n % 10 + "\",\"client_id\":\"archive-it\",\"source\":\"test\",\"data\":{\"n\":" + n
                + ",\"text\":\"Gr\u00fc\u00dfe \\u0000\"}}").collect(Collectors.joining(",", "[", "]"));
        assertThat(api.send("POST", Api.ROOT + "/events", events).status()).isEqualTo(202);
    }

    private static JsonObject archive(Answer answer) {
        return answer.data().getJsonObject("checks").getJsonObject("archive");
    }

    private static List<Long> page(Api api, String query) throws Exception {
        List<Long> sequences = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = api.get(Api.ROOT + "/events?" + query + cursor).data();
            assertThat(page.getString("archive")).isEqualTo("complete");
            page.getJsonArray("events").getValuesAs(JsonObject.class)
                    .forEach(event -> sequences.add(event.getJsonNumber("sequence").longValue()));
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
        } while (cursor != null);
        return sequences;
    }

    private static void goesOnWithoutTheDatabase(Api api, Postgres postgres) throws Exception {
        postgres.crash();
        publish(api, 10_000, 10);
        api.await(Api.ROOT + "/health", answer -> archive(answer).getString("state").equals("unavailable"));
        JsonObject page = api.get(Api.ROOT + "/events?client_id=archive-it").data();
        assertThat(page.getString("archive")).isEqualTo("unavailable");
        assertThat(page.getInt("total_returned")).isPositive();
        assertThat(api.get(Api.ROOT + "/health").data().getString("status")).isEqualTo("degraded");
        assertThat(api.exchange("GET", "/health/ready").statusCode()).isEqualTo(200);
        postgres.up();
        api.await(Api.ROOT + "/health", answer -> archive(answer).getString("state").equals("ok"));
    }

    private static void isThereAfterARestart(Api api, long newest) throws Exception {
        api.await(Api.ROOT + "/health", answer -> archive(answer).getString("state").equals("ok"));
        List<Long> sequences = page(api, "client_id=archive-it&limit=200");
        assertThat(sequences).hasSizeGreaterThanOrEqualTo(EVENTS).doesNotHaveDuplicates().contains(newest);
        assertThat(api.get(Api.ROOT + "/correlations/archive-story-1").data().getInt("total_events"))
                .isGreaterThanOrEqualTo(EVENTS / 10);
        publish(api, 20_000, 1);
        assertThat(api.get(Api.ROOT + "/events?client_id=archive-it&limit=1").data().getJsonArray("events")
                .getJsonObject(0).getJsonNumber("sequence").longValue()).isGreaterThan(newest);
    }
}
