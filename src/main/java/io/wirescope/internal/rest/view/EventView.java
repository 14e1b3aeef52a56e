package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/**
 * An event as the API shows it (contract, section 7).
 *
 * @param sequence     its place on the bus, rising by one, and from one run of the server to the next
 * @param id           the producer's id, or else one made of bus and sequence
 * @param eventType    its type, such as {@code ws.message.in}
 * @param timestamp    epoch seconds with a fraction
 * @param timestampIso the same, RFC 3339 in UTC with six digits of a second
 * @param requestId    the request that caused it, or null
 * @param traceId      the trace that it happened in, or null
 * @param traceSpan    the span that it happened in, or null
 * @param clientId     the client's own id, or null
 * @param connectionId the connection that it happened on, or null
 * @param source       who published it, such as {@code ws.client}, or null
 * @param data         what it tells, never null
 */
@JsonbNillable
public record EventView(long sequence, String id, String eventType, BigDecimal timestamp, String timestampIso,
        String requestId, String traceId, String traceSpan, String clientId, String connectionId, String source,
        JsonObject data) {

    public static EventView of(ObservabilityEvent event) {
        return new EventView(event.sequence(), event.id(), event.eventType(),
                BigDecimal.valueOf(event.epochMicros(), 6), Rfc3339.format(event.timestamp()),
                event.context().requestId(), event.traceId(), event.traceSpan(),
                event.context().clientId(), event.context().connectionId(), event.context().source(),
                event.data().toJson());
    }
}
