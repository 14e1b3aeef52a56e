package io.wirescope.drift;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;

/**
 * A drift status that was stated.
 *
 * @param payload             as clients see it
 * @param sequence            the event's place on the bus
 * @param connectionsNotified how many connections it was queued to; 0 until all were
 */
@PublicApi
public record DriftStatement(JsonObject payload, long sequence, int connectionsNotified) {
}
