package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservabilityEventTest {

    private static final EventData DATA = EventData.of(JsonValue.EMPTY_JSON_OBJECT);

    @Test
    void hasAnIdOfBusAndSequenceUnlessItsProducerGaveOne() {
        assertThat(event(null, EventContext.of("test")).id()).isEqualTo("bus-7");
        assertThat(event("given", EventContext.of("test")).id()).isEqualTo("given");
    }

    @Test
    void tellsTraceAndSpanWhereItHasThem() {
        ObservabilityEvent traced = event(null, EventContext.of("test").with("request", new TraceContext("t", "s", "p")));

        assertThat(traced.traceId()).isEqualTo("t");
        assertThat(traced.traceSpan()).isEqualTo("s");
        assertThat(event(null, EventContext.of("test")).traceId()).isNull();
        assertThat(event(null, EventContext.of("test")).traceSpan()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-08-16T01:36:59.923393Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z"})
    void keepsTimeToTheMicrosecond(String time) {
        Instant instant = Instant.parse(time);

        assertThat(ObservabilityEvent.instant(ObservabilityEvent.micros(instant))).isEqualTo(instant);
        assertThat(ObservabilityEvent.micros(instant.plusNanos(999))).isEqualTo(ObservabilityEvent.micros(instant));
    }

    @Test
    void aContextKeepsWhoWhenItsRequestChanges() {
        EventContext context = new EventContext("a", null, "client", "connection", "source");
        TraceContext trace = new TraceContext("t", "s", null);

        assertThat(context.with("b", trace)).isEqualTo(new EventContext("b", trace, "client", "connection", "source"));
    }

    @Test
    void needsTypeContextAndData() {
        EventContext context = EventContext.of("test");
        assertThatNullPointerException()
                .isThrownBy(() -> new ObservabilityEvent(1, "bus", null, null, 0, context, DATA));
        assertThatNullPointerException()
                .isThrownBy(() -> new ObservabilityEvent(1, "bus", null, "a", 0, null, DATA));
        assertThatNullPointerException()
                .isThrownBy(() -> new ObservabilityEvent(1, "bus", null, "a", 0, context, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void aQuerysLimitIsOneToAThousand(int limit) {
        assertThatIllegalArgumentException().isThrownBy(() -> EventQuery.newest(EventFilter.ALL, limit));
        assertThat(EventQuery.oldest(EventFilter.ALL, 1000).limit()).isEqualTo(1000);
        assertThat(EventQuery.oldest(EventFilter.ALL, 1).limit()).isEqualTo(1);
    }

    @Test
    void aQueryDoesNotBeginBeforeTheFirstEvent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventQuery(EventFilter.ALL, -1, 1, false));
    }

    private static ObservabilityEvent event(String givenId, EventContext context) {
        return new ObservabilityEvent(7, "bus", givenId, "test.event", 0, context, DATA);
    }
}
