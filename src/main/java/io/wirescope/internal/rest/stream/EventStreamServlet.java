package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.StatusError;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.SecurityErrors;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/**
 * {@code GET /api/v2/observability/events/stream}: events as they happen, as Server-Sent Events (contract,
 * section 7; WHATWG HTML, section 9.2). Mapped in web.xml.
 *
 * <p>A servlet and no JAX-RS resource: {@code SseEventSink} may block a thread for each reader that does
 * not read, and knows no way to let a reader fall behind.
 *
 * <p>The {@code http.request} event is published when the stream is opened or refused, because nobody would
 * look for it when the stream ends. A stream "from now on" begins behind that event.
 */
public class EventStreamServlet extends HttpServlet {

    private static final String ROUTE = "/api/v2/observability/events/stream";
    private static final int UNPROCESSABLE = 422;

    private final transient EventStreams streams;
    private final transient ObservabilityEventBus bus;
    private final transient SecurityAudit audit;
    private final transient Clock clock;

    @Inject
    EventStreamServlet(EventStreams streams, ObservabilityEventBus bus, SecurityAudit audit, Clock clock) {
        this.streams = streams;
        this.bus = bus;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Authentication found = Authentication.of(request);
        if (!found.caller().hasAny(SecurityRole.OBSERVER)) {
            deny(found, request, response);
            return;
        }
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            refuse(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, StatusError.of(405));
            return;
        }
        try {
            open(EventStreamRequest.read(request), request, response);
        } catch (InvalidFieldException e) {
            refuse(request, response, UNPROCESSABLE, ErrorBody.of(e));
        }
    }

    private void deny(Authentication found, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (found.caller().isAuthenticated()) {
            audit.refused(request, HttpServletResponse.SC_FORBIDDEN, ErrorCode.NOT_PERMITTED.name());
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, SecurityErrors.missingRole(SecurityRole.OBSERVER));
        } else {
            refuse(request, response, SecurityErrors.status(found.credential()), SecurityErrors.of(found.credential()));
        }
    }

    private void open(EventStreamRequest wanted, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!streams.admit()) {
            response.setHeader("Retry-After", Long.toString(EventStreamFrames.RETRY.toSeconds()));
            refuse(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    ErrorBody.of("STREAM_LIMIT", "The limit of stream readers is reached"));
            return;
        }
        boolean open = false;
        try {
            start(wanted, request, response);
            open = true;
        } finally {
            if (!open) {
                streams.release();
            }
        }
    }

    private void start(EventStreamRequest wanted, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no"); // or nginx keeps events until it has a buffer full of them
        publish(request, HttpServletResponse.SC_OK);
        response.flushBuffer(); // Open Liberty keeps what the first turn writes until the next, a keep-alive later
        streams.open(wanted, new EventStreams.Reader(Authentication.callerOf(request), Exchange.of(request)),
                request.startAsync());
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, ErrorBody error)
            throws IOException {
        publish(request, status);
        error.send(response, status, Exchange.of(request).requestId(), clock.instant());
    }

    private void publish(HttpServletRequest request, int status) {
        Exchange.of(request).publish(bus, request.getMethod(), request.getRequestURI(), ROUTE, status);
    }
}
