package io.wirescope.internal.rest.ingest;

import io.wirescope.event.EventDraft;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.BodyReader;
import io.wirescope.internal.rest.request.RequestHeaders;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.util.List;

/** Publishes what other services bring: all events of a request, or none. Thread-safe. */
@Dependent
public class EventIngest {

    private final BodyReader bodies;
    private final EventSizeLimit sizes;
    private final ObservabilityEventBus bus;

    @Inject
    EventIngest(BodyReader bodies, EventSizeLimit sizes, ObservabilityEventBus bus) {
        this.bodies = bodies;
        this.sizes = sizes;
        this.bus = bus;
    }

    /**
     * Publishes the events of one request.
     *
     * @param headers  tell the form, and bear a CloudEvent in binary form
     * @param body     not read by anyone yet
     * @param exchange the request, whose id and trace stand in where an event has none
     * @return the events' sequences, in the order in which they came
     * @throws RefusedRequestException 400, 403, 413, 415 or 422; nothing was published then
     */
    public List<Long> publish(RequestHeaders headers, InputStream body, Exchange exchange) {
        EventForm form = EventForm.of(headers);
        byte[] bytes = bodies.read(body, headers.contentLength());
        List<EventDraft> drafts = form.read(headers, bytes, exchange);
        ReservedTypes.check(drafts);
        sizes.check(drafts, bytes.length);
        return bus.publishAll(drafts).stream().map(ObservabilityEvent::sequence).toList();
    }
}
