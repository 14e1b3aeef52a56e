package io.wirescope.event;

import io.wirescope.PublicApi;
import java.util.List;

/**
 * One span of a {@link SpanTree}: what happened in it, and the spans that it caused. Immutable.
 *
 * @param traceId     the trace, or null where the sender gave none
 * @param span        the span; 16 hex digits, an opaque text from an older client, or null for events that
 *                    happened in no span
 * @param parentSpan  the span that its sender said caused it, or null
 * @param parentKnown whether an event of that parent is in the tree; false without a parent
 * @param events      what happened in it, in the order that was given, never empty
 * @param children    the spans below it, in the order of their first events
 */
@PublicApi
public record SpanNode(String traceId, String span, String parentSpan, boolean parentKnown,
        List<ObservabilityEvent> events, List<SpanNode> children) {

    /**
     * Copies the lists.
     *
     * @param traceId     the trace, or null
     * @param span        the span, or null
     * @param parentSpan  the span that its sender said caused it, or null
     * @param parentKnown whether an event of that parent is in the tree; false without a parent
     * @param events      what happened in it, never empty
     * @param children    the spans below it
     */
    public SpanNode {
        events = List.copyOf(events);
        children = List.copyOf(children);
    }
}
