package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;

/**
 * What an event tells. Immutable; its JSON is made only when somebody reads the event, so that a
 * publisher does not pay for it.
 */
@PublicApi
@FunctionalInterface
public interface EventData {

    /** About what small data takes: a record with a few short texts. */
    int SMALL = 200;

    /** {@return the data as the API shows it, never null} */
    JsonObject toJson();

    /**
     * {@return about how many bytes of memory the data holds on to, for the bound of the buffer} Asked now and then by
     * publishers, so it must be quick. Data that may be larger than some hundred bytes overrides this.
     */
    default int heapBytes() {
        return SMALL;
    }

    /** {@return the same as text, as {@link JsonFormat#write} writes it} */
    default String toText() {
        return JsonFormat.write(toJson());
    }

    /**
     * {@return data that is JSON already}
     *
     * @param json the data, not null
     */
    static EventData of(JsonObject json) {
        return new JsonEventData(json);
    }

    /**
     * {@return data that came from outside, kept as text for it may be large}
     *
     * @param json the data, not null
     */
    static EventData received(JsonObject json) {
        return TextEventData.of(json);
    }
}
