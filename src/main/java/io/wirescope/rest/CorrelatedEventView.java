package io.wirescope.rest;

import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/**
 * An event in the story of its request: the members of {@link EventView}, and how late it was.
 *
 * @param offsetMs  milliseconds since the request's first event, with three decimals
 * @param timestamp epoch seconds with a fraction
 */
@JsonbNillable
public record CorrelatedEventView(BigDecimal offsetMs, long sequence, String id, String eventType,
        BigDecimal timestamp, String timestampIso, String requestId, String traceId, String traceSpan,
        String clientId, String connectionId, String source, JsonObject data) {

    static CorrelatedEventView of(ObservabilityEvent event, Correlation correlation) {
        EventView view = EventView.of(event);
        return new CorrelatedEventView(CorrelationView.millis(correlation.offset(event)), view.sequence(), view.id(),
                view.eventType(), view.timestamp(), view.timestampIso(), view.requestId(), view.traceId(),
                view.traceSpan(), view.clientId(), view.connectionId(), view.source(), view.data());
    }
}
