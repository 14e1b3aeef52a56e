package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of a tree whatever clients claim: few names and many events, so that circles are common. */
class SpanTreeProperties {

    @Property
    void everyEventIsOnceInTheTree(@ForAll("traces") List<TraceContext> traces) {
        List<ObservabilityEvent> events = events(traces);

        List<ObservabilityEvent> told = nodes(events).stream().flatMap(node -> node.events().stream()).toList();

        assertThat(told).containsExactlyInAnyOrderElementsOf(events);
    }

    @Property
    void everySpanIsOnceInTheTree(@ForAll("traces") List<TraceContext> traces) {
        Set<List<String>> seen = new HashSet<>();
        for (SpanNode node : nodes(events(traces))) {
            if (node.span() != null) {
                assertThat(seen.add(Arrays.asList(node.traceId(), node.span()))).as("%s", node).isTrue();
            }
        }
    }

    @Property
    void aChildIsBelowItsParentInItsTrace(@ForAll("traces") List<TraceContext> traces) {
        for (SpanNode node : nodes(events(traces))) {
            for (SpanNode child : node.children()) {
                assertThat(child.parentSpan()).isNotNull().isEqualTo(node.span());
                assertThat(child.traceId()).isEqualTo(node.traceId());
                assertThat(child.parentKnown()).isTrue();
            }
        }
    }

    @Property
    void onlyAnUnknownParentIsUnknown(@ForAll("traces") List<TraceContext> traces) {
        List<SpanNode> nodes = nodes(events(traces));
        for (SpanNode node : nodes) {
            assertThat(node.parentKnown()).as("%s", node).isEqualTo(node.parentSpan() != null
                    && nodes.stream().anyMatch(other -> node.parentSpan().equals(other.span())
                            && Objects.equals(node.traceId(), other.traceId())));
        }
    }

    @Property
    void eventsKeepTheirOrderInASpanAndSpansTheirsBelowAnother(@ForAll("traces") List<TraceContext> traces) {
        List<ObservabilityEvent> events = events(traces);
        assertThat(SpanTree.of(events).roots()).extracting(SpanTreeProperties::start).isSorted();
        for (SpanNode node : nodes(events)) {
            assertThat(node.events()).extracting(ObservabilityEvent::sequence).isSorted();
            assertThat(node.children()).extracting(SpanTreeProperties::start).isSorted();
        }
    }

    private static long start(SpanNode node) {
        return node.events().get(0).sequence();
    }

    private static List<ObservabilityEvent> events(List<TraceContext> traces) {
        List<ObservabilityEvent> events = new ArrayList<>();
        for (TraceContext trace : traces) {
            events.add(SpanTreeTest.event(events.size() + 1, trace));
        }
        return events;
    }

    /** {@return every node; one that is its own descendant would overflow the stack} */
    private static List<SpanNode> nodes(List<ObservabilityEvent> events) {
        List<SpanNode> nodes = new ArrayList<>();
        SpanTree.of(events).roots().forEach(root -> collect(root, nodes));
        return nodes;
    }

    private static void collect(SpanNode node, List<SpanNode> nodes) {
        nodes.add(node);
        node.children().forEach(child -> collect(child, nodes));
    }

    @Provide
    Arbitrary<List<TraceContext>> traces() {
        Arbitrary<String> spans = Arbitraries.of("a", "b", "c", "d", "e", "f", "span 1", "").injectNull(0.2);
        Arbitrary<String> ids = Arbitraries.of("t", "u").injectNull(0.1);
        return Combinators.combine(ids, spans, spans).as(TraceContext::new).list().ofMaxSize(40);
    }
}
