package io.wirescope.internal.telemetry;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.ObservabilityEvent;

/**
 * An event in its trace.
 *
 * @param event   the event
 * @param traceId its trace, own or of its request
 */
record TracedEvent(ObservabilityEvent event, String traceId) {

    /** {@return a span of this trace} */
    SpanId id(String span) {
        return new SpanId(traceId, span);
    }

    /** {@return the span that the event names, or one made of its id} */
    SpanId ownId() {
        return id(TraceIds.spanOf(event));
    }

    /** {@return the span that caused the event's, or null} */
    String parent() {
        TraceContext trace = event.context().trace();
        return trace == null ? null : TraceIds.orNull(trace.parentSpan());
    }

    /** {@return the trace's {@code tracestate}, or null} */
    String state() {
        TraceContext trace = event.context().trace();
        return trace == null ? null : trace.state();
    }

    String connectionId() {
        return event.context().connectionId();
    }

    long micros() {
        return event.epochMicros();
    }

    /** {@return new attributes that say what the event belongs to} */
    Attributes attributes() {
        return attributes(event);
    }

    static Attributes attributes(ObservabilityEvent event) {
        return new Attributes()
                .add("wirescope.request_id", event.context().requestId())
                .add("wirescope.client_id", event.context().clientId())
                .add("wirescope.connection_id", event.context().connectionId());
    }
}
