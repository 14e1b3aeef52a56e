package io.wirescope.event;

import io.wirescope.PublicApi;
import java.time.Instant;
import java.util.Objects;

/**
 * An event that a producer brings whole, with its own id and time.
 *
 * @param eventType a name as {@link EventType#isValid} accepts it
 * @param id        the producer's id, or null to have one made
 * @param timestamp when it happened, or null for now
 * @param context   what it belongs to
 * @param data      what it tells
 */
@PublicApi
public record EventDraft(String eventType, String id, Instant timestamp, EventContext context, EventData data) {

    /**
     * @param eventType a name as {@link EventType#isValid} accepts it
     * @param id        the producer's id, or null to have one made
     * @param timestamp when it happened, or null for now
     * @param context   what it belongs to
     * @param data      what it tells
     * @throws IllegalArgumentException when the type's name is not valid
     * @throws NullPointerException     when type, context or data is null
     */
    public EventDraft {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(data, "data");
        if (!EventType.isValid(Objects.requireNonNull(eventType, "eventType"))) {
            throw new IllegalArgumentException("event type " + EventType.RULE + ": " + eventType);
        }
    }
}
