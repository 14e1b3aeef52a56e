package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How events hang together. An event is written {@code TRACE:SPAN<PARENT}, with {@code -} for what it has not; a
 * tree {@code SPAN[SEQUENCES](CHILDREN)}, with {@code ?} behind a span whose parent is not there and {@code !} behind
 * one that is at the top although it is.
 */
class SpanTreeTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "one span                       | t:a                          | a[1]",
        "several events of a span       | t:a t:b t:a                  | a[1 3] b[2]",
        "a reply below its message      | t:a t:b<a                    | a[1](b[2])",
        "a reply that came first        | t:b<a t:a                    | a[2](b[1])",
        "two replies                    | t:a t:b<a t:c<a              | a[1](b[2] c[3])",
        "three generations              | t:c<b t:a t:b<a              | a[2](b[3](c[1]))",
        "the parent is told once        | t:a t:b<a t:b t:b<a          | a[1](b[2 3 4])",
        "the parent is told late        | t:a t:b t:b<a                | a[1](b[2 3])",
        "two parents: the first counts  | t:a t:c t:b<c t:b<a          | a[1] c[2](b[3 4])",
        "an unknown parent              | t:b<a                        | b?[1]",
        "siblings of an unknown parent  | t:b<a t:c<a                  | b?[1] c?[2]",
        "its own parent                 | t:a<a                        | a![1]",
        "each other's parents           | t:a<b t:b<a                  | a![1](b[2])",
        "a circle and what hangs on it  | t:b<a t:c<b t:a<c t:d<c      | b![1](c[2](a[3] d[4]))",
        "two circles                    | t:a<b t:c<d t:b<a t:d<c      | a![1](b[3]) c![2](d[4])",
        "opaque spans                   | t:span-1 t:Å<span-1          | span-1[1](Å[2])",
        "other traces are apart         | t:a u:b<a u:a                | a[1] a[3](b[2])",
        "spans without a trace          | -:a -:b<a t:c<a              | a[1](b[2]) c?[3]",
        "events without anything        | -:- -:- -:-                  | -[1 2 3]",
        "a trace without a span         | t:- t:a t:- u:-              | -[1 3] a[2] -[4]",
        "a parent without a span        | t:a t:-<a t:-<a t:-<b t:-    | a[1](-[2 3]) -?[4] -[5]",
        "no event                       | ''                           | ''"})
    void hangs(String what, String events, String tree) {
        assertThat(text(SpanTree.of(events(events)).roots())).as(what).isEqualTo(tree);
    }

    @Test
    void tellsTheTraceAndTheParent() {
        SpanNode root = SpanTree.of(events("t:b<a")).roots().get(0);

        assertThat(root.traceId()).isEqualTo("t");
        assertThat(root.span()).isEqualTo("b");
        assertThat(root.parentSpan()).isEqualTo("a");
    }

    @Test
    void beginsANewTreeWhereOneGetsTooDeep() {
        List<SpanNode> roots = SpanTree.of(chain(2 * SpanTree.MAX_DEPTH + 1)).roots();

        assertThat(roots).extracting(SpanNode::span)
                .containsExactly("0", "" + SpanTree.MAX_DEPTH, "" + 2 * SpanTree.MAX_DEPTH);
        assertThat(roots).extracting(SpanTreeTest::levels).containsExactly(SpanTree.MAX_DEPTH, SpanTree.MAX_DEPTH, 1);
        assertThat(roots.get(1).parentSpan()).isEqualTo("" + (SpanTree.MAX_DEPTH - 1));
        assertThat(roots.get(1).parentKnown()).isTrue();
    }

    private static List<ObservabilityEvent> chain(int length) {
        return events(IntStream.range(0, length).mapToObj(i -> "t:" + i + (i == 0 ? "" : "<" + (i - 1)))
                .collect(Collectors.joining(" ")));
    }

    private static int levels(SpanNode node) {
        return 1 + node.children().stream().mapToInt(SpanTreeTest::levels).max().orElse(0);
    }

    private static List<ObservabilityEvent> events(String text) {
        List<ObservabilityEvent> events = new ArrayList<>();
        for (String event : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] parts = event.split("[:<]");
            events.add(event(events.size() + 1, new TraceContext(part(parts[0]), part(parts[1]),
                    parts.length == 2 ? null : parts[2])));
        }
        return events;
    }

    private static String part(String text) {
        return text.equals("-") ? null : text;
    }

    /** {@return an event of a trace; of none where every part of that is null} */
    static ObservabilityEvent event(long sequence, TraceContext trace) {
        boolean none = trace.equals(new TraceContext(null, null, null));
        return new ObservabilityEvent(sequence, "bus", null, "ws.message.in", sequence,
                EventContext.of("test").with("r", none ? null : trace), EventData.of(JsonValue.EMPTY_JSON_OBJECT));
    }

    private static String text(List<SpanNode> nodes) {
        return nodes.stream().map(node -> text(node, true)).collect(Collectors.joining(" "));
    }

    private static String text(SpanNode node, boolean top) {
        String mark = node.parentSpan() == null ? "" : !node.parentKnown() ? "?" : top ? "!" : "";
        return (node.span() == null ? "-" : node.span()) + mark
                + node.events().stream().map(event -> "" + event.sequence()).collect(Collectors.joining(" ", "[", "]"))
                + (node.children().isEmpty() ? "" : node.children().stream().map(child -> text(child, false))
                        .collect(Collectors.joining(" ", "(", ")")));
    }
}
