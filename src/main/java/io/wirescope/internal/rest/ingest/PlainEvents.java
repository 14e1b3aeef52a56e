package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.Exchange;

/** Events in the gateway's own JSON, with the names that queries answer with (contract, section 7). */
final class PlainEvents {

    private PlainEvents() {
    }

    /**
     * Reads one event. Members that the contract does not name are ignored.
     *
     * @param event    the event as it came
     * @param exchange the request that brought it: its request id and trace stand in for the event's own
     * @throws InvalidFieldException when a member breaks its rule
     */
    static EventDraft read(JsonMembers event, Exchange exchange) {
        String type = EventMembers.type(event, "event_type");
        EventData data = EventMembers.data(event, "data");
        String requestId = event.id("request_id");
        EventContext context = new EventContext(requestId == null ? exchange.requestId() : requestId,
                trace(event, exchange.trace()), event.id("client_id"), event.id("connection_id"),
                event.id("source"));
        return new EventDraft(type, event.id("id"), event.time("timestamp"), context, data);
    }

    // A span without a trace is one within the request's trace.
    private static TraceContext trace(JsonMembers event, TraceContext ofRequest) {
        String traceId = event.traceId("trace_id");
        String span = event.id("trace_span");
        if (traceId == null && span == null) {
            return ofRequest;
        }
        return traceId != null || ofRequest == null ? new TraceContext(traceId, span, null)
                : new TraceContext(ofRequest.traceId(), span, null, ofRequest.sampled(), ofRequest.state());
    }
}
