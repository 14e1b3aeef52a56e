package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;

/** What a client sent on the envelope address, once it was understood. */
@PublicApi
public sealed interface IncomingMessage permits EnvelopedMessage, LegacyMessage {

    /** {@return the JSON object exactly as it came} */
    JsonObject source();

    /** {@return the message's type} */
    String type();

    /** {@return the message's own request id, or null} */
    String requestId();

    /** {@return the message's own trace, or null} */
    TraceContext trace();
}
