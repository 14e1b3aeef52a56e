package io.wirescope.internal.rest.view;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;

/** An event as the API shows it (contract, sections 7 and 10). */
public final class EventJson {

    /** The member that has the server's id. */
    public static final String NODE = "node";

    private EventJson() {
    }

    /**
     * {@return an event as JSON}
     *
     * @param event the event
     * @param node  the server that has it, or null where a server stands alone
     */
    public static JsonObject of(ObservabilityEvent event, String node) {
        return node == null ? event.toJson() : JsonFormat.object(event.toJson()).add(NODE, node).build();
    }
}
