package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.JsonMembers;
import io.wirescope.event.EventData;
import io.wirescope.event.EventType;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Reads the members that only events have. */
final class EventMembers {

    private EventMembers() {
    }

    /** {@return a required type of an event, as {@link EventType} has it} */
    static String type(JsonMembers event, String name) {
        String type = event.requiredText(name);
        if (!EventType.isValid(type)) {
            throw event.invalid(name, EventType.RULE);
        }
        return type;
    }

    /** {@return an event's data, an empty object where it is missing or null} */
    static EventData data(JsonMembers event, String name) {
        JsonObject data = event.object(name);
        return EventData.received(data == null ? JsonValue.EMPTY_JSON_OBJECT : data);
    }
}
