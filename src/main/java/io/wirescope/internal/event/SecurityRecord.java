package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Data of the {@code security.*} events. Never has a credential.
 *
 * @param clientRemote the caller's address
 * @param subject      whom a credential says it is, or null
 * @param code         the error that it got, or what it did; null where the type says it all
 * @param target       the method and path that it called, or null
 * @param count        how many alike there were
 */
public record SecurityRecord(String clientRemote, String subject, String code, String target, long count)
        implements EventData {

    @Override
    public int heapBytes() {
        return SMALL + 2 * (length(subject) + length(target));
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object().add("client_remote", clientRemote);
        addIfSet(json, "subject", subject);
        addIfSet(json, "code", code);
        addIfSet(json, "target", target);
        return json.add("count", count).build();
    }

    private static void addIfSet(JsonObjectBuilder json, String name, String value) {
        if (value != null) {
            json.add(name, value);
        }
    }
}
