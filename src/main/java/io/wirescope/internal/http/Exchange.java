package io.wirescope.internal.http;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.event.HttpExchange;
import jakarta.servlet.http.HttpServletRequest;

/**
 * One HTTP request and its answer, as {@link ExchangeFilter} began it.
 *
 * @param requestId     the caller's {@code X-Request-ID} where that was usable, else a new one
 * @param caller        the caller's trace and span from {@code traceparent}, or null
 * @param trace         the same trace with a span of our own, or null
 * @param clientAddress the client's address
 * @param startNanos    {@link System#nanoTime} at its arrival
 */
public record Exchange(String requestId, TraceContext caller, TraceContext trace, String clientAddress,
        long startNanos) {

    private static final String ATTRIBUTE = Exchange.class.getName();

    /**
     * Finds the exchange that a request belongs to.
     *
     * @param request the request, also one that was wrapped since
     * @return what the filter attached to it
     * @throws IllegalStateException when the request did not come through {@link ExchangeFilter}
     */
    public static Exchange of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalStateException("No exchange on this request: is ExchangeFilter mapped?");
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Publishes the {@code http.request} event of this exchange, now that its status is known.
     *
     * @param bus    gets the event
     * @param method the HTTP method
     * @param path   the path as it was asked for, without the query
     * @param route  the template that answered, or the path's prefix where none did
     * @param status the HTTP status
     */
    public void publish(ObservabilityEventBus bus, String method, String path, String route, int status) {
        bus.publish(EventType.HTTP_REQUEST, new EventContext(requestId, trace, null, null, "http"),
                new HttpExchange(method, path, route, status, System.nanoTime() - startNanos, clientAddress));
    }
}
