package io.wirescope.internal.http;

import io.wirescope.internal.logging.LogContext;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads the body of every request before anybody else does, so that a body that arrives slowly has no thread: the
 * container's threads are few, and also serve the WebSockets and the probes. Mapped to everything, behind
 * {@link ExchangeFilter}, for the dispatches {@code REQUEST} and {@code ASYNC} (web.xml).
 *
 * <p>A body that has already arrived, as most have, costs nothing but a copy. Of any other the request is suspended, and
 * continues with an {@code ASYNC} dispatch when its {@link PendingBody} has it all. A servlet of an application that has
 * Wirescope in it gets its request as it came: how it reads, and how much, is its own affair.
 */
public class BodyFilter extends HttpFilter {

    private static final Logger LOG = Logger.getLogger(BodyFilter.class.getName());

    private static final String ATTRIBUTE = BodyFilter.class.getName();
    private static final String API = "/api/";
    private static final byte[] NONE = {};

    /** A request that continues. */
    private record Arrived(RequestTarget target, byte[] body) {
    }

    private final transient PendingBodies bodies;

    @Inject
    BodyFilter(PendingBodies bodies) {
        this.bodies = bodies;
    }

    /** Keeps the body of a request for its next dispatch. */
    static void attach(HttpServletRequest request, RequestTarget target, byte[] body) {
        request.setAttribute(ATTRIBUTE, new Arrived(target, body));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            resume(request, response, chain);
        } else if (hasBody(request) && !ApplicationServlets.serve(request)) {
            read(request, response, chain);
        } else if (isOfApi(request)) { // wrapped as all others: a proxy of RESTEasy's is made for the first one's class
            go(NONE, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    static boolean hasBody(HttpServletRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && !length.equals("0") || request.getHeader("Transfer-Encoding") != null;
    }

    private void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request.getAttribute(ATTRIBUTE) instanceof Arrived arrived)) {
            chain.doFilter(request, response); // somebody else's dispatch
            return;
        }
        request.removeAttribute(ATTRIBUTE);
        Exchange exchange = Exchange.of(request);
        LogContext context = LogContext.open(exchange.requestId(), exchange.trace());
        try {
            chain.doFilter(new ReadRequest(request, arrived.target(), arrived.body()), quiet(request, response));
        } finally {
            context.close();
        }
    }

    private void read(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isOfApi(request) && ContentType.isEncoded(request.getHeader("Content-Encoding"))) {
            refuse(BodyRefusal.encoded(), request, response);
            return;
        }
        ServletInputStream in = request.getInputStream();
        BodyBuffer buffer = new BodyBuffer(in, request.getContentLengthLong(), bodies.config().maxBytes());
        try {
            buffer.takeAvailable();
            if (!buffer.isComplete() && !buffer.isTooLarge() && isOfApi(request)) {
                bodies.awaitMoment(request, buffer);
            }
        } catch (IOException e) { // nothing more can be read
            refuse(BodyRefusal.broken(), request, response);
            return;
        }
        if (buffer.isComplete() && !buffer.isTooLarge()) {
            go(buffer.toByteArray(), request, response, chain);
        } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            refuse(BodyRefusal.handshake(), request, response);
        } else if (isOfApi(request) || bodies.needsCut(request)) {
            suspend(request, response, in, buffer);
        } else {
            answerUnread(request, response, chain);
        }
    }

    // No other address reads a body; but some engines would, see EngineConnection.
    private static void answerUnread(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Connection", "close");
        go(NONE, request, response, chain);
    }

    private static void go(byte[] body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(new ReadRequest(request, RequestTarget.of(request), body), quiet(request, response));
    }

    private static HttpServletResponse quiet(HttpServletRequest request, HttpServletResponse response) {
        return isOfApi(request) ? QuietResponse.around(response) : response;
    }

    private static boolean isOfApi(HttpServletRequest request) {
        return request.getRequestURI().startsWith(API);
    }

    private void suspend(HttpServletRequest request, HttpServletResponse response, ServletInputStream in,
            BodyBuffer buffer) throws IOException {
        if (!bodies.admit()) {
            refuse(BodyRefusal.overloaded(), request, response);
            return;
        }
        BodyRefusal refusal = buffer.isTooLarge() ? BodyRefusal.tooLarge(bodies.config()) : null;
        new PendingBody(bodies, request.startAsync(request, response), request, response, in, buffer).start(refusal);
    }

    private void refuse(BodyRefusal refusal, HttpServletRequest request, HttpServletResponse response) {
        try {
            bodies.answer(refusal, request, response);
        } catch (IOException e) { // thrown on, the container would log it
            LOG.log(Level.FINE, "Client disconnected", e);
        }
        bodies.cut(request);
    }
}
