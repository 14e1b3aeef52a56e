package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.Correlation;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.nodes.Responder;
import io.wirescope.internal.rest.view.EventJson;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;

/**
 * What this server knows of a request, for another that asks: as many events as fit into {@link EventPages#MAX_CHARS}.
 * Thread-safe.
 */
@Service
public class StoryEvents implements Responder {

    /** What an event of the API lacks, and a tree of spans needs. */
    private static final String PARENT = "parent_span";

    private static final String EVENTS = "events";
    private static final String TRUNCATED = "truncated";
    private static final int MICRO_DIGITS = 6;

    private final ObservabilityEventBus bus;
    private final NodeIdentity node;

    @Inject
    StoryEvents(ObservabilityEventBus bus, NodeIdentity node) {
        this.bus = bus;
        this.node = node;
    }

    @Override
    public String kind() {
        return ClusterStory.KIND;
    }

    @Override
    public String answer(String requestId) {
        Optional<Correlation> story = Correlation.find(bus, requestId);
        List<ObservabilityEvent> events = story.map(Correlation::events).orElse(List.of());
        JsonArrayBuilder array = JsonFormat.array();
        int chars = 0;
        int count = 0;
        while (count < events.size() && (count == 0 || chars < EventPages.MAX_CHARS)) {
            JsonObject json = write(events.get(count), node.id().orElse(""));
            chars += json.toString().length();
            array.add(json);
            count++;
        }
        return JsonFormat.write(JsonFormat.object().add(EVENTS, array).add(TRUNCATED,
                count < events.size() || story.map(Correlation::truncated).orElse(false)).build());
    }

    static JsonObject write(ObservabilityEvent event, String node) {
        JsonObject json = EventJson.of(event, node);
        TraceContext trace = event.context().trace();
        return trace == null || trace.parentSpan() == null ? json
                : JsonFormat.object(json).add(PARENT, trace.parentSpan()).build();
    }

    /**
     * Reads an event of an answer. Its {@code busId} is the server's id.
     *
     * @throws RuntimeException when it is none
     */
    static ObservabilityEvent read(JsonObject json) {
        String traceId = text(json, "trace_id");
        String span = text(json, "trace_span");
        String parent = text(json, PARENT);
        TraceContext trace = traceId == null && span == null && parent == null ? null
                : new TraceContext(traceId, span, parent);
        return new ObservabilityEvent(json.getJsonNumber("sequence").longValueExact(), json.getString(EventJson.NODE),
                json.getString("id"), json.getString("event_type"), json.getJsonNumber("timestamp").bigDecimalValue()
                .movePointRight(MICRO_DIGITS).longValueExact(), new EventContext(text(json, "request_id"), trace,
                text(json, "client_id"), text(json, "connection_id"), text(json, "source")),
                EventData.of(json.getJsonObject("data")));
    }

    private static String text(JsonObject json, String member) {
        return json.get(member) instanceof JsonString text ? text.getString() : null;
    }

    /**
     * What one server knows.
     *
     * @param events    its events
     * @param truncated whether it has more of them
     */
    record Part(List<ObservabilityEvent> events, boolean truncated) {

        /**
         * Reads an answer.
         *
         * @throws RuntimeException when it is none
         */
        static Part of(JsonObject answer) {
            return new Part(Bodies.objects(answer, EVENTS).stream().map(StoryEvents::read).toList(),
                    answer.getBoolean(TRUNCATED));
        }
    }
}
