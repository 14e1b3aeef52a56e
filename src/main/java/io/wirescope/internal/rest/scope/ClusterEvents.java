package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventQuery;
import io.wirescope.internal.nodes.Answers;
import io.wirescope.internal.rest.request.EventPageRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.EventJson;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The events of all servers. Thread-safe. */
@Dependent
public class ClusterEvents {

    static final String KIND = "events";

    private static final int DEFAULT_LIMIT = 100;

    /** By time, then by server; of one server the sequence decides. */
    private static final Comparator<Head> AS_HAPPENED = Comparator.comparing(Head::time).thenComparing(Head::node);

    private final Cluster cluster;

    @Inject
    ClusterEvents(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Searches the buffers of all servers.
     *
     * @param query      the query string
     * @param parameters the same, decoded
     * @return one page, merged by time, then server and sequence; {@code next_after} has a place for each server
     * @throws InvalidFieldException when a parameter breaks its rule
     */
    public Answer query(String query, QueryParameters parameters) {
        Map<String, Object> applied = EventPageRequest.applied(EventPageRequest.criteria(parameters));
        EventPlaces after = EventPlaces.read("after", parameters.single("after").orElse(""));
        int limit = (int) parameters.integer("limit", 1, EventQuery.MAX_LIMIT, DEFAULT_LIMIT);
        boolean descending = parameters.flag("descending", true);
        if (!after.byNode().isEmpty()) {
            applied.put("after", after.toString());
        }
        applied.put("descending", descending);
        Answers.Read<Page> read = cluster.ask(parameters, KIND, JsonFormat.write(JsonFormat.object()
                .add("query", query == null ? "" : query)
                .add("after", after.toString())
                .add("limit", limit)
                .add("descending", descending).build())).read(Page::of);
        Merge merge = new Merge(read.byNode(), limit, descending);
        JsonArrayBuilder events = JsonFormat.array();
        merge.events.forEach(events::add);
        return new Answer(merge.events.size() + " events", JsonFormat.object()
                .add("events", events)
                .add("total_returned", merge.events.size())
                .add("filter_applied", json(applied))
                .add("limit_applied", limit)
                .add("oldest_sequence", JsonValue.NULL)
                .add("newest_sequence", JsonValue.NULL)
                .add("next_after", merge.next(after).toString())
                .add("nodes", sequences(read.byNode())).build(), Cluster.asked(read));
    }

    private static JsonObject json(Map<String, Object> applied) {
        return Bodies.read(Bodies.write(applied));
    }

    private static JsonArrayBuilder sequences(Map<String, Page> byNode) {
        JsonArrayBuilder nodes = JsonFormat.array();
        byNode.forEach((node, page) -> nodes.add(JsonFormat.object().add(EventJson.NODE, node)
                .add("oldest_sequence", page.oldest()).add("newest_sequence", page.newest())));
        return nodes;
    }

    /**
     * What one server answered.
     *
     * @param events in the order that was asked for
     * @param cut    whether there were more than fit
     */
    private record Page(List<JsonObject> events, boolean cut, long oldest, long newest, long nextAfter) {

        static Page of(JsonObject answer) {
            List<JsonObject> events = Bodies.objects(answer, "events");
            events.forEach(event -> time(event).add(BigDecimal.valueOf(sequence(event)))); // throws unless numbers
            return new Page(events, answer.getBoolean("cut"), number(answer, "oldest"), number(answer, "newest"),
                    number(answer, "next_after"));
        }

        private static long number(JsonObject answer, String member) {
            return answer.getJsonNumber(member).longValueExact();
        }
    }

    private static BigDecimal time(JsonObject event) {
        return event.getJsonNumber("timestamp").bigDecimalValue();
    }

    private static long sequence(JsonObject event) {
        return event.getJsonNumber("sequence").longValueExact();
    }

    /** Where the merge is in the page of one server. */
    private static final class Head {

        private final String node;
        private final Page page;
        private int at;

        Head(String node, Page page) {
            this.node = node;
            this.page = page;
        }

        boolean isDone() {
            return at == page.events().size();
        }

        JsonObject event() {
            return page.events().get(at);
        }

        BigDecimal time() {
            return ClusterEvents.time(event());
        }

        String node() {
            return node;
        }
    }

    /** One merge: keeps the order of each server, whose clock may have been set. */
    private static final class Merge {

        private final List<JsonObject> events = new ArrayList<>();
        private final Collection<Head> heads;
        private final boolean descending;

        Merge(Map<String, Page> byNode, int limit, boolean descending) {
            this.heads = byNode.entrySet().stream().map(page -> new Head(page.getKey(), page.getValue())).toList();
            this.descending = descending;
            while (events.size() < limit && !isCutOff()) {
                Head next = next();
                if (next == null) {
                    return;
                }
                events.add(next.event());
                next.at++;
            }
        }

        // Behind the end of a page that was cut, events of that server may be missing between those of the others.
        private boolean isCutOff() {
            return heads.stream().anyMatch(head -> head.isDone() && head.page.cut());
        }

        private Head next() {
            return heads.stream().filter(head -> !head.isDone())
                    .min(descending ? AS_HAPPENED.reversed() : AS_HAPPENED).orElse(null);
        }

        // Of a server that did not answer, the place stays.
        EventPlaces next(EventPlaces after) {
            Map<String, Long> next = new TreeMap<>(after.byNode());
            for (Head head : heads) {
                if (descending || head.isDone()) {
                    next.put(head.node, head.page.nextAfter());
                } else if (head.at > 0) {
                    next.put(head.node, sequence(head.page.events().get(head.at - 1)));
                }
            }
            return new EventPlaces(next);
        }
    }
}
