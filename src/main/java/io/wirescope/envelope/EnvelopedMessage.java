package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;

/**
 * A valid envelope from a client.
 *
 * @param envelope the envelope
 * @param source   the JSON object it was read from, unknown members included
 */
@PublicApi
public record EnvelopedMessage(Envelope envelope, JsonObject source) implements IncomingMessage {

    @Override
    public String type() {
        return envelope.type();
    }

    @Override
    public String requestId() {
        return envelope.requestId();
    }

    @Override
    public TraceContext trace() {
        return envelope.trace();
    }
}
