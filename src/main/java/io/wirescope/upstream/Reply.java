package io.wirescope.upstream;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * A message that answers another, with a type of the application's choice. Immutable.
 *
 * @param type    1 to 128 characters, not a type that the protocol reserves
 * @param payload what it says
 */
@PublicApi
public record Reply(String type, JsonObject payload) {

    /**
     * Keeps both.
     *
     * @throws NullPointerException when one is null
     */
    public Reply {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
    }
}
