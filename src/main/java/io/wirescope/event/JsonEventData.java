package io.wirescope.event;

import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Data that a producer brought as JSON.
 *
 * @param toJson the object
 */
record JsonEventData(JsonObject toJson) implements EventData {

    JsonEventData {
        Objects.requireNonNull(toJson, "data");
    }
}
