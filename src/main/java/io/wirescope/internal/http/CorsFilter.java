package io.wirescope.internal.http;

import io.wirescope.event.ObservabilityEventBus;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lets pages of the origins that {@link OriginPolicy} lists call the API and read its answers (WHATWG Fetch, section 3.2):
 * a browser asks before it sends JSON or a header of ours, and shows the answer only where this says so. Mapped to
 * {@code /api/*} (web.xml).
 *
 * <p>A page may send a token, which it has to have. Credentials that browsers add by themselves are not allowed: our cookie is
 * for our own pages.
 */
public class CorsFilter extends HttpFilter {

    private static final String ORIGIN = "Origin";
    private static final String VARY = "Vary";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final List<String> HEADERS =
            List.of("content-type", "authorization", "x-request-id", "traceparent", "tracestate", "last-event-id",
                    "idempotency-key");
    private static final String EXPOSED = "X-Request-ID, traceparent, tracestate, Retry-After, Allow, Idempotent-Replayed";

    /** Attributes of a CloudEvent in binary form, of which each may have its own. */
    private static final Pattern CLOUD_EVENT = Pattern.compile("ce-[a-z0-9]{1,64}");

    private static final String MAX_AGE_SECONDS = "600";

    private final transient OriginPolicy origins;
    private final transient ObservabilityEventBus bus;
    private final transient Clock clock;

    @Inject
    CorsFilter(OriginPolicy origins, ObservabilityEventBus bus, Clock clock) {
        this.origins = origins;
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HeaderFields fields = new HeaderFields(request);
        if (origins.isDifferentForEach()) {
            response.addHeader(VARY, ORIGIN); // on every answer, or a cache would give one page what was for another
        }
        Optional<String> page = fields.single(ORIGIN).filter(origin -> !origins.isOwn(origin, request.getHeader("Host")));
        Optional<String> allowed = page.flatMap(origins::sharedWith);
        allowed.ifPresent(origin -> response.setHeader("Access-Control-Allow-Origin", origin));
        if (page.isPresent() && isPreflight(request)) {
            answer(allowed.isPresent(), fields, request, response);
            return;
        }
        allowed.ifPresent(origin -> response.setHeader("Access-Control-Expose-Headers", EXPOSED));
        chain.doFilter(request, response);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader(REQUEST_METHOD) != null;
    }

    private void answer(boolean allowed, HeaderFields fields, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int status = allowed ? HttpServletResponse.SC_NO_CONTENT : HttpServletResponse.SC_FORBIDDEN;
        Exchange exchange = Exchange.of(request);
        exchange.publish(bus, request.getMethod(), request.getRequestURI(), "/api", status);
        if (allowed) {
            response.addHeader(VARY, REQUEST_HEADERS);
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", String.join(", ", headers(fields)));
            response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
            response.setStatus(status);
        } else {
            ErrorBody.of("ORIGIN_NOT_ALLOWED", "Pages of this origin may not call the API")
                    .send(response, status, exchange.requestId(), clock.instant());
        }
    }

    private static List<String> headers(HeaderFields fields) {
        Stream<String> attributes = fields.list(REQUEST_HEADERS).stream().map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> CLOUD_EVENT.matcher(name).matches());
        return Stream.concat(HEADERS.stream(), attributes).distinct().toList();
    }
}
