package io.wirescope.internal.http;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.logging.LogContext;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Begins every {@link Exchange}: gives it its request id and its place in the caller's trace, and writes
 * both onto the answer. Mapped to everything, before all other filters (web.xml).
 */
public class ExchangeFilter extends HttpFilter {

    /** The header of a request's id, either way. */
    public static final String REQUEST_ID = "X-Request-ID";

    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    private final transient IdSource ids;
    private final transient ClientAddress addresses;
    private final transient StrictTransport strictTransport;

    @Inject
    ExchangeFilter(IdSource ids, ClientAddress addresses, StrictTransport strictTransport) {
        this.ids = ids;
        this.addresses = addresses;
        this.strictTransport = strictTransport;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HeaderFields fields = new HeaderFields(request);
        Exchange exchange = begin(request, fields);
        exchange.attachTo(request);
        response.setHeader(REQUEST_ID, exchange.requestId());
        strictTransport.header(request.isSecure())
                .ifPresent(value -> response.setHeader(StrictTransport.HEADER, value));
        if (exchange.trace() != null) {
            response.setHeader(TRACEPARENT, exchange.trace().toTraceparent(false));
            if (exchange.trace().state() != null) {
                response.setHeader(TRACESTATE, exchange.trace().state());
            }
        }
        LogContext context = LogContext.open(exchange.requestId(), exchange.trace());
        try {
            chain.doFilter(request, response);
        } finally {
            context.close();
        }
    }

    private Exchange begin(HttpServletRequest request, HeaderFields fields) {
        TraceContext caller = fields.single(TRACEPARENT).flatMap(TraceContext::fromTraceparent)
                .map(trace -> trace.withState(String.join(",", fields.lines(TRACESTATE)))).orElse(null);
        return new Exchange(requestId(fields), caller, caller == null ? null : caller.child(ids.newSpan()),
                addresses.of(request.getRemoteAddr(), fields), System.nanoTime());
    }

    private String requestId(HeaderFields fields) {
        return fields.single(REQUEST_ID).filter(Identifier::isValid).filter(ExchangeFilter::isAscii)
                .orElseGet(ids::newId);
    }

    // It goes back in a header, where anything else has no agreed encoding (RFC 9110, section 5.5).
    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
