package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventPage;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.nodes.Responder;
import io.wirescope.internal.rest.request.EventPageRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.EventJson;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * Answers other servers that ask for events of this one: as many as fit into {@link #MAX_CHARS}, at least one.
 * Thread-safe.
 */
@Service
public class EventPages implements Responder {

    /** How long an answer may be, in characters. */
    static final int MAX_CHARS = 2 * 1024 * 1024;

    private final ObservabilityEventBus bus;
    private final NodeIdentity node;

    @Inject
    EventPages(ObservabilityEventBus bus, NodeIdentity node) {
        this.bus = bus;
        this.node = node;
    }

    @Override
    public String kind() {
        return ClusterEvents.KIND;
    }

    @Override
    public String answer(String text) {
        JsonObject question = Bodies.read(text);
        EventPlaces after = EventPlaces.read("after", question.getString("after"));
        String self = node.id().orElse("");
        EventCriteria criteria = EventPageRequest.criteria(
                new QueryParameters(new Query(question.getString("query"))));
        EventQuery query = new EventQuery(criteria.filter(), bus.resumeAfter(after.of(self)),
                question.getInt("limit"), question.getBoolean("descending"));
        return page(query, bus.query(query, Long.MAX_VALUE, criteria::hasText), self);
    }

    private static String page(EventQuery query, EventPage page, String self) {
        StringBuilder events = new StringBuilder();
        List<ObservabilityEvent> found = page.events();
        int count = 0;
        while (count < found.size() && (count == 0 || events.length() < MAX_CHARS)) {
            events.append(count == 0 ? "" : ",").append(JsonFormat.write(EventJson.of(found.get(count), self)));
            count++;
        }
        boolean cut = count < found.size();
        long next = cut && !query.descending() ? found.get(count - 1).sequence() : page.nextAfter();
        return "{\"events\":[" + events + "],\"cut\":" + cut + ",\"oldest\":" + page.oldestSequence() + ",\"newest\":"
                + page.newestSequence() + ",\"next_after\":" + next + "}";
    }
}
