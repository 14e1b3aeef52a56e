package io.wirescope.it;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

/**
 * Notes what observers see, as events of the type {@link #NOTE} in the request of what was seen, so that a test
 * outside reads them with the API. Thread-safe.
 */
@ApplicationScoped
public class Observed {

    /** The type of a note; observers of all types must not note these, or they never come to an end. */
    public static final String NOTE = "test.note";

    @Inject
    private ObservabilityEventBus bus;

    /** Notes that an observer saw an event, and whether inside the publisher's call; {@code more} are names and values by turns. */
    public void note(String observer, ObservabilityEvent event, String... more) {
        if (event.eventType().equals(NOTE)) {
            return;
        }
        JsonObjectBuilder data = Json.createObjectBuilder().add("observer", observer)
                .add("event_type", event.eventType()).add("sequence", event.sequence())
                .add("inside_publish", PublishingServlet.isPublishing());
        for (int i = 0; i < more.length; i += 2) {
            data.add(more[i], more[i + 1]);
        }
        bus.publish(NOTE, EventContext.of("test").with(event.context().requestId(), null), data.build());
    }
}
