package io.wirescope.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;

/**
 * Data that a producer brought as JSON, kept as its text: JSON-P's objects take up to twenty times as much memory, and
 * the buffer holds events for long. Read anew for whoever asks.
 *
 * @param text      the object's text, as {@link JsonFormat#write} writes it
 * @param heapBytes about how many bytes of memory that takes
 */
record TextEventData(String text, int heapBytes) implements EventData {

    private static final int OBJECTS = 64;

    TextEventData(String text) {
        this(text, OBJECTS + bytes(text));
    }

    // A text of characters up to U+00FF takes a byte for each, any other two.
    private static int bytes(String text) {
        return text.chars().allMatch(c -> c <= 0xff) ? text.length() : 2 * text.length();
    }

    /** {@return the data as text; or as it is, should its text not be read as the same} */
    static EventData of(JsonObject json) {
        String text = JsonFormat.write(json);
        try {
            return JsonFormat.read(text).equals(json) ? new TextEventData(text) : EventData.of(json);
        } catch (MalformedJsonException e) { // such as a number that is longer written than it came
            return EventData.of(json);
        }
    }

    @Override
    public String toText() {
        return text;
    }

    @Override
    public JsonObject toJson() {
        try {
            return JsonFormat.read(text).asJsonObject();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("data that was valid when published can't be parsed", e);
        }
    }
}
