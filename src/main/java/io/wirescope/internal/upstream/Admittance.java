package io.wirescope.internal.upstream;

import io.wirescope.connection.Role;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * What the application decided about a client that connects.
 *
 * @param refusal    why it may not connect, in words that the client may read; empty where it may
 * @param role       its role, or empty for the one that it asked for
 * @param channels   the channels that it is in from the start
 * @param attributes what is handed to the application with each of its messages
 */
public record Admittance(Optional<String> refusal, Optional<Role> role, List<String> channels, JsonObject attributes) {

    /** Lets a client in as it asked. */
    public static final Admittance AS_ASKED = new Admittance(Optional.empty(), Optional.empty(), List.of(),
            JsonValue.EMPTY_JSON_OBJECT);

    /** Copies the list. */
    public Admittance {
        channels = List.copyOf(channels);
    }

    static Admittance refused(String reason) {
        return new Admittance(Optional.of(reason), Optional.empty(), List.of(), JsonValue.EMPTY_JSON_OBJECT);
    }
}
