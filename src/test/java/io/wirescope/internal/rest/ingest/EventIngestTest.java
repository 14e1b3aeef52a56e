package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.wirescope.connection.TestGateway;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.BodyReader;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventIngestTest {

    private final TestGateway gateway = new TestGateway("wirescope.ingest.max-body-bytes", "4096",
            "wirescope.ingest.max-event-bytes", "1024");
    private final EventIngest ingest = new EventIngest(new BodyReader(gateway.settings()),
            new EventSizeLimit(gateway.settings()), gateway.bus());

    private List<Long> publish(Posted posted) {
        return ingest.publish(posted.headers(), new ByteArrayInputStream(posted.body()), Posted.EXCHANGE);
    }

    private int refusedWith(Posted posted) {
        int status = assertThrows(RefusedRequestException.class, () -> publish(posted)).status();
        assertThat(gateway.bus().stats().totalPublished()).isZero();
        return status;
    }

    @Test
    void publishesAndTellsTheSequences() {
        assertThat(publish(Posted.as(Posted.PLAIN, """
                [{"event_type": "cache.rebuild", "id": "rebuild-17", "timestamp": 0, "data": {"cache": "features"}},
                 {"event_type": "cache.rebuild"}]"""))).containsExactly(1L, 2L);

        List<ObservabilityEvent> events = gateway.events("cache.rebuild");
        assertThat(events.get(0).id()).isEqualTo("rebuild-17");
        assertThat(events.get(0).timestamp()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(events.get(0).data().toJson()).hasToString("{\"cache\":\"features\"}");
        assertThat(events.get(1).timestamp()).isEqualTo(SettableClock.START);
        assertThat(events).allMatch(event -> event.context().requestId().equals("the-request"));
    }

    @Test
    void keepsTimesOfTheFirstAndTheLastYear() {
        publish(Posted.as(Posted.PLAIN, """
                [{"event_type": "a.b", "timestamp": "0000-01-01T00:00:00.000001Z"},
                 {"event_type": "a.b", "timestamp": "9999-12-31T23:59:59.999999Z"}]"""));

        assertThat(gateway.events("a.b")).extracting(ObservabilityEvent::timestamp).hasToString(
                "[0000-01-01T00:00:00.000001Z, 9999-12-31T23:59:59.999999Z]");
    }

    @Test
    void publishesNothingOfWhatItRefuses() {
        assertThat(refusedWith(Posted.as(Posted.PLAIN, "[{\"event_type\":\"a.b\"},{\"event_type\":\"A\"}]")))
                .isEqualTo(422);
        assertThat(refusedWith(Posted.as(Posted.PLAIN, "[{\"event_type\":\"a.b\"},"))).isEqualTo(400);
        assertThat(refusedWith(Posted.as("text/plain", "{\"event_type\":\"a.b\"}"))).isEqualTo(415);
        assertThat(refusedWith(Posted.as(Posted.PLAIN, "{\"event_type\":\"a.b\"}" + " ".repeat(4096)))).isEqualTo(413);
    }

    @Test
    void refusesAllWhenTheDataOfOneIsOverTheLimit() {
        String small = "{\"event_type\":\"a.b\",\"data\":{\"text\":\"" + "x".repeat(1013) + "\"}}"; // 1024 bytes of data
        String large = "{\"event_type\":\"a.b\",\"data\":{\"text\":\"" + "x".repeat(1014) + "\"}}";

        RefusedRequestException refusal = assertThrows(RefusedRequestException.class,
                () -> publish(Posted.as(Posted.PLAIN, "[" + small + "," + large + "]")));

        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.error().message()).isEqualTo("event 1: data must not exceed 1024 bytes of JSON");
        assertThat(gateway.bus().stats().totalPublished()).isZero();
        assertThat(publish(Posted.as(Posted.PLAIN, "[" + small + "," + small + "]"))).hasSize(2);
    }
}
