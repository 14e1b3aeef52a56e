package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.envelope.TraceContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The spans of some events as a tree: every event in exactly one span, every span in one place.
 *
 * <p>A span is below the one that it names as its parent in the same trace (W3C Trace Context, section
 * 3.2.2). Where its events name several parents, the first counts. Clients can claim what they like, so
 * a span may come to stand at the top although it has a parent:
 * <ul>
 * <li>no event of the parent is there;
 * <li>spans are each other's parents, or their own: the one that came first stands at the top;
 * <li>the spans nest deeper than {@link #MAX_DEPTH}: those below begin a new tree.
 * </ul>
 * Events without a span are in a node without one, together with those of the same trace and parent.
 * Takes time in the square of the number of spans, at worst.
 *
 * @param roots the spans at the top, in the order of their first events
 */
@PublicApi
public record SpanTree(List<SpanNode> roots) {

    /**
     * How many spans stand below one another. Each is an object and an array in the API's answer, which so
     * stays within the nesting that parsers take ({@link io.wirescope.envelope.JsonFormat#MAX_DEPTH}, 1000 in
     * Jackson).
     */
    public static final int MAX_DEPTH = 100;

    private static final TraceContext NO_TRACE = new TraceContext(null, null, null);

    /**
     * Copies the list.
     *
     * @param roots the spans at the top, in the order of their first events
     */
    public SpanTree {
        roots = List.copyOf(roots);
    }

    /**
     * Builds the tree.
     *
     * @param events in the order in which they are to be shown
     * @return the tree; it has no roots where there are no events
     */
    public static SpanTree of(List<ObservabilityEvent> events) {
        Map<Key, Draft> drafts = group(events);
        link(drafts);
        return new SpanTree(hang(drafts.values()));
    }

    /** What makes events be of one span; {@code caller} only counts where there is no span. */
    private record Key(String traceId, String span, String caller) {

        static Key of(TraceContext trace) {
            return new Key(trace.traceId(), trace.span(), trace.span() == null ? trace.parentSpan() : null);
        }
    }

    private static Map<Key, Draft> group(List<ObservabilityEvent> events) {
        Map<Key, Draft> drafts = new LinkedHashMap<>();
        for (ObservabilityEvent event : events) {
            TraceContext trace = event.context().trace() == null ? NO_TRACE : event.context().trace();
            drafts.computeIfAbsent(Key.of(trace), Draft::new).add(event, trace.parentSpan());
        }
        return drafts;
    }

    // From the last to the first, so that of a circle it is the first that finds it closed.
    private static void link(Map<Key, Draft> drafts) {
        List<Draft> ordered = new ArrayList<>(drafts.values());
        for (int i = ordered.size() - 1; i >= 0; i--) {
            Draft draft = ordered.get(i);
            if (draft.parentSpan != null) {
                draft.linkTo(drafts.get(new Key(draft.key.traceId, draft.parentSpan, null)));
            }
        }
    }

    private static List<SpanNode> hang(Collection<Draft> drafts) {
        List<Draft> tops = new ArrayList<>();
        for (Draft draft : drafts) {
            if (draft.depth() % MAX_DEPTH == 0) {
                tops.add(draft);
            } else {
                draft.parent.children.add(draft);
            }
        }
        return tops.stream().map(Draft::toNode).toList();
    }

    /** A node whose children are not all found yet. */
    private static final class Draft {

        private final Key key;
        private final List<ObservabilityEvent> events = new ArrayList<>();
        private final List<Draft> children = new ArrayList<>();
        private String parentSpan;
        private boolean parentKnown;
        private Draft parent;

        Draft(Key key) {
            this.key = key;
        }

        void add(ObservabilityEvent event, String namedParent) {
            events.add(event);
            if (parentSpan == null) {
                parentSpan = namedParent;
            }
        }

        void linkTo(Draft found) {
            parentKnown = found != null;
            if (found != null && !found.isWithin(this)) {
                parent = found;
            }
        }

        private boolean isWithin(Draft other) {
            for (Draft at = this; at != null; at = at.parent) {
                if (at == other) {
                    return true;
                }
            }
            return false;
        }

        /** {@return how many spans are above this one} */
        int depth() {
            int depth = 0;
            for (Draft at = parent; at != null; at = at.parent) {
                depth++;
            }
            return depth;
        }

        SpanNode toNode() { // calls itself, MAX_DEPTH deep at most
            return new SpanNode(key.traceId, key.span, parentSpan, parentKnown, events,
                    children.stream().map(Draft::toNode).toList());
        }
    }
}
