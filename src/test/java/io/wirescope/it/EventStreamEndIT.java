package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That there may be only so many streams, and how they end with the server. */
class EventStreamEndIT {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void oneMoreThanTheLimitIsTurnedAwayAndTheOthersEndCleanlyWithTheServer() throws Exception {
        EventStreamReader busy;
        EventStreamReader idle;
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_STREAM_MAX_READERS", "2"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            assertThat(api.exchange("GET", "/health").statusCode()).isEqualTo(200);
            busy = EventStreamReader.open(http, server.address(), "");
            long asked = System.nanoTime();
            idle = EventStreamReader.open(http, server.address(), "?event_type=never.happens");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).as("greeted, not only kept alive every 15 s")
                    .isLessThan(Duration.ofSeconds(7));

            Answer refused = api.get(EventStreamReader.PATH);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error().getString("code")).isEqualTo("STREAM_LIMIT");
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            assertThat(busy.next(frame -> frame.isEvent() && frame.json().getJsonObject("data").getInt("status") == 503)
                    .json().getString("event_type")).isEqualTo("http.request");
        }
        busy.ended();
        idle.ended();
    }
}
