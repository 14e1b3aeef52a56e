package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * One message of the protocol, version {@value #VERSION} (contract, section 2). Immutable.
 *
 * @param type      1 to {@link MessageType#MAX_LENGTH} characters
 * @param timestamp RFC 3339, kept as it was written
 * @param requestId what the message belongs to, or null
 * @param trace     or null
 * @param payload   never null
 * @param meta      or null
 */
@PublicApi
public record Envelope(String type, String timestamp, String requestId, TraceContext trace,
        JsonObject payload, JsonObject meta) {

    /** The version that this server speaks. */
    public static final int VERSION = 1;

    /**
     * @param type      1 to {@link MessageType#MAX_LENGTH} characters, which the reader of a message checks, not this
     * @param timestamp RFC 3339, not parsed here
     * @param requestId what the message belongs to, or null
     * @param trace     or null; left out of what is written then
     * @param payload   an object, which may be empty
     * @param meta      or null; left out of what is written then, as when it is empty
     * @throws NullPointerException when a required member is null
     */
    public Envelope {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(payload, "payload");
    }
}
