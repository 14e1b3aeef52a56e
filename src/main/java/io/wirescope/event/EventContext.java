package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.envelope.TraceContext;

/**
 * What an event belongs to. Every member may be null. One context serves many events.
 *
 * @param requestId    the request that caused it
 * @param trace        the trace and the span that it happened in
 * @param clientId     the client's own id
 * @param connectionId the connection that it happened on
 * @param source       who published it, such as {@code ws.client} or {@code http}
 */
@PublicApi
public record EventContext(String requestId, TraceContext trace, String clientId, String connectionId,
        String source) {

    private static final int OBJECT = 40;
    private static final int STRING = 40;
    private static final int TRACE = 200;

    /**
     * {@return a context with a source only}
     *
     * @param source who publishes, such as {@code ws.client} or {@code http}
     */
    public static EventContext of(String source) {
        return new EventContext(null, null, null, null, source);
    }

    /** {@return about how many bytes of memory it holds on to} */
    int heapBytes() {
        return OBJECT + heapBytes(requestId) + heapBytes(clientId) + heapBytes(connectionId)
                + (source == null ? 0 : source.length()) + (trace == null ? 0 : TRACE); // sources are few texts mostly
    }

    static int heapBytes(String text) {
        return text == null ? 0 : STRING + text.length();
    }

    /**
     * {@return the same with another request id and trace}
     *
     * @param newRequestId the request that it belongs to instead, or null
     * @param newTrace     the trace that it belongs to instead, or null
     */
    public EventContext with(String newRequestId, TraceContext newTrace) {
        return new EventContext(newRequestId, newTrace, clientId, connectionId, source);
    }
}
