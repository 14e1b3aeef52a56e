package io.wirescope.internal.rest.view;

import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.SpanNode;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * A span of a request, and those that it caused.
 *
 * @param span            the span, or null for events that happened in none
 * @param parentSpan      the span that its sender said caused it, or null
 * @param parentKnown     whether events of that parent are in the story; null where no parent was named
 * @param traceId         its trace, or null
 * @param startedOffsetMs when its first event happened, in milliseconds since the request's first
 * @param endedOffsetMs   when its last event happened, in milliseconds since the request's first
 * @param events          what happened in it
 * @param children        the spans that name it as their parent
 */
@JsonbNillable
public record SpanView(String span, String parentSpan, Boolean parentKnown, String traceId,
        BigDecimal startedOffsetMs, BigDecimal endedOffsetMs, List<EventReference> events, List<SpanView> children) {

    /**
     * An event of the story, by its sequence.
     *
     * @param sequence  its place on the bus, by which it is found among the story's events
     * @param eventType its type, such as {@code ws.message.in}
     * @param node      the server whose sequence it is; left out where a server stands alone
     */
    public record EventReference(long sequence, String eventType, String node) {

        static EventReference of(ObservabilityEvent event, Function<ObservabilityEvent, String> node) {
            return new EventReference(event.sequence(), event.eventType(), node.apply(event));
        }
    }

    static SpanView of(SpanNode node, Correlation correlation,
            Function<ObservabilityEvent, String> server) { // calls itself, SpanTree.MAX_DEPTH deep at most
        ObservabilityEvent first = node.events().get(0);
        ObservabilityEvent last = node.events().get(node.events().size() - 1);
        return new SpanView(node.span(), node.parentSpan(), node.parentSpan() == null ? null : node.parentKnown(),
                node.traceId(), CorrelationView.millis(correlation.offset(first)),
                CorrelationView.millis(correlation.offset(last)),
                node.events().stream().map(event -> EventReference.of(event, server)).toList(),
                node.children().stream().map(child -> of(child, correlation, server)).toList());
    }
}
