package io.wirescope.internal.rest.export;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.SecurityErrors;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /api/v2/observability/events?format=ndjson}: any number of events, one JSON object in each line. All else on
 * that address goes on to its resource. Mapped in web.xml.
 *
 * <p>A filter and no resource, since what JAX-RS writes holds a thread for as long as its reader takes.
 */
public class EventExportFilter extends HttpFilter {

    private static final String ROUTE = "/api/v2/observability/events";
    private static final String FORMAT = "format";
    private static final int UNPROCESSABLE = 422;
    private static final int RETRY_AFTER_SECONDS = 5;

    private final transient EventExports exports;
    private final transient ObservabilityEventBus bus;
    private final transient SecurityAudit audit;
    private final transient Clock clock;

    @Inject
    EventExportFilter(EventExports exports, ObservabilityEventBus bus, SecurityAudit audit, Clock clock) {
        this.audit = audit;
        this.exports = exports;
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isQuery(request)) {
            chain.doFilter(request, response);
            return;
        }
        QueryParameters parameters = new QueryParameters(new Query(request.getQueryString()));
        try {
            Optional<String> format = parameters.single(FORMAT);
            if (format.isEmpty() || format.get().equals("json")) {
                chain.doFilter(request, response);
            } else if (format.get().equals("ndjson")) {
                export(parameters, request, response);
            } else {
                throw new InvalidFieldException(FORMAT, "must be json or ndjson");
            }
        } catch (InvalidFieldException e) {
            refuse(request, response, UNPROCESSABLE, ErrorBody.of(e));
        }
    }

    private static boolean isQuery(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return request.getMethod().equals("GET") && (path.equals(ROUTE) || path.equals(ROUTE + '/'))
                && request.getQueryString() != null;
    }

    private void export(QueryParameters parameters, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Authentication found = Authentication.of(request);
        if (!found.caller().hasAny(SecurityRole.OBSERVER)) {
            deny(found, request, response);
            return;
        }
        ExportRequest wanted = ExportRequest.read(parameters, newest());
        if (!exports.admit()) {
            response.setHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
            refuse(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    ErrorBody.of("EXPORT_LIMIT", "The limit of concurrent exports is reached"));
            return;
        }
        boolean begun = false;
        try {
            begin(wanted, request, response);
            begun = true;
        } finally {
            if (!begun) {
                exports.release();
            }
        }
    }

    // Sequences begin at the microseconds since 1970 when a server starts, and no server gives a million a second.
    private long newest() {
        Instant now = clock.instant();
        return Math.max(bus.lastSequence(), now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    }

    private void deny(Authentication found, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (found.caller().isAuthenticated()) {
            audit.refused(request, HttpServletResponse.SC_FORBIDDEN, ErrorCode.NOT_PERMITTED.name());
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, SecurityErrors.missingRole(SecurityRole.OBSERVER));
        } else {
            refuse(request, response, SecurityErrors.status(found.credential()), SecurityErrors.of(found.credential()));
        }
    }

    private void begin(ExportRequest wanted, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean gzip = takesGzip(Collections.list(request.getHeaders("Accept-Encoding")));
        response.setContentType("application/x-ndjson;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Disposition", "attachment; filename=\"events.ndjson\"");
        response.addHeader("Vary", "Accept-Encoding");
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        Exchange.of(request).publish(bus, request.getMethod(), request.getRequestURI(), ROUTE, HttpServletResponse.SC_OK);
        exports.begin(wanted, gzip, request.startAsync());
    }

    /** {@return whether a reader takes gzip (RFC 9110, section 12.5.3)} */
    static boolean takesGzip(List<String> accepted) {
        boolean any = false;
        for (String entry : String.join(",", accepted).toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = entry.strip().split("\\s*;\\s*");
            boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
            if (parts[0].equals("gzip") || parts[0].equals("x-gzip")) {
                return !refused;
            }
            any |= parts[0].equals("*") && !refused;
        }
        return any;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, ErrorBody error)
            throws IOException {
        Exchange.of(request).publish(bus, request.getMethod(), request.getRequestURI(), ROUTE, status);
        error.send(response, status, Exchange.of(request).requestId(), clock.instant());
    }
}
