package io.wirescope.internal.rest;

import io.wirescope.event.EventType;
import io.wirescope.event.EventTypeCount;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the types of events. */
@Dependent
@Path("v2/observability/event-types")
@Produces(MediaType.APPLICATION_JSON)
public class EventTypesResource {

    private final ObservabilityEventBus bus;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public EventTypesResource() {
        this(null, null);
    }

    @Inject
    EventTypesResource(ObservabilityEventBus bus, Responses responses) {
        this.bus = bus;
        this.responses = responses;
    }

    /**
     * One type.
     *
     * @param type        its name
     * @param description what such an event reports
     * @param count       how many were published since the start
     */
    public record TypeView(String type, String description, long count) {
    }

    /**
     * Lists the server's own types first, then those that producers brought.
     *
     * @return the types as {@code event_types}
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<Map<String, List<TypeView>>> list() {
        Map<String, EventTypeCount> counts = bus.countsByType().stream()
                .collect(Collectors.toMap(EventTypeCount::type, Function.identity()));
        Stream<TypeView> known = EventType.KNOWN.stream().map(type ->
                new TypeView(type.name(), type.description(), counts.remove(type.name()).published()));
        List<TypeView> types = Stream.concat(known.toList().stream(), counts.values().stream()
                .map(count -> new TypeView(count.type(), "Published by an application", count.published()))
                .sorted(Comparator.comparing(TypeView::type))).toList();
        return responses.ok(types.size() + " event types", Map.of("event_types", types));
    }
}
