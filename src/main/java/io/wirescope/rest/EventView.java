package io.wirescope.rest;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/**
 * An event as the API shows it (contract, section 7).
 *
 * @param timestamp epoch seconds with a fraction
 */
@JsonbNillable
public record EventView(long sequence, String id, String eventType, BigDecimal timestamp, String timestampIso,
        String requestId, String traceId, String traceSpan, String clientId, String connectionId, String source,
        JsonObject data) {

    static EventView of(ObservabilityEvent event) {
        return new EventView(event.sequence(), event.id(), event.eventType(),
                BigDecimal.valueOf(event.epochMicros(), 6), Rfc3339.format(event.timestamp()),
                event.context().requestId(), event.traceId(), event.traceSpan(),
                event.context().clientId(), event.context().connectionId(), event.context().source(),
                event.data().toJson());
    }
}
