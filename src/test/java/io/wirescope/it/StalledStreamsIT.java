package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers of the stream that read nothing are released, and delay no other meanwhile. */
class StalledStreamsIT {

    private static final int READERS = 20;

    /** A second more than the longest that a server waits: Open Liberty, by its {@code writeTimeout}. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Some 600 KB: what a socket holds for a reader is full after a few. */
    private static final String BATCH = IntStream.range(0, 150)
            .mapToObj(i -> "{\"event_type\":\"big.one\",\"data\":{\"filling\":\"" + "x".repeat(4_000) + "\"}}")
            .collect(Collectors.joining(",", "[", "]"));

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void twentyStalledReadersAreReleased() throws Exception {
        List<StalledReader> stalled = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m",
                "WIRESCOPE_STREAM_MAX_READERS", Integer.toString(READERS + 1),
                "WIRESCOPE_STREAM_KEEP_ALIVE", "PT1S", "WIRESCOPE_STREAM_STALL_TIMEOUT", "PT3S"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            try (EventStreamReader honest = EventStreamReader.open(http, server.address(), "?event_type=small.one")) {
                for (int i = 0; i < READERS; i++) {
                    stalled.add(StalledReader.open(server.address(), EventStreamReader.PATH));
                }
                assertThat(api.get(EventStreamReader.PATH).status()).isEqualTo(503);

                Api.await(PATIENCE, () -> {
                    assertThat(api.send("POST", Api.ROOT + "/events", BATCH).status()).isEqualTo(202);
                    assertThat(api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"small.one\"}").status())
                            .isEqualTo(202);
                    honest.nextEvent(); // it reads, and is never delayed for long
                    return readers(api);
                }, readers -> readers == 1);
            }
            Api.await(() -> readers(api), readers -> readers == 0);
            EventStreamReader.open(http, server.address(), "").close();
        } finally {
            for (StalledReader each : stalled) {
                each.close();
            }
        }
    }

    private static int readers(Api api) throws Exception {
        return api.stats().getJsonObject("event_bus").getInt("active_subscriber_count");
    }
}
