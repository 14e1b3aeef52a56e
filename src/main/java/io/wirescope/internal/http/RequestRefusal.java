package io.wirescope.internal.http;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/** Answers requests that a filter refuses before their body was read. Thread-safe. */
@Service
public class RequestRefusal {

    private final PendingBodies bodies;
    private final ObservabilityEventBus bus;
    private final Clock clock;

    /**
     * @param bodies cut the connection of a body that nobody reads
     * @param bus    gets an event for each refusal
     * @param clock  for the time in the answer
     */
    @Inject
    public RequestRefusal(PendingBodies bodies, ObservabilityEventBus bus, Clock clock) {
        this.bodies = bodies;
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * Refuses a request. Headers of the answer must be set before.
     *
     * @param route  what the event names as the route: a prefix of the path, never the caller's own text
     * @param status the HTTP status
     * @param error  the body
     * @throws IOException when the caller has gone
     */
    public void send(HttpServletRequest request, HttpServletResponse response, String route, int status, ErrorBody error)
            throws IOException {
        Exchange exchange = Exchange.of(request);
        exchange.publish(bus, request.getMethod(), request.getRequestURI(), route, status);
        boolean unread = BodyFilter.hasBody(request);
        if (unread) {
            response.setHeader("Connection", "close");
        }
        error.send(response, status, exchange.requestId(), clock.instant());
        if (unread) {
            response.flushBuffer();
            bodies.cut(request);
        }
    }
}
