package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.TraceContext;

/**
 * The message that is being answered, as far as the answer must bear it.
 *
 * @param connection where it came and where the answer goes
 * @param requestId  its request id, or else the connection's
 * @param trace      its trace, or else the connection's, or null
 * @param enveloped  whether its sender spoke the envelope; else the answer is flat
 */
record ReplyContext(Connection connection, String requestId, TraceContext trace, boolean enveloped) {

    static ReplyContext of(Connection connection, String requestId, TraceContext trace, boolean enveloped) {
        return new ReplyContext(connection,
                requestId != null ? requestId : connection.peer().requestId(),
                withTraceId(trace, connection.peer().trace()),
                enveloped);
    }

    // Without a trace of its own a message is in the connection's, with the span that it names, if any.
    private static TraceContext withTraceId(TraceContext own, TraceContext ofConnection) {
        if (own == null || ofConnection == null) {
            return own == null ? ofConnection : own;
        }
        return own.traceId() != null ? own
                : new TraceContext(ofConnection.traceId(), own.span(), own.parentSpan(), ofConnection.sampled(),
                        ofConnection.state());
    }
}
