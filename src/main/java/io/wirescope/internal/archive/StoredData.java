package io.wirescope.internal.archive;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;

/**
 * Data as the archive has it: its text, read when somebody asks.
 *
 * @param toText a JSON object on one line
 */
public record StoredData(String toText) implements EventData {

    private static final String OWN = "io.wirescope.";

    /**
     * {@return the data of an event as the archive stores it} An application's class may return any text, so only its JSON
     * is trusted.
     */
    public static StoredData of(EventData data) {
        return new StoredData(data.getClass().getName().startsWith(OWN) ? data.toText() : JsonFormat.write(data.toJson()));
    }

    @Override
    public int heapBytes() {
        return SMALL + toText.length();
    }

    @Override
    public JsonObject toJson() {
        try {
            return JsonFormat.read(toText).asJsonObject();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("data that was valid when archived can't be parsed", e);
        }
    }
}
