package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;
import java.time.Clock;

/** Sends what the server says on a connection, as part of what caused it. Thread-safe; never waits for the client. */
final class Replies {

    private final Clock clock;
    private final IdSource ids;

    /**
     * @param clock stamps messages
     * @param ids   makes spans
     */
    Replies(Clock clock, IdSource ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** Sends a message; flat where the peer asked for that, or did not speak the envelope. {@return whether it was accepted} */
    boolean send(ReplyContext reply, String type, JsonObject payload) {
        Connection connection = reply.connection();
        return connection.send(envelope(reply, type, payload), connection.peer().flat() || !reply.enveloped());
    }

    /** Sends an {@code error}. {@return whether it was accepted} */
    boolean error(ReplyContext reply, ErrorCode code, String text, JsonObject details) {
        return send(reply, MessageType.ERROR, Payloads.error(code, text, details));
    }

    /** {@return a message with the cause's request and a span of its own in the cause's trace} */
    Envelope envelope(ReplyContext reply, String type, JsonObject payload) {
        return new Envelope(type, Rfc3339.format(clock.instant()), reply.requestId(), childOf(reply), payload,
                reply.enveloped() ? null : Payloads.legacyMeta(type));
    }

    /** {@return the cause's trace with a new span below the cause's, or null} */
    TraceContext childOf(ReplyContext reply) {
        return reply.trace() == null ? null : reply.trace().child(ids.newSpan());
    }
}
