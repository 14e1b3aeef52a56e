package io.wirescope.internal.rest.view;

import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;

/**
 * An event in the story of its request: the members of {@link EventView}, and how late it was.
 *
 * @param offsetMs     milliseconds since the request's first event, with three decimals
 * @param sequence     its place on the bus, from 1, rising by one
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
